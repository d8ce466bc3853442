import Glibc

/// A directory with a store in it, locked against other processes for as long as this value lives.
///
/// The lock is the kernel's (`flock`) and ends with the process, however that ends. Files are made for their owner alone: they hold
/// password hashes.
final class DataDirectory: Sendable {
    static let lockName = "understudy.lock"
    static let databaseName = "understudy.db"
    /// All names a store gives to files.
    static let fileNames = [lockName, databaseName, databaseName + "-wal", databaseName + "-shm", databaseName + "-journal"]

    let path: String
    private let lock: Int32

    /// The database's path.
    var database: String { path + "/" + Self.databaseName }

    /// Locks a directory, which is made if only its last part is missing.
    init(locking path: String) throws(StoreOpeningError) {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw .inaccessible(path, "cannot be made: \(Self.words(errno))") }
        self.path = path
        lock = try Self.lock(in: path)
        do {
            try Self.makeFile(path + "/" + Self.databaseName, in: path)
        } catch {
            Glibc.close(lock)
            throw error
        }
    }

    deinit {
        Glibc.close(lock)
    }

    /// Takes the database's files away and leaves the lock.
    func removeDatabase() {
        for name in Self.fileNames where name != Self.lockName { unlink(path + "/" + name) }
    }

    /// Takes the lock file, which must still be there under its name once it is locked: a sweeper may have taken it away in between.
    private static func lock(in directory: String) throws(StoreOpeningError) -> Int32 {
        let file = directory + "/" + lockName
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .inaccessible(directory, "cannot be written: \(words(errno))") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            Glibc.close(descriptor)
            throw reason == EWOULDBLOCK ? .inUse(directory) : .inaccessible(directory, "cannot be locked: \(words(reason))")
        }
        var held = stat()
        var named = stat()
        guard fstat(descriptor, &held) == 0, lstat(file, &named) == 0, held.st_ino == named.st_ino, held.st_dev == named.st_dev else {
            Glibc.close(descriptor)
            throw .inUse(directory)
        }
        return descriptor
    }

    /// Makes a file unless it is there. SQLite gives the files it puts beside it the same permissions.
    private static func makeFile(_ file: String, in directory: String) throws(StoreOpeningError) {
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .inaccessible(directory, "cannot be written: \(words(errno))") }
        Glibc.close(descriptor)
    }

    private static func words(_ number: Int32) -> String { String(cString: strerror(number)) }
}
