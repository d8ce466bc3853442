extension UserService {
    /// The rules that govern an account: those it names, or the default where it names none or one that is not there; of either, what binds a
    /// system account where it is one.
    public func policy(of account: Account, in site: SiteID, default defaultPolicy: AccountPolicy) throws(StoreError) -> AccountPolicy {
        let named = try facts(rulesOf: [account], in: site).policies
        return Self.rules(of: account, named, default: defaultPolicy)
    }

    /// Returns a site's rule sets, by number.
    public func policies(in site: SiteID) throws(StoreError) -> [StoredPolicy] {
        try store.policies(in: site)
    }

    /// Keeps a rule set under its name; it holds at once.
    ///
    /// - Returns: the key by which accounts refer to it.
    @discardableResult
    public func setPolicy(_ policy: AccountPolicy, named name: String, in site: SiteID) throws(StoreError) -> PolicyID {
        let committed = try storage.commit(Transaction([.setPolicy(policy, named: name)]), in: site)
        guard let id = committed?.policies.first else { throw .failed("a rule set was not kept") }
        return id
    }

    /// The rules that govern an account, out of those that were read.
    static func rules(of account: Account, _ stored: [PolicyID: AccountPolicy], default defaultPolicy: AccountPolicy) -> AccountPolicy {
        let policy = account.policy.flatMap { stored[$0] } ?? defaultPolicy
        return account.isSystemAccount ? policy.forSystemAccounts : policy
    }

    /// Asks the store, in one read, what is kept of subjects, the rule sets that accounts name as far as they are not in memory, and an account's
    /// earlier passwords.
    func facts(
        of subjects: [String] = [], rulesOf accounts: [Account], historyOf id: AccountID? = nil, in site: SiteID
    ) throws(StoreError) -> SignInFacts {
        let known = storage.policies.known(Set(accounts.compactMap(\.policy)), in: site)
        let question = SignInQuestion(
            subjects: subjects, policies: known.unknown, historyOf: id, historyLimit: id == nil ? 0 : Self.maximumHistory - 1)
        guard !question.isEmpty else { return SignInFacts(policies: known.policies.compactMapValues { $0 }) }
        var facts = try store.facts(question, in: site)
        storage.policies.keep(facts.policies, of: known, in: site)
        facts.policies.merge(known.policies.compactMapValues { $0 }) { _, known in known }
        return facts
    }
}
