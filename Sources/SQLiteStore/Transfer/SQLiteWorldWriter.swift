public import Accounts

/// Fills the empty store in a directory, which no server uses meanwhile.
///
/// The database is written without a log and without waiting for the disk, which a mark in the directory says. If the process
/// ends before all of it is on the disk, the mark stays, and nobody serves what is there. A further import takes its place.
public final class SQLiteWorldWriter: WorldWriter {
    private let directory: DataDirectory
    private let isEmpty: Bool

    /// Locks a directory, or creates it. Throws if another process uses it.
    public init(directory path: String) throws(StoreOpeningError) {
        guard !TemporaryDirectory.isMarked(path) else { throw .temporary(path) }
        if DataDirectory.isMarkedAsImporting(path) {
            directory = try DataDirectory(locking: path)
            isEmpty = true
        } else {
            let store = try SQLiteStore(directory: path, lookupBytes: 0)
            defer { store.close() }
            directory = store.directory
            do throws(StoreError) {
                isEmpty = try store.hasOnlySites()
            } catch {
                throw .inaccessible(path, "the store \(error.reason)")
            }
        }
    }

    /// Stores rows. If a function that returns them throws, or a row is refused, the directory has no store afterwards.
    public func write(_ next: () throws(WorldError) -> WorldRow?) throws(WorldError) {
        guard isEmpty else { throw .notEmpty }
        try preparing { () throws(StoreOpeningError) in
            try directory.markAsImporting()
            directory.removeDatabase()
            try directory.makeDatabase()
        }
        do throws(WorldError) {
            try fill(next)
            try preparing { () throws(StoreOpeningError) in
                try FileOnDisk.synchronize(directory.database, in: directory.path)
                try directory.markAsMade()
            }
        } catch {
            directory.removeDatabase()
            // If the mark stays, the next import takes the place of nothing.
            try? directory.markAsImported()
            throw error
        }
        try preparing { () throws(StoreOpeningError) in try directory.markAsImported() }
    }

    private func preparing(_ body: () throws(StoreOpeningError) -> Void) throws(WorldError) {
        do throws(StoreOpeningError) {
            try body()
        } catch {
            throw .store(error.description)
        }
    }

    /// Without a log there is no way back from a failure, so the caller deletes the database then. The memory is enough for
    /// the index of the identities of some million accounts, which is written everywhere.
    private static let tuning = """
        PRAGMA journal_mode = OFF;
        PRAGMA synchronous = OFF;
        PRAGMA cache_size = -524288;
        PRAGMA temp_store = MEMORY;
        """

    private func fill(_ next: () throws(WorldError) -> WorldRow?) throws(WorldError) {
        let connection = try Self.writing { () throws(Failure) in
            let connection = try Connection(path: directory.database, readOnly: false)
            try connection.execute(Self.tuning)
            return connection
        }
        try preparing { () throws(StoreOpeningError) in try Schema.bringUpToDate(connection, in: directory.path) }
        let rows = try Self.writing { () throws(Failure) in
            try connection.execute("BEGIN")
            return try RowInsertion(connection)
        }
        var number = 0
        while let row = try next() {
            do throws(Failure) {
                try rows.insert(row)
            } catch {
                if case .sqlite(.constraint) = error { throw .rows(number...number, WorldError.duplicate) }
                throw .store("the store \(error.whenWriting.reason)")
            }
            number += 1
        }
        try Self.writing { () throws(Failure) in
            try rows.finish()
            try connection.execute("COMMIT")
        }
    }

    private static func writing<Result>(_ body: () throws(Failure) -> Result) throws(WorldError) -> Result {
        do throws(Failure) {
            return try body()
        } catch {
            throw .store("the store \(error.whenWriting.reason)")
        }
    }
}

extension SQLiteStore {
    /// Returns whether there is nothing but names of sites, as a server without fixtures leaves them.
    fileprivate func hasOnlySites() throws(StoreError) -> Bool {
        try read { connection throws(Failure) in
            for table in WorldTable.inSite {
                let statement = try connection.prepare("SELECT 1 FROM \(table.name) WHERE site <> 0 LIMIT 1")
                guard try !statement.step() else { return false }
            }
            return true
        }
    }
}

/// Inserts rows of all tables over one connection.
private final class RowInsertion {
    private let connection: Connection
    private let statements: [ObjectIdentifier: Statement]
    private var site: Int64 = 0
    private var schemes: Set<String> = []
    private var counters = WorldCounters()

    init(_ connection: Connection) throws(Failure) {
        self.connection = connection
        var statements: [ObjectIdentifier: Statement] = [:]
        for table in WorldTable.inSite { statements[ObjectIdentifier(table)] = try connection.prepare(WorldSQL(table).insertion) }
        self.statements = statements
    }

    func insert(_ row: WorldRow) throws(Failure) {
        counters.note(row)
        if row.table === WorldTable.site {
            site = row.values[0].number ?? 0
            let name = row.values[1].text ?? ""
            try connection.run(WorldSQL.insertSite, site, name, name.lowercased(), row.values[2].number)
        } else if let statement = statements[ObjectIdentifier(row.table)] {
            if row.table.name == "identity" { try addScheme(row.values[2].text ?? "") }
            defer { statement.reset() }
            statement.bind([.integer(site)] + row.values.map(StoredValue.init))
            while try statement.step() {}
        }
    }

    private func addScheme(_ name: String) throws(Failure) {
        guard schemes.insert(name).inserted else { return }
        try connection.run("INSERT INTO scheme (name) VALUES (?)", name)
    }

    /// Stores the counters.
    func finish() throws(Failure) {
        for counter in counters.all {
            if counter.name == WorldTable.site.name {
                try connection.run("INSERT INTO setting (site, name, value) VALUES (0, 'next site', ?)", String(counter.next))
            } else {
                try connection.run("DELETE FROM sqlite_sequence WHERE name = ?", counter.name)
                try connection.run("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", counter.name, counter.next - 1)
            }
        }
    }
}
