public import Accounts

extension SQLiteStore {
    /// Returns all containers of a site and how they are nested.
    public func directory(in site: SiteID) throws(StoreError) -> DirectoryGraph {
        try read(in: site) { connection throws(Failure) in
            let containers = try connection.all(
                "SELECT id, kind, number, key, name, document FROM container WHERE site = ?", site.part, row: Container.init(row:))
            let nestings = try connection.all(
                "SELECT member, container FROM membership WHERE site = ? AND member_kind = ?", site.part, Member.containerKind
            ) { (child: ContainerID(rawValue: $0.int(0)), parent: ContainerID(rawValue: $0.int(1))) }
            return DirectoryGraph(epoch: try Self.epoch(of: site, connection), containers: containers, nestings: nestings)
        }
    }

    /// Returns the epoch that ``directory(in:)`` would have.
    public func directoryEpoch(in site: SiteID) throws(StoreError) -> Int64 {
        try read(in: site) { connection throws(Failure) in try Self.epoch(of: site, connection) }
    }

    /// Returns the direct members of a container that are people, in the order of their creation.
    public func members(
        of container: ContainerID, in site: SiteID, after account: AccountID?, limit: Int
    ) throws(StoreError) -> [Person] {
        try read(in: site) { [schemes] connection throws(Failure) in
            let ids = try connection.all(
                """
                SELECT member FROM membership WHERE container = ? AND member_kind = ? AND member > ? AND site = ? ORDER BY member LIMIT ?
                """, container.rawValue, Member.accountKind, account?.rawValue ?? Int64.min, site.part, Int64(max(0, limit))
            ) { AccountID(rawValue: $0.int(0)) }
            var people: [Person] = []
            for id in ids {
                if let person = try Self.person(id, in: site, schemes, connection) { people.append(person) }
            }
            return people
        }
    }

    static func epoch(of site: SiteID, _ connection: Connection) throws(Failure) -> Int64 {
        try connection.first("SELECT epoch FROM site WHERE id = ?", site.rawValue) { $0.int(0) } ?? 0
    }

    static func memberships(of id: AccountID, in site: SiteID, _ connection: Connection) throws(Failure) -> [ContainerID] {
        try connection.all(
            "SELECT container FROM membership WHERE member_kind = ? AND member = ? AND site = ? ORDER BY container", Member.accountKind,
            id.rawValue, site.part
        ) { ContainerID(rawValue: $0.int(0)) }
    }
}

/// Statements that change containers and memberships. Each change increases the site's epoch.
extension SQLiteStore {
    static func insert(_ new: NewContainer, in site: SiteID, _ connection: Connection) throws(Failure) -> Container {
        let number = try number(new.number, of: "container." + new.kind.rawValue, in: site, connection)
        let added = try connection.run(
            "INSERT INTO container (site, kind, number, key, name, document) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            site.part, new.kind.rawValue, number, new.key, new.name, AttributeText.text(of: new.fields))
        guard added > 0 else { throw .refused(.containerTaken(new.kind)) }
        let id = ContainerID(rawValue: connection.lastInsertedKey)
        try moveOn(site, connection)
        for member in new.members { try add(member, to: id, in: site, connection) }
        for container in new.memberships { try add(.container(id), to: container, in: site, connection) }
        return Container(id: id, kind: new.kind, number: number, key: new.key, name: new.name, fields: new.fields)
    }

    static func update(
        _ id: ContainerID, in site: SiteID, _ changes: ContainerChanges, _ connection: Connection
    ) throws(Failure) {
        guard let present = try container(id, in: site, connection) else { return }
        let key = changes.key ?? present.key
        var fields = present.fields
        for (name, value) in changes.fields { fields[name] = value }
        let changed = try connection.run(
            "UPDATE OR IGNORE container SET name = ?, key = ?, document = ? WHERE id = ?", changes.name ?? present.name, key,
            AttributeText.text(of: fields), id.rawValue)
        guard changed > 0 else { throw .refused(.containerTaken(present.kind)) }
        try moveOn(site, connection)
    }

    static func delete(_ id: ContainerID, in site: SiteID, _ connection: Connection) throws(Failure) {
        guard try connection.run("DELETE FROM container WHERE id = ? AND site = ?", id.rawValue, site.part) > 0 else { return }
        try connection.run("DELETE FROM membership WHERE container = ?", id.rawValue)
        try removeMemberships(of: .container(id), in: site, connection)
        try moveOn(site, connection)
    }

    static func removeMemberships(of member: Member, in site: SiteID, _ connection: Connection) throws(Failure) {
        let removed = try connection.run(
            "DELETE FROM membership WHERE member_kind = ? AND member = ?", member.storedKind, member.storedKey)
        if removed > 0 { try moveOn(site, connection) }
    }

    static func add(_ member: Member, to id: ContainerID, in site: SiteID, _ connection: Connection) throws(Failure) {
        guard try container(id, in: site, connection) != nil else { return }
        switch member {
        case .account(let account):
            // A migration calls this too, when an account's row has not all columns yet.
            guard try hasAccount(account, in: site, connection) else { return }
        case .container(let child):
            guard try container(child, in: site, connection) != nil else { return }
            guard try !isInside(id, of: child, connection) else { throw .refused(.cycle(child, in: id)) }
        }
        let added = try connection.run(
            "INSERT INTO membership (container, member_kind, member, site) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", id.rawValue,
            member.storedKind, member.storedKey, site.part)
        if added > 0 { try moveOn(site, connection) }
    }

    static func remove(_ member: Member, from id: ContainerID, in site: SiteID, _ connection: Connection) throws(Failure) {
        let removed = try connection.run(
            "DELETE FROM membership WHERE container = ? AND member_kind = ? AND member = ? AND site = ?", id.rawValue, member.storedKind,
            member.storedKey, site.part)
        if removed > 0 { try moveOn(site, connection) }
    }

    static func container(_ id: ContainerID, in site: SiteID, _ connection: Connection) throws(Failure) -> Container? {
        try connection.first(
            "SELECT id, kind, number, key, name, document FROM container WHERE id = ? AND site = ?", id.rawValue, site.part,
            row: Container.init(row:))
    }

    /// Returns whether a container is another one, or is in it directly or indirectly.
    private static func isInside(_ id: ContainerID, of other: ContainerID, _ connection: Connection) throws(Failure) -> Bool {
        try connection.hasRow(
            """
            WITH RECURSIVE around (id) AS (
                SELECT ?1 UNION SELECT m.container FROM membership m JOIN around ON m.member_kind = ?2 AND m.member = around.id)
            SELECT 1 FROM around WHERE id = ?3
            """, id.rawValue, Member.containerKind, other.rawValue)
    }

    private static func moveOn(_ site: SiteID, _ connection: Connection) throws(Failure) {
        try connection.run("UPDATE site SET epoch = epoch + 1 WHERE id = ?", site.rawValue)
    }
}

/// Statements about sequences.
extension SQLiteStore {
    static func draw(_ name: String, above least: Int64 = 0, in site: SiteID, _ connection: Connection) throws(Failure) -> Int64 {
        let stored = try connection.first("SELECT next FROM sequence WHERE site = ? AND name = ?", site.part, name) { $0.int(0) }
        let next = max(stored ?? 1, least == .max ? least : least + 1)
        try pass(next, of: name, in: site, connection)
        return next
    }

    /// Returns the given number, which the sequence then skips, or the next number if none is given.
    static func number(_ given: Int64?, of name: String, in site: SiteID, _ connection: Connection) throws(Failure) -> Int64 {
        guard let given else { return try draw(name, in: site, connection) }
        try pass(given, of: name, in: site, connection)
        return given
    }

    private static func pass(_ number: Int64, of name: String, in site: SiteID, _ connection: Connection) throws(Failure) {
        // No number follows the greatest one, so it is returned again. Its second use is refused as taken.
        try connection.run(
            """
            INSERT INTO sequence (site, name, next) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET next = max(next, excluded.next)
            """, site.part, name, number == .max ? number : number + 1)
    }
}

extension Container {
    /// Creates a container from a row: id, kind, number, key, name, document.
    fileprivate init(row: Statement) {
        self.init(
            id: ContainerID(rawValue: row.int(0)), kind: ContainerKind(rawValue: row.text(1)), number: row.int(2), key: row.optionalText(3),
            name: row.text(4), fields: AttributeText.attributes(of: row.text(5)))
    }
}
