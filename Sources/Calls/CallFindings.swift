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
}

extension CallContext {
    /// What the call has found out so far.
    public var findings: CallFindings {
        CallFindings(
            now: now, times: times, service: row?.service ?? service, row: row, binding: binding, session: session, caller: caller,
            account: account, outcome: outcome, reason: reasonCode, explanation: reason, rule: rule)
    }
}
