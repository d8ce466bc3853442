extension UserService {
    /// Returns the policy that applies to an account: the one it names, or the default if it names none or a missing
    /// one. The exemptions of ``Account/isSystemAccount`` are not applied.
    public func policy(of account: Account, in site: SiteID, default defaultPolicy: AccountPolicy) throws(StoreError) -> AccountPolicy {
        let named = try facts(rulesOf: [account], in: site).policies
        return Self.rules(of: account, named, default: defaultPolicy, exempting: .nobody)
    }

    /// Returns a site's rule sets, by number.
    public func policies(in site: SiteID) throws(StoreError) -> [StoredPolicy] {
        if let known = knownPolicies(in: site) { return known }
        return try storage.policies.list(in: site, of: store)
    }

    /// Stores a policy under its name. It applies at once.
    ///
    /// - Returns: The key by which accounts refer to it.
    @discardableResult
    public func setPolicy(_ policy: AccountPolicy, named name: String, in site: SiteID) throws(StoreError) -> PolicyID {
        let committed = try commits.commit(Transaction([.setPolicy(policy, named: name)]), in: site, at: now)
        guard let id = committed?.policies.first else { throw .failed("a rule set was not kept") }
        return id
    }

    /// Returns the policy that applies to an account, from those that were read.
    static func rules(
        of account: Account, _ stored: [PolicyID: AccountPolicy], default defaultPolicy: AccountPolicy, exempting exemption: RuleExemption
    ) -> AccountPolicy {
        let policy = account.policy.flatMap { stored[$0] } ?? defaultPolicy
        return exemption.covers(account) ? policy.forExemptAccounts : policy
    }

    /// Returns the question about the failures of subjects and an account's previous passwords.
    static func question(of subjects: [String], historyOf id: AccountID?) -> SignInQuestion {
        SignInQuestion(subjects: subjects, historyOf: id, historyLimit: id == nil ? 0 : maximumHistory - 1)
    }

    /// Reads in one query the failures of subjects, the accounts' policies that are not cached, and an account's
    /// previous passwords.
    func facts(
        of subjects: [String] = [], rulesOf accounts: [Account], historyOf id: AccountID? = nil, in site: SiteID
    ) throws(StoreError) -> SignInFacts {
        var known = storage.policies.known(Set(accounts.compactMap(\.policy)), in: site)
        if let all = knownPolicies(in: site) { known.add(all) }
        var question = Self.question(of: subjects, historyOf: id)
        if var facts = knownFacts(question, in: site), known.unknown.isEmpty {
            facts.policies = known.policies.compactMapValues { $0 }
            return facts
        }
        question.policies = known.unknown
        guard !question.isEmpty else { return SignInFacts(policies: known.policies.compactMapValues { $0 }) }
        var facts = try store.facts(question, in: site)
        storage.policies.keep(facts.policies, of: known, in: site)
        facts.policies.merge(known.policies.compactMapValues { $0 }) { _, known in known }
        return facts
    }
}
