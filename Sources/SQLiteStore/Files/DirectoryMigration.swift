import Accounts

/// Converts the data that stood for containers and memberships up to version 3.
///
/// - xWEB's roles were names of a site's values, and the users of a role had its name as an identity.
/// - Archer's rights were attributes. Each right that a user has becomes a role.
///
/// The names are those of version 3. They never change, even if the systems use other names later.
enum DirectoryMigration {
    private static let webRole: ContainerKind = "xweb.role"
    private static let webRoleValues = "xweb.role."
    private static let archerRole: ContainerKind = "archer.role"
    private static let archerRights = [
        ("archer.privilege.create", "create", "Create"), ("archer.privilege.read", "read", "Read"),
        ("archer.privilege.update", "update", "Update"), ("archer.privilege.delete", "delete", "Delete"),
    ]
    /// The number of accounts that are read together.
    private static let batch: Int64 = 1000

    static func run(_ connection: Connection) throws(Failure) {
        let sites = try connection.all("SELECT id FROM site ORDER BY id") { SiteID(rawValue: $0.int(0)) }
        for site in sites {
            try moveWebRoles(of: site, connection)
            try moveArcherRights(of: site, connection)
        }
    }

    private static func moveWebRoles(of site: SiteID, _ connection: Connection) throws(Failure) {
        let range = TextRange(prefix: webRoleValues)
        let listed = try connection.all(
            "SELECT name FROM setting WHERE site = ? AND name >= ? AND name < coalesce(?, x'') ORDER BY name", site.rawValue, range.lower,
            range.upper
        ) { String(decoding: $0.text(0).utf8.dropFirst(webRoleValues.utf8.count), as: UTF8.self) }
        let held = try connection.all(
            """
            SELECT min(coalesce(value, key)) FROM identity WHERE site = ? AND scheme = (SELECT id FROM scheme WHERE name = ?)
            GROUP BY key ORDER BY key
            """, site.rawValue, webRole.rawValue
        ) { $0.text(0) }
        var keys: Set<[UInt8]> = []
        for name in listed + held {
            let key = CaseFolding.folded(name)
            guard keys.insert(Array(key.utf8)).inserted else { continue }
            _ = try SQLiteStore.insert(NewContainer(webRole, key: key, name: name), in: site, connection)
        }
        try connection.run(
            """
            INSERT INTO membership (container, member_kind, member, site)
            SELECT c.id, ?, i.account, i.site FROM identity i JOIN container c ON c.site = i.site AND c.kind = ? AND c.key = i.key
            WHERE i.site = ? AND i.scheme = (SELECT id FROM scheme WHERE name = ?)
            """, Member.accountKind, webRole.rawValue, site.rawValue, webRole.rawValue)
        try connection.run(
            "DELETE FROM identity WHERE site = ? AND scheme = (SELECT id FROM scheme WHERE name = ?)", site.rawValue, webRole.rawValue)
        try connection.run(
            "DELETE FROM setting WHERE site = ? AND name >= ? AND name < coalesce(?, x'')", site.rawValue, range.lower, range.upper)
    }

    private static func moveArcherRights(of site: SiteID, _ connection: Connection) throws(Failure) {
        var roles: [String: ContainerID] = [:]
        for (attribute, right, name) in archerRights where try isHeld(attribute, in: site, connection) {
            let new = NewContainer(archerRole, key: right, name: name, fields: ["rights": right])
            roles[attribute] = try SQLiteStore.insert(new, in: site, connection).id
        }
        guard !roles.isEmpty else { return }
        var last = Int64.min
        while true {
            let rows = try connection.all(
                """
                SELECT id, attributes FROM account WHERE id > ? AND site = ? AND instr(attributes, 'archer.privilege.') > 0
                ORDER BY id LIMIT ?
                """, last, site.rawValue, batch
            ) { (id: $0.int(0), attributes: $0.text(1)) }
            guard let end = rows.last?.id else { return }
            for row in rows { try moveRights(of: AccountID(rawValue: row.id), row.attributes, to: roles, in: site, connection) }
            last = end
        }
    }

    private static func moveRights(
        of id: AccountID, _ text: String, to roles: [String: ContainerID], in site: SiteID, _ connection: Connection
    ) throws(Failure) {
        var attributes = AttributeText.attributes(of: text)
        for (attribute, _, _) in archerRights where attributes.removeValue(forKey: attribute) != nil {
            guard let role = roles[attribute] else { continue }
            try SQLiteStore.add(.account(id), to: role, in: site, connection)
        }
        try connection.run("UPDATE account SET attributes = ? WHERE id = ?", AttributeText.text(of: attributes), id.rawValue)
    }

    private static func isHeld(_ attribute: String, in site: SiteID, _ connection: Connection) throws(Failure) -> Bool {
        try connection.hasRow("SELECT 1 FROM account WHERE site = ? AND instr(attributes, ?) > 0", site.rawValue, attribute)
    }
}
