extension UserService {
    /// Returns the statuses of accounts as they are at this moment, in order. An active account is shown as locked while a
    /// lockout rule has locked it for a time, and as disabled if it has not signed in for as long as its policy allows.
    ///
    /// - Parameters:
    ///   - accounts: The accounts.
    ///   - defaultPolicy: The policy for accounts that name none.
    ///   - exemption: The accounts that are exempt from these rules.
    ///   - site: The site of the accounts.
    public func presentStatuses(
        of accounts: [Account], default defaultPolicy: AccountPolicy, exempting exemption: RuleExemption, in site: SiteID
    ) throws(StoreError) -> [AccountStatus] {
        let active = accounts.filter { $0.status == .active && !exemption.covers($0) }
        let facts = try facts(of: active.map { FailureSubject.of($0.id) }, rulesOf: active, in: site)
        let now = now
        return accounts.map { account in
            guard account.status == .active, !exemption.covers(account) else { return account.status }
            if let until = facts.failures[FailureSubject.of(account.id)]?.lockedUntil, now < until { return .locked }
            let policy = Self.rules(of: account, facts.policies, default: defaultPolicy, exempting: exemption)
            if let limit = policy.unusedLimit(at: now), account.lastUsedAt <= limit { return .disabled }
            return .active
        }
    }
}
