import Accounts
import Calls
import HTTP
import Operations

/// What the journal knows about a call besides its messages. It is made for every call, so it holds references to what has a name, and
/// makes no text.
final class CallFacts: Sendable {
    /// How far a call is.
    enum State: String, Sendable, CaseIterable {
        /// Its work waits or is being done.
        case running
        /// It is answered.
        case done
        /// Its client had gone before the answer was known. The work may be done all the same.
        case aborted
    }

    let site: SiteID
    let state: State
    /// What the call had found out. Of something that is no call, only its time and its text.
    private let found: CallFindings
    /// What happened, if this is no call.
    private let event: WorldEvent?
    let status: Int
    let method: String
    let address: String
    let agent: String?

    /// Collects the facts of a call. `status` is that of its answer, or nil if it is not answered yet.
    init(_ call: CallContext, status: Int?) {
        found = call.findings
        site = call.site
        state = status == nil ? .running : found.isAborted ? .aborted : .done
        event = nil
        self.status = status ?? 0
        method = call.request.method
        address = call.request.clientAddress
        agent = call.agent
    }

    /// Creates the facts of something that is no call.
    init(_ event: WorldEvent, _ text: String, in site: SiteID, at moment: Timestamp) {
        found = CallFindings(at: moment, explanation: text)
        self.site = site
        state = .done
        self.event = event
        status = 0
        method = ""
        address = ""
        agent = nil
    }

    /// An estimate of the memory that its texts and changes take, in bytes.
    var weight: Int { (agent?.utf8.count ?? 0) + changes.count * MemoryLayout<CallChange>.stride }

    /// The site's time.
    var at: Timestamp { found.now }
    var times: CallTimes { found.times }
    /// The service at the call's address. Nil if the address has only pages.
    var place: ServiceFacts? { found.service }
    /// The operation. Nil if it is not known.
    var row: OperationFacts? { found.row }
    var binding: BindingName? { found.binding }
    /// What was shown if no operation was called.
    var page: PageKind? { found.page }
    var caller: AccountID? { found.caller }
    var session: TokenDigest? { found.session }
    /// The account that the call concerns: the one that it names, or else the caller's own if it tries or sets a password.
    var account: AccountID? {
        if let account = found.account { return account }
        guard let row, row.accountParameter == nil, row.cost.contains(.hashes) else { return nil }
        return caller
    }
    var outcome: CallOutcome { found.outcome }
    var reason: CallReason? { found.reason }
    /// The reason in words, or the text of an event.
    var explanation: String? { found.explanation }
    /// The name of the fault rule that changed what happened. Nil if none did.
    var rule: String? { found.rule }
    /// What the call changed.
    var changes: [CallChange] { found.changes }
    /// What became of the session of its token, if that is why it was not done.
    var fate: SessionFate? { found.fate }

    /// How certain it is that the vendor's server answers so. Nil for an entry that is no call, or if nothing is known of it yet.
    var certainty: Certainty? {
        guard isCall, state != .running else { return nil }
        return reason.map { $0.certainty(of: row, in: place?.system) } ?? row?.certainty
    }

    /// Whether this is a call.
    var isCall: Bool { event == nil }

    var system: String? { isCall ? place?.system.key : Self.ownSystem }
    var service: String? { place?.name }
    var operation: String? { event?.rawValue ?? row?.name }
    var action: OperationAction? { isCall ? row?.action : .other }

    /// The system of entries that are no calls.
    static let ownSystem = "backstage"
}
