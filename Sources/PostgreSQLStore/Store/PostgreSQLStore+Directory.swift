public import Accounts

extension PostgreSQLStore {
    /// Returns all containers of a site and how they are nested.
    public func directory(in site: SiteID) throws(StoreError) -> DirectoryGraph {
        guard let row = try query(DirectoryQuery.graph(.int(site.rawValue))).first else { return DirectoryGraph(epoch: 0, containers: []) }
        let ids = row.ints(1)
        let (kinds, numbers, keys) = (row.texts(2), row.ints(3), row.optionalTexts(4))
        let (names, documents) = (row.texts(5), row.texts(6))
        var containers: [Container] = []
        for (index, id) in ids.enumerated() where documents.indices.contains(index) {
            containers.append(
                Container(
                    id: ContainerID(rawValue: id), kind: ContainerKind(rawValue: kinds[index]), number: numbers[index], key: keys[index],
                    name: names[index], fields: Document.members(of: Array(documents[index].utf8))))
        }
        let nestings = zip(row.ints(7), row.ints(8)).map { (child: ContainerID(rawValue: $0), parent: ContainerID(rawValue: $1)) }
        return DirectoryGraph(epoch: row.int(0), containers: containers, nestings: nestings)
    }

    /// Returns the epoch that ``directory(in:)`` would have.
    public func directoryEpoch(in site: SiteID) throws(StoreError) -> Int64 {
        try ask(Self.directoryEpoch(in: site))
    }

    static func directoryEpoch(in site: SiteID) -> Query<Int64> {
        Query(DirectoryQuery.epoch(.int(site.rawValue))) { $0.first?.int(0) ?? 0 }
    }

    /// Returns the direct members of a container that are people, in the order of their creation.
    public func members(
        of container: ContainerID, in site: SiteID, after account: AccountID?, limit: Int
    ) throws(StoreError) -> [Person] {
        try query(
            DirectoryQuery.members(
                .int(site.rawValue), .int(container.rawValue), .int(account?.rawValue ?? .min), .int(max(0, limit)))
        ).map { Person(row: $0) }
    }

    /// Returns a site's rule sets, by number.
    public func policies(in site: SiteID) throws(StoreError) -> [StoredPolicy] {
        try ask(Self.policies(in: site))
    }

    func storedPolicies(in site: SiteID) throws(StoreError) -> [PolicyRow] {
        Self.policyRows(try query(DirectoryQuery.policies(.int(site.rawValue))))
    }

    static func policies(in site: SiteID) -> Query<[StoredPolicy]> {
        Query(DirectoryQuery.policies(.int(site.rawValue))) { rows throws(StoreError) in
            var policies: [StoredPolicy] = []
            for row in policyRows(rows) { policies.append(try row.policy()) }
            return policies
        }
    }

    private static func policyRows(_ rows: ResultRows) -> [PolicyRow] {
        rows.map { row in
            PolicyRow(id: row.int(0), number: row.int(1), name: row.text(2), rules: row.text(3), fields: row.document(4))
        }
    }

    /// Returns events of a kind, newest first.
    public func events(
        _ kind: EventKind, of account: AccountID?, in site: SiteID, before id: Int64?, limit: Int
    ) throws(StoreError) -> [StoredEvent] {
        let values: [Value] = [.int(site.rawValue), .text(kind.rawValue), .int(id ?? .max), .int(max(0, limit))]
        let sql = account == nil ? DirectoryQuery.events : DirectoryQuery.eventsOfAccount
        let rows = try query(Statement(sql: sql, values: values + (account.map { [.int($0.rawValue)] } ?? [])))
        return rows.map { row in
            StoredEvent(
                id: row.int(0),
                Event(
                    kind, of: row.optionalInt(1).map(AccountID.init(rawValue:)), at: Timestamp(milliseconds: row.int(2)),
                    fields: row.document(3)))
        }
    }
}

/// A rule set as it is stored.
struct PolicyRow {
    let id: Int64
    let number: Int64
    let name: String
    let rules: String
    let fields: [String: String]

    func policy() throws(StoreError) -> StoredPolicy {
        StoredPolicy(id: PolicyID(rawValue: id), number: number, name: name, rules: try AccountPolicy(stored: rules), fields: fields)
    }

    /// Returns whether it is the same as a rule set, whose rules an earlier release may have written in other words.
    func isSame(as policy: StoredPolicy) -> Bool {
        guard let own = try? self.policy() else { return false }
        return own == policy && own.name.utf8.elementsEqual(policy.name.utf8)
    }
}

private enum DirectoryQuery {
    /// The epoch, the columns of all containers, and all nestings, each as one array.
    static let graph = SQL(
        """
        SELECT s.epoch, c.ids, c.kinds, c.numbers, c.keys, c.names, c.documents, m.members, m.containers FROM site s,
            (SELECT array_agg(id ORDER BY id) AS ids, array_agg(kind ORDER BY id) AS kinds, array_agg(number ORDER BY id) AS numbers,
                array_agg(key ORDER BY id) AS keys, array_agg(name ORDER BY id) AS names,
                array_agg(document::TEXT ORDER BY id) AS documents FROM container WHERE site = $1) AS c,
            (SELECT array_agg(member ORDER BY member, container) AS members, array_agg(container ORDER BY member, container) AS containers
                FROM membership WHERE site = $1 AND member_kind = \(Member.containerKind)) AS m
        WHERE s.id = $1
        """)
    static let epoch = SQL("SELECT epoch FROM site WHERE id = $1")
    /// The conditions and the order are those of the one index that has the members of a container together.
    static let members = SQL(
        """
        SELECT \(PersonQuery.columns) FROM membership b CROSS JOIN \(PersonQuery.account("b.member")) AS a
        WHERE b.site = $1 AND (b.container, b.member_kind, b.member) > ($2, \(Member.accountKind), $3)
            AND (b.container, b.member_kind) <= ($2, \(Member.accountKind))
        ORDER BY b.container, b.member_kind, b.member LIMIT $4
        """)
    static let policies = SQL("SELECT id, number, name, rules, document FROM policy WHERE site = $1 ORDER BY number")
    static let events = SQL(
        "SELECT id, account, at, document FROM event WHERE site = $1 AND kind = $2 AND id < $3 ORDER BY id DESC LIMIT $4")
    static let eventsOfAccount = SQL(
        "SELECT id, account, at, document FROM event WHERE site = $1 AND kind = $2 AND id < $3 AND account = $5 ORDER BY id DESC LIMIT $4")
}
