import Accounts

/// The database in a directory as it is at one moment, for reading beside a server that uses it.
///
/// The lock of the directory is for those who write. SQLite lets others read: whoever reads keeps what is committed now,
/// whatever is written meanwhile. The server's log grows until the reader ends.
struct StoreSnapshot {
    let connection: Connection

    /// Opens the database. Throws for a directory without a whole store. A store of an earlier release is refused unless it
    /// may be older.
    init(of path: String, mayBeOlder: Bool = false) throws(StoreOpeningError) {
        try Self.check(path)
        do throws(Failure) {
            connection = try Connection(path: path + "/" + DataDirectory.databaseName, readOnly: true)
            // The first read of the transaction decides which moment it is.
            try connection.execute(Tuning.reader + "BEGIN; SELECT count(*) FROM sqlite_schema;")
        } catch {
            throw Schema.opening(error, in: path)
        }
        let version = try Schema.version(of: connection, in: path)
        guard mayBeOlder || version == Schema.migrations.count else {
            throw .older(path, found: version, known: Schema.migrations.count)
        }
    }

    /// Throws if the directory has no store, or one that is not whole.
    ///
    /// The directory is locked only to find out what it lacks. A server that starts at the same moment would be refused.
    private static func check(_ path: String) throws(StoreOpeningError) {
        guard !DataDirectory.isMarkedAsImporting(path) else { throw .halfImported(path) }
        guard DataDirectory.hasStore(path) else { throw .noStore(path) }
        guard DataDirectory.seemsLost(path) else { return }
        do {
            try DataDirectory(locking: path).makeDatabase()
        } catch {
            guard error.kind == .inUse else { throw error }
        }
    }
}

extension Schema {
    /// Returns the version of a database. Throws if it is not one of this program, or a later release has written it.
    static func version(of connection: Connection, in directory: String) throws(StoreOpeningError) -> Int {
        let (version, mark) = try Self.marks(of: connection, in: directory)
        guard mark == applicationID else { throw .notAStore(directory, "mark \(mark)") }
        guard version <= migrations.count else { throw .newer(directory, found: version, known: migrations.count) }
        return version
    }

    private static func marks(
        of connection: Connection, in directory: String
    ) throws(StoreOpeningError) -> (version: Int, application: Int64) {
        do throws(Failure) {
            let version = try connection.first("PRAGMA user_version") { Int($0.int(0)) } ?? 0
            return (version, try connection.first("PRAGMA application_id") { $0.int(0) } ?? 0)
        } catch {
            throw opening(error, in: directory)
        }
    }
}
