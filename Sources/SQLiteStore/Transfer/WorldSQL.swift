import Accounts

/// The statements that read and write the rows of a table, made from its columns.
///
/// Columns are stored under their names. Two are not stored as they are: the scheme of an identity is a number, and a scheme
/// that is not unique is NULL.
struct WorldSQL {
    /// Reads the rows of the site that is the first parameter, in the order of the key.
    let query: String
    /// Writes a row. The values of the columns follow the site.
    let insertion: String

    init(_ table: WorldTable) {
        let names = table.columns.map(\.name)
        let columns = names.map { "\(table.name).\($0)" }
        let selected = zip(names, columns).map { name, column in
            switch (table.name, name) {
            case ("identity", "scheme"): "(SELECT name FROM scheme WHERE scheme.id = \(column))"
            case ("identity", "is_unique"): "\(column) IS NOT NULL"
            default: column
            }
        }
        // What belongs to an account is found by the account. It has no index by site.
        let owner = table.columns.first?.owner
        let order = (owner.map { ["\($0).id"] } ?? []) + columns.prefix(table.keyCount)
        query = """
            SELECT \(selected.joined(separator: ", "))
            FROM \(owner.map { "\($0) CROSS JOIN \(table.name) ON \(columns.first ?? "") = \($0).id" } ?? table.name)
            WHERE \(owner ?? table.name).site = ? ORDER BY \(order.joined(separator: ", "))
            """
        let values = names.map { name in
            switch (table.name, name) {
            case ("identity", "scheme"): "(SELECT id FROM scheme WHERE name = ?)"
            case ("identity", "is_unique"): "CASE WHEN ? THEN 1 END"
            default: "?"
            }
        }
        insertion = "INSERT INTO \(table.name) (site, \(names.joined(separator: ", "))) VALUES (?, \(values.joined(separator: ", ")))"
    }

    /// The query of the sites without those that have the value of the first parameter. Their keys are those that their rows have: see
    /// ``SiteID/part``.
    static let sites: StaticString = """
        SELECT id & 0xFFFFFFFF AS part, name, epoch FROM site
        WHERE NOT EXISTS (SELECT 1 FROM setting WHERE setting.site = site.id & 0xFFFFFFFF AND setting.name = ?) ORDER BY part
        """
    static let insertSite: StaticString = "INSERT INTO site (id, name, folded, epoch) VALUES (?, ?, ?, ?)"
}

extension Statement: WorldColumns {
    func flag(_ column: Int32) -> Bool { int(column) != 0 }
    func blob(_ column: Int32) -> [UInt8] { bytes(column) }
    func document(_ column: Int32) -> [String: String] { AttributeText.attributes(of: text(column)) }
}

extension StoredValue {
    /// Creates the form in which a value is stored.
    init(_ value: WorldValue) {
        switch value {
        case .null: self = .null
        case .number(let number): self = .integer(number)
        case .flag(let flag): self = .integer(flag.stored)
        case .text(let text): self = .text(text)
        case .bytes(let bytes): self = .bytes(bytes)
        case .document(let members): self = .text(AttributeText.text(of: members))
        }
    }
}

extension WorldError {
    /// Calls a function that may fail as a store does.
    static func reading<Result>(_ body: () throws(Failure) -> Result) throws(WorldError) -> Result {
        do throws(Failure) {
            return try body()
        } catch {
            throw .store("the store \(error.whenReading.reason)")
        }
    }
}
