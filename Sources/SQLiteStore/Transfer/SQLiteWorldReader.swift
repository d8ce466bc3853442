public import Accounts

/// Reads the store in a directory as it is at one moment, also beside a server that uses it.
public final class SQLiteWorldReader: WorldReader {
    private let connection: Connection
    private let hiddenMark: String

    /// Takes the moment.
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - mark: The name of a value. Sites that have it are left out.
    public init(directory: String, leavingOutSitesWith mark: String) throws(StoreOpeningError) {
        connection = try StoreSnapshot(of: directory).connection
        hiddenMark = mark
    }

    /// Returns the number of rows, with those of sites that are left out.
    public func rowCount() throws(WorldError) -> Int {
        try WorldError.reading { () throws(Failure) in
            var count = 0
            for table in WorldTable.inSite {
                let statement = try connection.prepare("SELECT count(*) FROM \(table.name)")
                if try statement.step() { count += Int(statement.int(0)) }
            }
            return count
        }
    }

    /// Calls a function with each row.
    public func forEachRow(_ body: (WorldRow) throws(WorldError) -> Void) throws(WorldError) {
        let sites = try WorldError.reading { () throws(Failure) in
            try connection.all(WorldSQL.sites, hiddenMark) { $0.row(of: .site) }
        }
        let statements = try WorldError.reading { () throws(Failure) in
            var statements: [(WorldTable, Statement)] = []
            for table in WorldTable.inSite { statements.append((table, try connection.prepare(WorldSQL(table).query))) }
            return statements
        }
        for site in sites {
            try body(site)
            for (table, statement) in statements {
                statement.bind(site.values.first?.number)
                while try WorldError.reading({ () throws(Failure) in try statement.step() }) { try body(statement.row(of: table)) }
                statement.reset()
            }
        }
        for counter in try counters() { try body(counter) }
    }

    private func counters() throws(WorldError) -> [WorldRow] {
        try WorldError.reading { () throws(Failure) in
            var rows: [WorldRow] = []
            for name in WorldTable.numbered {
                let next =
                    if name == WorldTable.site.name {
                        try SQLiteStore.nextSite(connection)
                    } else {
                        try connection.first("SELECT seq + 1 FROM sqlite_sequence WHERE name = ?", name) { $0.int(0) } ?? 1
                    }
                rows.append(WorldRow(.counter, [.text(name), .number(next)]))
            }
            return rows
        }
    }
}
