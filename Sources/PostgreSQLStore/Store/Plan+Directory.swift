import Accounts

/// Changes to containers, memberships, sequences and rule sets. Each change of containers or memberships increases the
/// site's epoch.
extension Plan {
    mutating func insert(_ new: NewContainer) {
        let sequence = "container." + new.kind.rawValue
        lock(.directory)
        lock(.sequence(sequence))
        let accounts = new.members.compactMap { if case .account(let id) = $0 { id.rawValue } else { nil } }
        let children = new.members.compactMap { if case .container(let id) = $0 { id.rawValue } else { nil } }
        let parents = new.memberships.map(\.rawValue)
        for account in accounts { lock(.account(AccountID(rawValue: account))) }
        if !children.isEmpty, let parent = new.memberships.first {
            add(DirectorySQL.noCycles, [.ints(children), .ints(parents)], meaning: .conflict(.cycle(ContainerID(rawValue: 0), in: parent)))
        }
        add(
            resultsOf: DirectorySQL.insert,
            [
                .text(sequence), .int(new.number), .text(new.kind.rawValue), .text(new.key), .text(new.name), .document(new.fields),
                .ints(accounts), .ints(children), .ints(parents),
            ], meaning: .conflict(.containerTaken(new.kind)))
    }

    mutating func update(_ id: ContainerID, _ changes: ContainerChanges) {
        lock(.directory)
        if let key = changes.key ?? nil { add(DirectorySQL.isKeyFree, [.int(id.rawValue), .text(key)], meaning: .containerKey(id)) }
        let (removed, set) = Self.parts(of: changes.fields)
        add(
            DirectorySQL.update,
            [.int(id.rawValue), .text(changes.name), .bool(changes.key != nil), .text(changes.key ?? nil), removed, set])
    }

    mutating func delete(_ id: ContainerID) {
        lock(.directory)
        add(DirectorySQL.delete, [.int(id.rawValue)])
    }

    mutating func add(_ member: Member, to id: ContainerID) {
        lock(.directory)
        switch member {
        case .account(let account):
            lock(.account(account))
            add(DirectorySQL.addAccount, [.int(id.rawValue), .int(account.rawValue)])
        case .container(let child):
            add(DirectorySQL.noCycle, [.int(id.rawValue), .int(child.rawValue)], meaning: .conflict(.cycle(child, in: id)))
            add(DirectorySQL.addContainer, [.int(id.rawValue), .int(child.rawValue)])
        }
    }

    mutating func remove(_ member: Member, from id: ContainerID) {
        lock(.directory)
        add(DirectorySQL.remove, [.int(id.rawValue), .int(member.storedKind), .int(member.storedKey)])
    }

    mutating func draw(_ name: String, above least: Int64) {
        lock(.sequence(name))
        add(resultsOf: DirectorySQL.draw, [.text(name), .int(least == .max ? least : max(1, least + 1))])
    }

    mutating func setPolicy(_ policy: AccountPolicy, named name: String, fields: [String: String]) throws(StoreError) {
        lock(.policies)
        lock(.sequence("policy"))
        add(resultsOf: DirectorySQL.setPolicy, [.text(name), .text(try policy.stored()), .document(fields)])
    }

    mutating func rename(_ id: PolicyID, to name: String) {
        lock(.policies)
        add(DirectorySQL.isNameFree, [.int(id.rawValue), .text(name)], meaning: .conflict(.policyTaken(name)))
        add(DirectorySQL.renamePolicy, [.int(id.rawValue), .text(name)])
    }

    mutating func delete(_ id: PolicyID) {
        lock(.policies)
        add(DirectorySQL.deletePolicy, [.int(id.rawValue)])
    }
}

/// Statements that change the directory and rule sets. The first parameter is the site.
private enum DirectorySQL {
    /// The containers around some, and these themselves, as the part `around`.
    private static func around(_ containers: String) -> String {
        """
        WITH RECURSIVE around (id) AS (
            SELECT id FROM unnest(\(containers)) AS u (id)
            UNION SELECT m.container FROM membership m JOIN around ON m.site = $1 AND m.member_kind = \(Member.containerKind)
                AND m.member = around.id)
        """
    }

    static let noCycles = SQL(
        "\(around("$3::BIGINT[]")) SELECT \(SQLText.must("NOT EXISTS (SELECT 1 FROM around WHERE id = ANY ($2::BIGINT[]))"))")
    private static let wouldBeInItself =
        "\(SQLText.hasContainer("$2")) AND \(SQLText.hasContainer("$3")) AND EXISTS (SELECT 1 FROM around WHERE id = $3)"
    static let noCycle = SQL("\(around("ARRAY[$2::BIGINT]")) SELECT \(SQLText.must("NOT (\(wouldBeInItself))"))")

    /// A new container: its key and its number are the results.
    static let insert = SQL(
        """
        WITH \(SQLText.draw(name: "$3", given: "$4")),
        new AS (
            INSERT INTO container (site, id, kind, number, key, name, document)
            SELECT $1, nextval('container_id'), $5, n, $6, $7, $8 FROM old ON CONFLICT DO NOTHING RETURNING id),
        accounts AS (
            INSERT INTO membership (site, container, member_kind, member)
            SELECT $1, new.id, \(Member.accountKind), a.id FROM new CROSS JOIN \(SQLText.keys(of: "account", among: "$9::BIGINT[]")) AS a),
        children AS (
            INSERT INTO membership (site, container, member_kind, member)
            SELECT $1, new.id, \(Member.containerKind), c.id FROM new CROSS JOIN \(SQLText.keys(of: "container", among: "$10::BIGINT[]")) AS c),
        parents AS (
            INSERT INTO membership (site, container, member_kind, member)
            SELECT $1, c.id, \(Member.containerKind), new.id FROM new CROSS JOIN \(SQLText.keys(of: "container", among: "$11::BIGINT[]")) AS c),
        moved AS (\(SQLText.moveOn(if: "new")))
        \(SQLText.append("ARRAY[coalesce((SELECT id FROM new), 1) / (SELECT count(*) FROM new), (SELECT n FROM old)]"))
        """)

    static let isKeyFree = SQL(
        """
        SELECT \(SQLText.must(
            "NOT EXISTS (SELECT 1 FROM container c CROSS JOIN LATERAL ("
                + "SELECT id FROM container WHERE site = $1 AND kind = c.kind AND key = $3 LIMIT 1) AS o "
                + "WHERE c.site = $1 AND c.id = $2 AND o.id <> c.id)"))
        """)
    static let update = SQL(
        """
        WITH changed AS (
            UPDATE container SET name = coalesce($3, name), key = CASE WHEN $4 THEN $5 ELSE key END,
                document = (document - $6::TEXT[]) || $7
            WHERE site = $1 AND id = $2 RETURNING 1)
        \(SQLText.moveOn(if: "changed"))
        """)
    static let delete = SQL(
        """
        WITH gone AS (DELETE FROM container WHERE site = $1 AND id = $2 RETURNING id),
        m AS (DELETE FROM membership WHERE site = $1 AND container = (SELECT id FROM gone)),
        p AS (DELETE FROM membership WHERE site = $1 AND member_kind = \(Member.containerKind) AND member = (SELECT id FROM gone))
        \(SQLText.moveOn(if: "gone"))
        """)

    private static func addMember(_ kind: Int64, if condition: String) -> SQL {
        SQL(
            """
            WITH new AS (
                INSERT INTO membership (site, container, member_kind, member)
                SELECT $1, $2, \(kind), $3 WHERE \(SQLText.hasContainer("$2")) AND \(condition) ON CONFLICT DO NOTHING RETURNING 1)
            \(SQLText.moveOn(if: "new"))
            """)
    }

    static let addAccount = addMember(Member.accountKind, if: SQLText.hasAccount("$3"))
    static let addContainer = addMember(Member.containerKind, if: SQLText.hasContainer("$3"))
    static let remove = SQL(
        """
        WITH gone AS (DELETE FROM membership WHERE site = $1 AND container = $2 AND member_kind = $3 AND member = $4 RETURNING 1)
        \(SQLText.moveOn(if: "gone"))
        """)

    static let draw = SQL("WITH \(SQLText.draw(name: "$3", least: "$4")) \(SQLText.append("old.n", from: "old"))")

    /// The rule set with a name gets other rules, or a new one is added. Its key is the result.
    static let setPolicy = SQL(
        """
        WITH changed AS (UPDATE policy SET rules = $4, document = $5 WHERE site = $1 AND name = $3 RETURNING id),
        \(SQLText.draw(name: "'policy'", if: "NOT EXISTS (SELECT 1 FROM policy WHERE site = $1 AND name = $3)")),
        new AS (
            INSERT INTO policy (site, id, number, name, rules, document) SELECT $1, nextval('policy_id'), n, $3, $4, $5 FROM old
            RETURNING id)
        \(SQLText.append("coalesce((SELECT id FROM changed), (SELECT id FROM new))"))
        """)
    static let isNameFree = SQL(
        """
        SELECT \(SQLText.must(
            "NOT EXISTS (SELECT 1 FROM policy p JOIN policy o ON o.site = p.site AND o.id <> p.id "
                + "WHERE p.site = $1 AND p.id = $2 AND o.name = $3)"))
        """)
    static let renamePolicy = SQL("UPDATE policy SET name = $3 WHERE site = $1 AND id = $2")
    static let deletePolicy = SQL("DELETE FROM policy WHERE site = $1 AND id = $2")
}
