public import Accounts

/// Reads a database as it is at one moment, also beside servers that use it.
public final class PostgreSQLWorldReader: WorldReader {
    private let connection: Connection
    private let hiddenMark: String

    /// How long a query may take. Counting the rows of large tables takes seconds.
    private static let patience = Duration.seconds(3600)
    private static let begin = SQL("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    private static let filling = SQL("SELECT 1 FROM setting WHERE site = 0 AND name = 'filling'")

    /// Takes the moment. Throws if the database has not the tables of this release, or is being filled.
    ///
    /// - Parameters:
    ///   - address: The address.
    ///   - settings: How the database is used.
    ///   - mark: The name of a value. Sites that have it are left out.
    public init(_ address: PostgreSQLAddress, settings: PostgreSQLSettings, leavingOutSitesWith mark: String) throws(PostgreSQLOpeningError)
    {
        hiddenMark = mark
        let version: Int?
        var isFilling = false
        do throws(Failure) {
            connection = try Connection(address, settings)
            version = try Schema.version(connection)
            if version == Schema.migrations.count {
                let results = try connection.run([Self.begin(), WorldSQL.unlimited(), Self.filling()], patience: Self.patience)
                isFilling = results[2].first != nil
            }
        } catch {
            throw PostgreSQLOpeningError("store \(address): \(error.reported.reason)")
        }
        guard let version else { throw PostgreSQLOpeningError("store \(address): there is no store in the database") }
        guard version == Schema.migrations.count else {
            throw PostgreSQLOpeningError(
                "store \(address) was written by an earlier release; start understudy serve on it once, which upgrades it")
        }
        guard !isFilling else {
            throw PostgreSQLOpeningError(
                "store \(address): a server is filling it, or ended meanwhile; export it when a server has started on it")
        }
    }

    /// Returns the number of rows, with those of sites that are left out.
    public func rowCount() throws(WorldError) -> Int {
        try WorldError.using { () throws(Failure) in Int(clamping: try rows(WorldSQL.rowCount()).first?.int(0) ?? 0) }
    }

    /// Calls a function with each row.
    public func forEachRow(_ body: (WorldRow) throws(WorldError) -> Void) throws(WorldError) {
        for site in try read(WorldSQL.sites(.text(hiddenMark)), .site) {
            try body(site)
            let id = Value.int(site.values.first?.number)
            for (table, sql) in zip(WorldTable.inSite, WorldSQL.inSite) {
                var page = try read(sql.firstPage(id), table)
                while true {
                    for row in page { try body(row) }
                    guard page.count == WorldSQL.pageSize, let last = page.last else { break }
                    let key = last.values.prefix(table.keyCount).map(Value.key)
                    page = try read(Statement(sql: sql.nextPage, values: [id] + key), table)
                }
            }
        }
        for name in WorldTable.numbered {
            let next = try WorldError.using { () throws(Failure) in try rows(Counter.next(name)()).first?.int(0) ?? 1 }
            try body(WorldRow(.counter, [.text(name), .number(next)]))
        }
    }

    private func read(_ statement: Statement, _ table: WorldTable) throws(WorldError) -> [WorldRow] {
        try WorldError.using { () throws(Failure) in try rows(statement).map { $0.row(of: table) } }
    }

    private func rows(_ statement: Statement) throws(Failure) -> ResultRows {
        try connection.run([statement], patience: Self.patience)[0]
    }
}

/// The statements about the sequence of a table's keys. Sequences belong to no transaction, so a number that is read is at least
/// the one of the moment.
enum Counter {
    static func next(_ table: String) -> SQL { SQL("SELECT \(value) FROM \(table)_id") }
    /// The next number is at least the first parameter.
    static func raise(_ table: String) -> SQL { SQL("SELECT setval('\(table)_id', greatest($1, \(value)), false) FROM \(table)_id") }

    private static let value = "CASE WHEN is_called THEN last_value + 1 ELSE last_value END"
}
