import Accounts

/// The statements that read and write the rows of a table, made from its columns.
///
/// Columns are stored under their names, except whether the scheme of an identity is unique: then its holder is 0.
struct WorldSQL: Sendable {
    /// Reads the first rows of the site that is the first parameter, in the order of the key.
    let firstPage: SQL
    /// Reads the rows after those with the key in the further parameters.
    let nextPage: SQL
    /// Writes rows. The first parameter is the site, and each further one has the values of a column as an array.
    let insertion: SQL

    /// The number of rows of a page.
    static let pageSize = 5000

    /// The statements of the tables of a site's rows, in their order.
    static let inSite = WorldTable.inSite.map(WorldSQL.init)

    private init(_ table: WorldTable) {
        let names = table.columns.map(\.name)
        let isHolder = table.name == "identity"
        let selected = names.map { isHolder && $0 == "is_unique" ? "holder = 0" : $0 }
        let key = names.prefix(table.keyCount).joined(separator: ", ")
        let parameters = (0..<table.keyCount).map { "$\($0 + 2)" }.joined(separator: ", ")
        func page(_ condition: String) -> SQL {
            SQL(
                """
                SELECT \(selected.joined(separator: ", ")) FROM \(table.name) WHERE site = $1\(condition)
                ORDER BY \(key) LIMIT \(Self.pageSize)
                """)
        }
        firstPage = page("")
        nextPage = page(" AND (\(key)) > (\(parameters))")
        let stored = names.map { isHolder && $0 == "is_unique" ? "holder" : $0 }
        let values = table.columns.map { column in
            switch (column.kind, column.name) {
            case (.document, _): "u.\(column.name)::JSONB"
            case (.flag, "is_unique") where isHolder: "CASE WHEN u.is_unique THEN 0 ELSE u.account END"
            default: "u.\(column.name)"
            }
        }
        let arrays = zip(2..., table.columns).map { index, column in "$\(index)::\(Self.type(of: column.kind))[]" }
        insertion = SQL(
            """
            INSERT INTO \(table.name) (site, \(stored.joined(separator: ", ")))
            SELECT $1, \(values.joined(separator: ", ")) FROM unnest(\(arrays.joined(separator: ", "))) AS u (\(names.joined(separator: ", ")))
            """)
    }

    private static func type(of kind: WorldTable.Kind) -> String {
        switch kind {
        case .number: "BIGINT"
        case .flag: "BOOLEAN"
        case .text, .document: "TEXT"
        case .bytes: "BYTEA"
        }
    }

    /// The sites without those that have the value of the first parameter.
    static let sites = SQL(
        """
        SELECT id, name, epoch FROM site WHERE NOT EXISTS (SELECT 1 FROM setting s WHERE s.site = site.id AND s.name = $1) ORDER BY id
        """)
    static let insertSite = SQL("INSERT INTO site (id, name, folded, epoch) VALUES ($1, $2, $3, $4)")
    static let unlimited = SQL(
        "SELECT set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)")
    static let rowCount = SQL(
        "SELECT " + WorldTable.inSite.map { "(SELECT count(*) FROM \($0.name))" }.joined(separator: " + "))
}

extension ResultRow: WorldColumns {
    func flag(_ column: Int32) -> Bool { bool(column) }
}

extension Value {
    /// Creates a parameter for a value of a key.
    static func key(_ value: WorldValue) -> Value {
        switch value {
        case .number(let number): .int(number)
        case .bytes(let bytes): .bytes(bytes)
        default: .text(value.text)
        }
    }

    /// Creates an array of the values of a column.
    static func column(_ kind: WorldTable.Kind, _ values: [WorldValue]) -> Value {
        switch kind {
        case .number: .ints(values.map(\.number))
        case .text: .texts(values.map(\.text))
        case .flag: .bools(values.map { $0 == .flag(true) })
        case .bytes: .blobs(values.map { if case .bytes(let bytes) = $0 { bytes } else { [] } })
        case .document: .documents(values.map { if case .document(let members) = $0 { members } else { [:] } })
        }
    }
}

extension WorldError {
    /// Calls a function that may fail as a store does.
    static func using<Result>(_ body: () throws(Failure) -> Result) throws(WorldError) -> Result {
        do throws(Failure) {
            return try body()
        } catch {
            throw .store("the store \(error.reported.reason)")
        }
    }
}
