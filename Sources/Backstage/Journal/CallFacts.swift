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
    /// The site's time.
    let at: Timestamp
    let times: CallTimes
    /// The service at the call's address. Nil if the address has only pages.
    let place: ServiceFacts?
    /// The operation. Nil if it is not known.
    let row: OperationFacts?
    /// What happened, if this is no call.
    private let event: WorldEvent?
    let binding: BindingName?
    let caller: AccountID?
    let session: TokenDigest?
    let account: AccountID?
    let outcome: CallOutcome
    let reason: CallReason?
    /// The reason in words, or the text of an event.
    let explanation: String?
    let status: Int
    /// How certain it is that the vendor's server answers so. Nil for an entry that is no call, or if nothing is known of it yet.
    let certainty: Certainty?
    let method: String
    let address: String
    let agent: String?
    /// The name of the fault rule that changed what happened. Nil if none did.
    let rule: String?
    /// What the call changed.
    let changes: [CallChange]
    /// What became of the session of its token, if that is why it was not done.
    let fate: SessionFate?

    /// Collects the facts of a call. `status` is that of its answer, or nil if it is not answered yet.
    init(_ call: CallContext, status: Int?) {
        let found = call.findings
        site = call.site
        state = status == nil ? .running : call.isAborted ? .aborted : .done
        at = found.now
        times = found.times
        place = found.service
        row = found.row
        event = nil
        binding = found.binding
        caller = found.caller
        session = found.session
        account = found.concernedAccount
        outcome = found.outcome
        reason = found.reason
        explanation = found.explanation
        self.status = status ?? 0
        certainty = status == nil ? nil : found.reason.map { $0.certainty(in: found.service?.system) } ?? found.row?.certainty
        method = call.request.method
        address = call.request.clientAddress
        agent = call.request.fields.first("User-Agent")
        rule = found.rule
        changes = call.changes
        fate = call.fate
    }

    /// Creates the facts of something that is no call.
    init(_ event: WorldEvent, _ text: String, in site: SiteID, at moment: Timestamp) {
        self.site = site
        state = .done
        at = moment
        times = CallTimes(routed: .now)
        (place, row, self.event) = (nil, nil, event)
        binding = nil
        (caller, session, account) = (nil, nil, nil)
        outcome = .ok
        reason = nil
        explanation = text
        status = 0
        certainty = nil
        method = ""
        address = ""
        agent = nil
        rule = nil
        changes = []
        fate = nil
    }

    /// An estimate of the memory that its texts and changes take, in bytes.
    var weight: Int { (agent?.utf8.count ?? 0) + changes.count * MemoryLayout<CallChange>.stride }

    /// What the call is counted as.
    var kind: SiteJournal.Kind { SiteJournal.Kind(service: place, row: row, outcome: outcome, reason: reason) }

    /// Whether this is a call.
    var isCall: Bool { event == nil }

    var system: String? { isCall ? place?.system.key : Self.ownSystem }
    var service: String? { place?.name }
    var operation: String? { event?.rawValue ?? row?.name }
    var action: OperationAction? { isCall ? row?.action : .other }

    /// The system of entries that are no calls.
    static let ownSystem = "backstage"
}

extension CallFindings {
    /// The account that the call concerns: the one that it names, or else the caller's own if it tries or sets a password.
    fileprivate var concernedAccount: AccountID? {
        if let account { return account }
        guard let row, row.accountParameter == nil, row.cost.contains(.hashes) else { return nil }
        return caller
    }
}
