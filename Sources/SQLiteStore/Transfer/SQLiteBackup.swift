import Accounts
import Glibc

/// Backups: copies of a whole store in one file.
public enum SQLiteBackup {
    /// Receives how many of all pages of the database are copied.
    public typealias Progress = (_ done: Int, _ total: Int) -> Void

    /// The name of a copy that is being put into a directory. It means nothing to those who open a store there.
    private static let restoringName = DataDirectory.databaseName + ".restoring"

    /// Writes a backup of the store in a directory to a file that exists and is empty. A server may use the store meanwhile.
    /// The backup has all that was acknowledged before the call. When this returns, it is on the disk.
    public static func write(directory: String, to file: String, progress: Progress) throws(StoreOpeningError) {
        let source = try StoreSnapshot(of: directory, mayBeOlder: true).connection
        do throws(Failure) {
            try DatabaseCopy(source: source).write(to: file, progress: progress)
        } catch {
            throw .inaccessible(directory, "the backup cannot be written: \(error.whenReading.reason)")
        }
        try FileOnDisk.synchronize(file, in: directory)
    }

    /// Puts a backup into a directory without a store, which is created if it is missing. When this returns, all of it is on the
    /// disk. If it fails or is interrupted, there is no store in the directory.
    public static func restore(_ file: String, into path: String, progress: Progress) throws(StoreOpeningError) {
        guard !TemporaryDirectory.isMarked(path) else { throw .temporary(path) }
        let source = try open(file)
        let directory = try DataDirectory(locking: path)
        guard !DataDirectory.hasStore(path), !directory.isMarkedAsImporting else { throw .occupied(path) }
        let copy = path + "/" + restoringName
        defer { unlink(copy) }
        unlink(copy)
        try DataDirectory.makeFile(copy, in: path)
        do throws(Failure) {
            try DatabaseCopy(source: source).write(to: copy, progress: progress)
            guard try isWhole(copy) else { throw .sqlite(.corrupt) }
        } catch {
            throw .backup(file, "it cannot be restored: \(error.whenWriting.reason)")
        }
        try FileOnDisk.synchronize(copy, in: path)
        guard rename(copy, directory.database) == 0 else {
            throw .inaccessible(path, "\(restoringName) cannot be renamed: \(DataDirectory.words(errno))")
        }
        try directory.sync()
    }

    /// Returns a connection to a backup, in a transaction. Throws if this release does not know it.
    private static func open(_ file: String) throws(StoreOpeningError) -> Connection {
        guard access(file, R_OK) == 0 else { throw .unreadable(file, DataDirectory.words(errno)) }
        let connection: Connection
        do throws(Failure) {
            connection = try Connection(path: file, readOnly: true)
            try connection.execute(Tuning.reader + "BEGIN; SELECT count(*) FROM sqlite_schema;")
        } catch {
            switch error {
            case .sqlite(.notADatabase): throw .noBackup(file)
            default: throw .backup(file, "it cannot be read: \(error.whenReading.reason)")
            }
        }
        do {
            _ = try Schema.version(of: connection, in: file)
        } catch {
            throw error.kind == .newer ? .backup(file, "a later release has written it; restore it with that release") : .noBackup(file)
        }
        return connection
    }

    private static func isWhole(_ file: String) throws(Failure) -> Bool {
        let connection = try Connection(path: file, readOnly: true)
        return try connection.first("PRAGMA integrity_check(1)") { $0.text(0) == "ok" } ?? false
    }
}
