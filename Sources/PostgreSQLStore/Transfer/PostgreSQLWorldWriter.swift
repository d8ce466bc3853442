public import Accounts

/// Fills an empty database in one transaction. Servers that use it see nothing or all of it.
public final class PostgreSQLWorldWriter: WorldWriter {
    private let connection: Connection

    /// How long a statement may take. A server that starts may be loading fixtures with many passwords.
    private static let patience = Duration.seconds(3600)
    /// The number of rows, and about the number of bytes, of one statement.
    private static let rowsAtOnce = 2000
    private static let bytesAtOnce = 4 << 20

    /// Connects to a database, and creates the tables or upgrades them.
    public init(_ address: PostgreSQLAddress, settings: PostgreSQLSettings) throws(PostgreSQLOpeningError) {
        try PostgreSQLStore(address, settings: settings).close()
        do throws(Failure) {
            connection = try Connection(address, settings)
        } catch {
            throw PostgreSQLOpeningError("store \(address): \(error.reported.reason)")
        }
    }

    private static let lockStart = SQL("SELECT version FROM release WHERE id = 1 FOR UPDATE")
    /// Those who write wait for the end of the import. Those who read do not.
    private static let lockTables = SQL(
        "LOCK TABLE \((["site"] + WorldTable.inSite.map(\.name)).joined(separator: ", ")) IN SHARE ROW EXCLUSIVE MODE")
    /// Whether there is anything but names of sites, as a server without fixtures leaves them.
    private static let hasContent = SQL(
        "SELECT " + WorldTable.inSite.map { "EXISTS (SELECT 1 FROM \($0.name) WHERE site <> 0)" }.joined(separator: " OR ")
            + " OR EXISTS (SELECT 1 FROM setting WHERE site = 0)")
    private static let deleteSites = SQL("DELETE FROM site")
    private static let analyze = SQL("ANALYZE \(WorldTable.inSite.map(\.name).joined(separator: ", "))")

    /// Stores rows. Connections that are lost meanwhile leave nothing in the database.
    public func write(_ next: () throws(WorldError) -> WorldRow?) throws(WorldError) {
        try WorldError.using { () throws(Failure) in
            _ = try run([SQL.begin(), WorldSQL.unlimited(), Self.lockStart()] + (connection.isCockroach ? [] : [Self.lockTables()]))
        }
        do throws(WorldError) {
            let hasContent = try WorldError.using { () throws(Failure) in try run([Self.hasContent()])[0].first?.bool(0) ?? true }
            guard !hasContent else { throw .notEmpty }
            try WorldError.using { () throws(Failure) in _ = try run([Self.deleteSites()]) }
            let counters = try insert(next)
            try WorldError.using { () throws(Failure) in
                _ = try run(counters.all.map { Counter.raise($0.name)(.int($0.next)) } + [SQL.commit()])
            }
        } catch {
            if !connection.isBroken { _ = try? run([SQL.rollback()]) }
            throw error
        }
        // Queries are fast before the server has looked at the tables by itself.
        if !connection.isCockroach { _ = try? run([Self.analyze()]) }
    }

    private func run(_ statements: [Statement]) throws(Failure) -> [ResultRows] {
        try connection.run(statements, patience: Self.patience)
    }

    /// Inserts all rows and returns the numbers that follow theirs.
    private func insert(_ next: () throws(WorldError) -> WorldRow?) throws(WorldError) -> WorldCounters {
        var counters = WorldCounters()
        var batch: [WorldRow] = []
        var bytes = 0
        var site: Int64 = 0
        var number = 0
        func flush() throws(WorldError) {
            guard let table = batch.first?.table else { return }
            try insert(batch, of: table, in: site, before: number)
            batch.removeAll(keepingCapacity: true)
            bytes = 0
        }
        while let row = try next() {
            counters.note(row)
            if row.table !== batch.first?.table || batch.count >= Self.rowsAtOnce || bytes >= Self.bytesAtOnce { try flush() }
            if row.table === WorldTable.site {
                site = row.values[0].number ?? 0
                try insert(site: row, at: number)
            } else if row.table !== WorldTable.counter {
                batch.append(row)
                bytes += row.values.reduce(0) { $0 + $1.size }
            }
            number += 1
        }
        try flush()
        return counters
    }

    private func insert(site row: WorldRow, at number: Int) throws(WorldError) {
        let name = row.values[1].text
        let statement = WorldSQL.insertSite(.int(row.values[0].number), .text(name), .text(name?.lowercased()), .int(row.values[2].number))
        try insert(statement, of: number...number)
    }

    private func insert(_ rows: [WorldRow], of table: WorldTable, in site: Int64, before number: Int) throws(WorldError) {
        guard let index = WorldTable.inSite.firstIndex(where: { $0 === table }) else { return }
        let columns = zip(0..., table.columns).map { index, column in Value.column(column.kind, rows.map { $0.values[index] }) }
        let statement = Statement(sql: WorldSQL.inSite[index].insertion, values: [.int(site)] + columns)
        try insert(statement, of: number - rows.count...number - 1)
    }

    private func insert(_ statement: Statement, of rows: ClosedRange<Int>) throws(WorldError) {
        do throws(Failure) {
            _ = try run([statement])
        } catch {
            if case .refused(_, .uniqueViolation, _) = error { throw .rows(rows, WorldError.duplicate) }
            throw .store("the store \(error.reported.reason)")
        }
    }
}

extension WorldValue {
    /// About the number of its bytes.
    fileprivate var size: Int {
        switch self {
        case .null, .flag: 1
        case .number: 8
        case .text(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        case .document(let members): members.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 8 }
        }
    }
}
