import Accounts
import Calls
import HTTP
import Operations

/// What the journal knows about a call besides its messages.
struct CallFacts: Sendable {
    /// How far a call is.
    enum State: String, Sendable, CaseIterable {
        /// Its work waits or is being done.
        case running
        /// It is answered.
        case done
    }

    let site: SiteID
    let state: State
    /// The site's time.
    let at: Timestamp
    let times: CallTimes
    let system: String?
    let service: String?
    let operation: String?
    let action: OperationAction?
    let binding: BindingName?
    let caller: AccountID?
    let session: TokenDigest?
    let account: AccountID?
    let outcome: CallOutcome
    let reason: CallReason?
    /// The reason in words, or the text of a mark.
    let explanation: String?
    let status: Int
    let method: String
    /// The path, as sent. Nil if nothing is at it: strangers type anything into addresses.
    let path: String?
    let address: String
    let agent: String?
    /// The name of the fault rule that changed what happened. Nil if none did.
    let rule: String?

    /// Collects the facts of a call. `status` is that of its answer, or nil if it is not answered yet.
    init(_ call: CallContext, status: Int?) {
        site = call.site
        state = status == nil ? .running : .done
        at = call.now
        times = call.times
        let service = call.row?.service ?? call.service
        system = service?.system.key
        self.service = service?.name
        operation = call.row?.name
        action = call.row?.action
        binding = call.binding
        caller = call.caller
        session = call.session
        account = call.concernedAccount
        outcome = call.outcome
        reason = call.reasonCode
        explanation = call.reason
        self.status = status ?? 0
        method = call.request.method
        path = call.reasonCode == .unknownAddress || call.reasonCode == .unknownSite ? nil : call.request.path
        address = call.request.clientAddress
        agent = call.request.fields.first("User-Agent")
        rule = call.rule
    }

    /// Creates the facts of a line that a tester puts into the journal.
    init(mark text: String, in site: SiteID, at moment: Timestamp) {
        self.site = site
        state = .done
        at = moment
        times = CallTimes(routed: .now)
        system = CallFacts.ownSystem
        service = nil
        operation = "mark"
        action = .other
        binding = nil
        (caller, session, account) = (nil, nil, nil)
        outcome = .ok
        reason = nil
        explanation = text
        status = 0
        method = ""
        path = nil
        address = ""
        agent = nil
        rule = nil
    }

    /// The system of entries that are no calls.
    static let ownSystem = "backstage"
}

extension CallContext {
    /// The account that the call concerns: the one that it names, or else the caller's own if it tries or sets a password.
    fileprivate var concernedAccount: AccountID? {
        if let account { return account }
        guard let row, row.accountParameter == nil, row.cost.contains(.hashes) else { return nil }
        return caller
    }
}
