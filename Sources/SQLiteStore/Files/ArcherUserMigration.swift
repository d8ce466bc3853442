import Accounts

/// Gives the Archer users of earlier versions the identities by which they are found and listed now.
///
/// Up to version 6 a user could have only the id and the name for signing in. First and last names were attributes.
///
/// The names and the form of the keys are those of version 7. They never change, even if Archer uses others later.
enum ArcherUserMigration {
    private static let userID = IdentityScheme("archer.user_id", isUnique: true, ignoresCase: false)
    private static let signInName = IdentityScheme("archer.user_name", isUnique: true, ignoresCase: true)
    private static let bareName = IdentityScheme("archer.bare_name", isUnique: false, ignoresCase: true)
    private static let firstName = IdentityScheme("archer.first_name", isUnique: false, ignoresCase: true)
    private static let lastName = IdentityScheme("archer.last_name", isUnique: false, ignoresCase: true)
    private static let type = IdentityScheme("archer.type", isUnique: false, ignoresCase: false)
    private static let order = IdentityScheme("archer.order", isUnique: true, ignoresCase: true)
    private static let domainOrder = IdentityScheme("archer.domain_order", isUnique: true, ignoresCase: true)
    private static let idOrder = IdentityScheme("archer.id_order", isUnique: true, ignoresCase: false)

    private static let typeAttribute = "archer.user_type"
    private static let domainAttribute = "archer.domain"
    /// Ends each part of a key but the id.
    private static let separator = "\u{1}"
    private static let idDigits = 10
    /// The number of accounts that are read together.
    private static let batch: Int64 = 1000

    static func run(_ connection: Connection) throws(Failure) {
        let isUsed = try connection.hasRow("SELECT 1 FROM scheme WHERE name = ?", userID.name)
        guard isUsed else { return }
        for scheme in [bareName, firstName, lastName, type, order, domainOrder, idOrder] {
            try connection.run("INSERT INTO scheme (name) VALUES (?) ON CONFLICT DO NOTHING", scheme.name)
        }
        let schemes = SchemeTable()
        try schemes.load(from: connection)
        var last = Int64.min
        while true {
            let accounts = try connection.all(
                """
                SELECT id, site, attributes FROM account WHERE id > ?
                AND EXISTS (SELECT 1 FROM identity i WHERE i.account = account.id AND i.scheme = ?)
                AND NOT EXISTS (SELECT 1 FROM identity i WHERE i.account = account.id AND i.scheme = ?)
                ORDER BY id LIMIT ?
                """, last, schemes.number(of: userID.name), schemes.number(of: idOrder.name), batch
            ) { (id: $0.int(0), site: $0.int(1), attributes: $0.text(2)) }
            guard let end = accounts.last?.id else { return }
            for account in accounts {
                try complete(
                    AccountID(rawValue: account.id), in: SiteID(rawValue: account.site), account.attributes, schemes, connection)
            }
            last = end
        }
    }

    /// Adds the identities that a user does not have.
    private static func complete(
        _ id: AccountID, in site: SiteID, _ text: String, _ schemes: SchemeTable, _ connection: Connection
    ) throws(Failure) {
        var attributes = AttributeText.attributes(of: text)
        let present = try SQLiteStore.identities(of: id, in: site, schemes, connection)
        func value(_ scheme: IdentityScheme) -> String? { present.first { $0.scheme == scheme.name }?.value }

        var wanted: [Identity] = []
        if let name = value(signInName)?.split(separator: "\\", maxSplits: 1).last { wanted.append(Identity(bareName, String(name))) }
        var names: [String] = []
        for scheme in [lastName, firstName] {
            // The attribute has the name of the scheme that took its place.
            let name = value(scheme) ?? attributes.removeValue(forKey: scheme.name) ?? ""
            if !name.isEmpty { wanted.append(Identity(scheme, name)) }
            names.append(name)
        }
        if let type = attributes[typeAttribute] { wanted.append(Identity(Self.type, type)) }
        let number = value(userID) ?? ""
        let padded = String(repeating: "0", count: max(0, idDigits - number.utf8.count)) + number
        let key = names.map { CaseFolding.folded($0) + separator }.joined() + padded
        let domain = CaseFolding.folded(attributes[domainAttribute] ?? "") + separator
        wanted += [Identity(order, key), Identity(domainOrder, domain + key), Identity(idOrder, padded)]

        let missing = wanted.filter { value($0.scheme) == nil }
        let position = try connection.first("SELECT max(position) + 1 FROM identity WHERE account = ?", id.rawValue) { $0.int(0) }
        try SQLiteStore.insert(missing, of: id, in: site, from: position ?? 0, schemes, connection)
        try connection.run("UPDATE account SET attributes = ? WHERE id = ?", AttributeText.text(of: attributes), id.rawValue)
    }
}
