import Glibc

/// A directory with a store in it, locked against other processes for as long as this value lives.
///
/// The lock is the kernel's (`flock`) and ends with the process, however that ends. Files are made for their owner alone: they hold
/// password hashes.
final class DataDirectory: Sendable {
    static let lockName = "understudy.lock"
    static let databaseName = "understudy.db"
    static let logName = databaseName + "-wal"
    /// An empty file that says that a store was made in the directory. It is on the disk before anything in the store is acknowledged, so
    /// that a database that is lost later is not taken for one that is still to be made.
    static let madeName = "understudy.made"
    /// All names a store gives to files. The database comes after what would be without it.
    static let fileNames = [lockName, madeName, logName, databaseName + "-shm", databaseName + "-journal", databaseName]

    let path: String
    private let lock: Int32

    /// The database's path.
    var database: String { path + "/" + Self.databaseName }

    /// Locks a directory, which is made if only its last part is missing.
    init(locking path: String) throws(StoreOpeningError) {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw .inaccessible(path, "cannot be made: \(Self.words(errno))") }
        self.path = path
        lock = try Self.lock(in: path)
    }

    deinit {
        Glibc.close(lock)
    }

    /// Whether a store was made here before.
    var isMarkedAsMade: Bool { size(of: Self.madeName) != nil }

    /// Makes the database's file unless it is there.
    ///
    /// Throws when a store was made here before and its database is missing or empty. SQLite would begin a new one in its place, and delete
    /// the log of the old one. A log with something in it shows that there was a store, too: directories of earlier releases have no mark.
    func makeDatabase() throws(StoreOpeningError) {
        let size = size(of: Self.databaseName)
        guard size ?? 0 == 0 else { return }
        let what = size == nil ? "missing" : "empty"
        if isMarkedAsMade { throw .lost(path, "is \(what)", keeping: Self.madeName) }
        if self.size(of: Self.logName) ?? 0 > 0 { throw .lost(path, "is \(what)", keeping: Self.logName) }
        try Self.makeFile(database, in: path)
    }

    /// Marks the directory as one in which a store was made. When this returns, the mark and the names of all files are on the disk.
    func markAsMade() throws(StoreOpeningError) {
        guard !isMarkedAsMade else { return }
        try Self.makeFile(path + "/" + Self.madeName, in: path)
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw .inaccessible(path, "cannot be read: \(Self.words(errno))") }
        defer { Glibc.close(directory) }
        // EINVAL: the file system has no such thing to do.
        guard fsync(directory) == 0 || errno == EINVAL else { throw .inaccessible(path, "cannot be written: \(Self.words(errno))") }
    }

    /// Takes the database's files away and leaves the lock.
    func removeDatabase() {
        for name in Self.fileNames where name != Self.lockName { unlink(path + "/" + name) }
    }

    /// The size of a file in the directory, in bytes; nil when it is not there.
    private func size(of name: String) -> Int? {
        var info = stat()
        return stat(path + "/" + name, &info) == 0 ? Int(info.st_size) : nil
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
