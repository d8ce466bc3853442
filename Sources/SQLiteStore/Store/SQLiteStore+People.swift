public import Accounts

extension SQLiteStore {
    /// Returns the person with this account key, or nil.
    public func person(_ id: AccountID, in site: SiteID) throws(StoreError) -> Person? {
        if let person = people.person(id, in: site, schemes), uses.isCurrent(site) { return person }
        let moment = people.moment
        let person = try read(in: site) { [schemes] connection throws(Failure) in try Self.person(id, in: site, schemes, connection) }
        if let person { people.keep(person, in: site, schemes, since: moment) }
        return person
    }

    /// Returns the holders of the first identity that has any.
    ///
    /// If the first identity has one holder, as nearly always, the answer is cached.
    public func people(withFirstOf identities: [Identity], in site: SiteID, limit: Int) throws(StoreError) -> [Person] {
        let (identityMoment, moment) = (lookups.moment, people.moment)
        let question = identities.first.flatMap { holderQuestion(about: $0, in: site) }
        if limit > 0, let question, let holder = cachedHolder(question.question, question.key, in: site), people.moment == moment,
            uses.isCurrent(site)
        {
            return [holder]
        }
        let (found, isOfFirst) = try read(in: site) { [schemes] connection throws(Failure) -> ([Person], Bool) in
            for (index, identity) in identities.enumerated() {
                guard let scheme = schemes.number(of: identity.scheme.name) else { continue }
                // A second holder is asked for in any case. Only if there is none can the answer be cached.
                let accounts = try connection.all(
                    Self.accountsOfHolders, site.part, scheme, identity.key, Int64(limit > 0 ? max(2, limit) : 0), row: Account.init(row:))
                guard !accounts.isEmpty else { continue }
                return (try accounts.map { account throws(Failure) in try Self.person(account, in: site, schemes, connection) }, index == 0)
            }
            return ([], false)
        }
        guard found.count == 1 else { return Array(found.prefix(max(0, limit))) }
        people.keep(found[0], in: site, schemes, since: moment)
        if isOfFirst, let question {
            lookups.keep(account: found[0].id, to: question.question, about: question.key, since: identityMoment)
        }
        return found
    }

    /// Returns the question for the holder of an identity, and the key that it is about. Nil if nothing is stored under the
    /// scheme.
    private func holderQuestion(about identity: Identity, in site: SiteID) -> (question: LookupCache.Question, key: String)? {
        guard let given = schemes.number(of: identity.scheme.name) else { return nil }
        return (LookupCache.Question(site: site.part, given: given, wanted: LookupCache.Question.account), identity.key)
    }

    /// Returns the only holder of an identity, if both the key of the account and the person are cached.
    private func cachedHolder(_ question: LookupCache.Question, _ key: String, in site: SiteID) -> Person? {
        lookups.account(answering: question, about: key).flatMap { people.person($0, in: site, schemes) }
    }

    /// The accounts that hold an identity, in the order of the index.
    static let accountsOfHolders: StaticString = """
        SELECT a.id, a.status, a.hash, a.version, a.changed_at, a.must_change, a.grace_used, a.policy, a.attributes,
            a.created_at, a.last_sign_in_at, a.activated_at
        FROM identity i CROSS JOIN account a ON a.id = i.account
        WHERE i.site = ? AND i.scheme = ? AND i.key = ?
        ORDER BY i.is_unique, i.account LIMIT ?
        """

    /// The keys of those accounts.
    static let keysOfHolders: StaticString =
        "SELECT account FROM identity WHERE site = ? AND scheme = ? AND key = ? ORDER BY is_unique, account LIMIT ?"

    /// Returns the people that have all of several identities, or nil if each has more than `limit` holders.
    public func people(withAllOf identities: [Identity], in site: SiteID, among limit: Int) throws(StoreError) -> [Person]? {
        try read(in: site) { [schemes] connection throws(Failure) -> [Person]? in
            var fewest: [AccountID]?
            for identity in identities {
                let holders = try Self.holders(of: identity, in: site, limit: max(0, limit) + 1, schemes, connection)
                if holders.count < fewest?.count ?? .max { fewest = holders }
                if holders.isEmpty { break }
            }
            guard let fewest else { return [] }
            guard fewest.count <= limit else { return nil }
            var people: [Person] = []
            for id in fewest {
                guard let person = try Self.person(id, in: site, schemes, connection), identities.allSatisfy(person.holds) else { continue }
                people.append(person)
            }
            return people
        }
    }

    /// Returns the facts that are needed before a password is verified.
    public func facts(_ question: SignInQuestion, in site: SiteID) throws(StoreError) -> SignInFacts {
        var facts = SignInFacts()
        let policies = try read(in: site) { connection throws(Failure) -> [(id: PolicyID, text: String)] in
            for subject in question.subjects { facts.failures[subject] = try Self.failures(of: subject, in: site, connection) }
            if let id = question.historyOf {
                facts.history = try Self.history(of: id, in: site, limit: question.historyLimit, connection)
            }
            var texts: [(id: PolicyID, text: String)] = []
            for id in question.policies {
                guard let text = try Self.policyText(id, in: site, connection) else { continue }
                texts.append((id, text))
            }
            return texts
        }
        for (id, text) in policies { facts.policies[id] = try AccountPolicy(stored: text) }
        return facts
    }

    /// Returns the keys of the accounts that hold an identity, in the order of their creation.
    private static func holders(
        of identity: Identity, in site: SiteID, limit: Int, _ schemes: SchemeTable, _ connection: Connection
    ) throws(Failure) -> [AccountID] {
        guard let scheme = schemes.number(of: identity.scheme.name) else { return [] }
        return try connection.all(
            keysOfHolders, site.part, scheme, identity.key, Int64(limit)
        ) { AccountID(rawValue: $0.int(0)) }
    }

    /// Returns the person with an account key, or nil.
    static func person(
        _ id: AccountID, in site: SiteID, _ schemes: SchemeTable, _ connection: Connection
    ) throws(Failure) -> Person? {
        guard let account = try account(id, in: site, connection) else { return nil }
        return try person(account, in: site, schemes, connection)
    }

    private static func person(
        _ account: Account, in site: SiteID, _ schemes: SchemeTable, _ connection: Connection
    ) throws(Failure) -> Person {
        Person(
            account: account, identities: try identities(of: account.id, in: site, schemes, connection),
            memberships: try memberships(of: account.id, in: site, connection))
    }
}
