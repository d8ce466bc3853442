public import Accounts

extension PostgreSQLStore {
    /// Returns the person with this account key, or nil.
    public func person(_ id: AccountID, in site: SiteID) throws(StoreError) -> Person? {
        try ask(Self.person(id, in: site))
    }

    static func person(_ id: AccountID, in site: SiteID) -> Query<Person?> {
        Query(people([id], in: site)) { $0.first.map { Person(row: $0) } }
    }

    /// The people with some keys, in the order of the keys.
    static func people(_ ids: [AccountID], in site: SiteID) -> Statement {
        PersonQuery.byID(.int(site.rawValue), .ints(ids.map(\.rawValue)))
    }

    /// Returns the holders of the first identity that has any.
    public func people(withFirstOf identities: [Identity], in site: SiteID, limit: Int) throws(StoreError) -> [Person] {
        guard !identities.isEmpty, limit > 0 else { return [] }
        let question = StoreQuestion.people(withFirstOf: identities, limit: limit)
        guard case .people(let people)? = try answers(to: [question], in: site).first else { return [] }
        return people
    }

    /// The holders of each of some identities, at most `limit` each, in the order of the identities and of the accounts.
    static func holders(of keys: [IdentityKey], in site: SiteID, limit: Int) -> Statement {
        PersonQuery.byIdentities(
            .int(site.rawValue), .texts(keys.map(\.scheme)), .texts(keys.map { String(decoding: $0.key, as: UTF8.self) }),
            .int(max(0, limit)))
    }

    /// Returns a holder and the index of the identity from a row of ``holders(of:in:limit:)``.
    static func holder(_ row: ResultRow) -> (index: Int, person: Person) {
        (Int(clamping: row.int(PersonQuery.width)) - 1, Person(row: row))
    }

    /// Returns the people that have all of several identities, or nil if each has more than `limit` holders.
    public func people(withAllOf identities: [Identity], in site: SiteID, among limit: Int) throws(StoreError) -> [Person]? {
        guard !identities.isEmpty else { return [] }
        let limit = max(0, limit)
        let rows = try query(
            PersonQuery.byAllIdentities(
                .int(site.rawValue), .texts(identities.map(\.scheme.name)), .texts(identities.map(\.key)), .int(limit + 1)))
        guard let first = rows.first, first.int(PersonQuery.width) <= Int64(limit) else { return nil }
        return rows.map { $0.optionalInt(0) == nil ? nil : Person(row: $0) }.compactMap { $0 }
    }

    /// Returns the values of `scheme` of the accounts that hold `identity`, in the order of their creation.
    public func values(of scheme: IdentityScheme, forHolderOf identity: Identity, in site: SiteID) throws(StoreError) -> [String] {
        try ask(Self.values(of: scheme, forHolderOf: identity, in: site))
    }

    static func values(of scheme: IdentityScheme, forHolderOf identity: Identity, in site: SiteID) -> Query<[String]> {
        Query(valuesOfHolders(.int(site.rawValue), .text(identity.scheme.name), .text(identity.key), .text(scheme.name))) {
            $0.map { $0.text(0) }
        }
    }

    /// The identities of each holder are sought by themselves, so that no plan reads all of a scheme for them.
    private static let valuesOfHolders = SQL(
        """
        SELECT coalesce(w.value, w.key) FROM identity g CROSS JOIN LATERAL (
            SELECT scheme, value, key, position FROM identity WHERE site = $1 AND account = g.account OFFSET 0) AS w
        WHERE g.site = $1 AND g.scheme = $2 AND g.key = $3 AND w.scheme = $4 ORDER BY g.account, w.position
        """)

    /// Returns the facts that are needed before a password is verified.
    public func facts(_ question: SignInQuestion, in site: SiteID) throws(StoreError) -> SignInFacts {
        guard case .facts(let facts)? = try answers(to: [.facts(question)], in: site).first else { return SignInFacts() }
        return facts
    }
}

/// Queries that return people. Their columns are those of ``Person/init(row:from:)``.
enum PersonQuery {
    /// The number of columns of a person.
    static let width: Int32 = 15
    /// The columns of a person, whose account is `a`.
    static let columns = """
        a.id, a.status, a.hash, a.version, a.changed_at, a.must_change, a.grace_used, a.policy, a.attributes, a.created_at,
        a.last_sign_in_at, a.activated_at,
        ARRAY(SELECT n.scheme FROM identity n WHERE n.site = a.site AND n.account = a.id ORDER BY n.position),
        ARRAY(SELECT coalesce(n.value, n.key) FROM identity n WHERE n.site = a.site AND n.account = a.id ORDER BY n.position),
        ARRAY(SELECT m.container FROM membership m
            WHERE m.site = a.site AND m.member_kind = \(Member.accountKind) AND m.member = a.id ORDER BY m.container)
        """

    /// The account with a key, for a join.
    static func account(_ id: String) -> String { SQLText.row(of: "account", id) }

    /// The people with some keys, in the order of the keys.
    static let byID = SQL(
        """
        SELECT \(columns) FROM unnest($2::BIGINT[]) WITH ORDINALITY AS u (id, ord)
        CROSS JOIN \(account("u.id")) AS a ORDER BY u.ord
        """)

    /// The holders of some identities, and behind each person the number of the identity. The first ones are found without sorting:
    /// among those of one identity, `holder` has the order of the accounts.
    static let byIdentities = SQL(
        """
        SELECT \(columns), u.ord FROM unnest($2::TEXT[], $3::TEXT[]) WITH ORDINALITY AS u (scheme, key, ord)
        CROSS JOIN LATERAL (
            SELECT i.account FROM identity i WHERE i.site = $1 AND i.scheme = u.scheme AND i.key = u.key ORDER BY i.holder LIMIT $4) AS h
        CROSS JOIN \(account("h.account")) AS a ORDER BY u.ord, a.id
        """)

    /// The people that hold all of some identities, found by the one with the fewest holders, whose number follows the
    /// person. If there are too many holders or nobody holds all, there is one row without a person. What each holder has besides is looked
    /// for among the holder's own identities, in any plan.
    static let byAllIdentities = SQL(
        """
        WITH w AS (
            SELECT u.scheme, u.key, u.ord, (SELECT count(*) FROM (
                SELECT 1 FROM identity h WHERE h.site = $1 AND h.scheme = u.scheme AND h.key = u.key LIMIT $4) AS x) AS n
            FROM unnest($2::TEXT[], $3::TEXT[]) WITH ORDINALITY AS u (scheme, key, ord)),
        f AS (SELECT * FROM w ORDER BY n, ord LIMIT 1)
        SELECT \(columns), f.n FROM f
        LEFT JOIN identity i ON f.n < $4 AND i.site = $1 AND i.scheme = f.scheme AND i.key = f.key AND NOT EXISTS (
            SELECT 1 FROM w WHERE (SELECT count(*) FROM (
                SELECT scheme, key FROM identity WHERE site = $1 AND account = i.account OFFSET 0) AS o
                WHERE o.scheme = w.scheme AND o.key = w.key) = 0)
        LEFT JOIN \(account("i.account")) AS a ON true ORDER BY i.account
        """)
}

extension Person {
    /// Creates a person from the columns of ``PersonQuery``, the first of which is at an index.
    convenience init(row: ResultRow, from first: Int32 = 0) {
        var credential: Credential?
        if let hash = row.optionalText(first + 2) {
            credential = Credential(
                hash: PasswordHash(hash), version: row.int(first + 3), changedAt: Timestamp(milliseconds: row.int(first + 4)),
                mustChange: row.bool(first + 5), graceSignInsUsed: Int(clamping: row.int(first + 6)))
        }
        let account = Account(
            id: AccountID(rawValue: row.int(first)), status: AccountStatus(stored: row.int(first + 1)), credential: credential,
            policy: row.optionalInt(first + 7).map(PolicyID.init(rawValue:)), attributes: row.document(first + 8),
            createdAt: Timestamp(milliseconds: row.int(first + 9)),
            lastSignInAt: row.optionalInt(first + 10).map(Timestamp.init(milliseconds:)),
            activatedAt: row.optionalInt(first + 11).map(Timestamp.init(milliseconds:)))
        self.init(
            account: account, identities: zip(row.texts(first + 12), row.texts(first + 13)).map { (scheme: $0, value: $1) },
            memberships: row.ints(first + 14).map(ContainerID.init(rawValue:)))
    }
}
