public import Accounts
public import Operations

/// What a call had found out at a moment, for observers that keep it.
///
/// Other modules read each variable of a ``CallContext`` with a check for overlapping accesses. They read these with none.
public struct CallFindings: Sendable {
    /// ``CallContext/now``.
    public let now: Timestamp
    /// ``CallContext/times``.
    public let times: CallTimes
    /// The operation's service. If no operation is known, the service at the call's address. Nil if the address has only pages.
    public let service: ServiceFacts?
    /// ``CallContext/row``.
    public let row: OperationFacts?
    /// ``CallContext/binding``.
    public let binding: BindingName?
    /// ``CallContext/page``.
    public let page: PageKind?
    /// ``CallContext/session``.
    public let session: TokenDigest?
    /// ``CallContext/caller``.
    public let caller: AccountID?
    /// ``CallContext/account``.
    public let account: AccountID?
    /// ``CallContext/outcome``.
    public let outcome: CallOutcome
    /// ``CallContext/reasonCode``.
    public let reason: CallReason?
    /// ``CallContext/reason``.
    public let explanation: String?
    /// ``CallContext/rule``.
    public let rule: String?
    /// ``CallContext/isAborted``.
    public let isAborted: Bool
    /// ``CallContext/changes``.
    public let changes: [CallChange]
    /// ``CallContext/fate``.
    public let fate: SessionFate?

    /// Creates the findings of something that is no call.
    public init(at moment: Timestamp, explanation: String) {
        self.init(
            now: moment, times: CallTimes(routed: .now), service: nil, row: nil, binding: nil, page: nil, session: nil, caller: nil,
            account: nil,
            outcome: .ok, reason: nil, explanation: explanation, rule: nil, isAborted: false, changes: [], fate: nil)
    }

    fileprivate init(
        now: Timestamp, times: CallTimes, service: ServiceFacts?, row: OperationFacts?, binding: BindingName?, page: PageKind?,
        session: TokenDigest?,
        caller: AccountID?, account: AccountID?, outcome: CallOutcome, reason: CallReason?, explanation: String?, rule: String?,
        isAborted: Bool, changes: [CallChange], fate: SessionFate?
    ) {
        (self.now, self.times, self.service, self.row, self.binding) = (now, times, service, row, binding)
        (self.page, self.session, self.caller, self.account) = (page, session, caller, account)
        (self.outcome, self.reason, self.explanation, self.rule) = (outcome, reason, explanation, rule)
        (self.isAborted, self.changes, self.fate) = (isAborted, changes, fate)
    }
}

extension CallContext {
    /// What the call has found out so far.
    public var findings: CallFindings {
        CallFindings(
            now: now, times: times, service: row?.service ?? service, row: row, binding: binding, page: page, session: session,
            caller: caller,
            account: account, outcome: outcome, reason: reasonCode, explanation: reason, rule: rule, isAborted: isAborted, changes: changes,
            fate: fate)
    }
}
