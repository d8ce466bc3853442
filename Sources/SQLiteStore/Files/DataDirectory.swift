import Glibc

/// A directory with a store, locked against other processes while this value exists.
///
/// The lock is the kernel's (`flock`) and ends with the process, however it ends. Files are accessible to their owner
/// only, because they contain password hashes.
final class DataDirectory: Sendable {
    static let lockName = "understudy.lock"
    static let databaseName = "understudy.db"
    static let logName = databaseName + "-wal"
    /// An empty file which shows that a store was created in the directory. It is on the disk before anything in the
    /// store is acknowledged. So a database that is lost later is not taken for one that has not been created yet.
    static let madeName = "understudy.made"
    /// An empty file which shows that the log belongs to the store: from before the first acknowledged write until all
    /// of the log is in the database. So a log that is lost is not taken for one that was not needed.
    static let openName = "understudy.open"
    /// An empty file which shows that a start found the database lost. A log beside a database that is put there later
    /// belongs to the lost one.
    static let lostName = "understudy.lost"
    /// An empty file which shows that an import into the directory has begun and not come to its end. It is on the disk before
    /// anything in the database is changed.
    static let importName = "understudy.importing"
    /// The names of all files of a store. The database comes after the files that mean nothing without it.
    static let fileNames = [
        lockName, lostName, madeName, openName, logName, databaseName + "-shm", databaseName + "-journal", databaseName,
    ]

    let path: String
    private let lock: Int32

    /// The path of the database.
    var database: String { path + "/" + Self.databaseName }

    /// Locks a directory. Creates it if only the last part of the path is missing.
    init(locking path: String) throws(StoreOpeningError) {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw .inaccessible(path, "cannot be made: \(Self.words(errno))") }
        self.path = path
        lock = try Self.lock(in: path)
    }

    deinit {
        Glibc.close(lock)
    }

    /// Whether a store was created here before.
    var isMarkedAsMade: Bool { size(of: Self.madeName) != nil }

    /// Whether the log belongs to the store, or did when a process that used it ended.
    var isMarkedAsOpen: Bool { size(of: Self.openName) != nil }

    /// Whether an import has begun and not come to its end.
    var isMarkedAsImporting: Bool { Self.isMarkedAsImporting(path) }

    /// Returns whether an import into a directory, which may be locked, has begun and not come to its end.
    static func isMarkedAsImporting(_ path: String) -> Bool { access(path + "/" + importName, F_OK) == 0 }

    /// Returns whether anything shows that there is a store in a directory, which may be locked.
    static func hasStore(_ path: String) -> Bool {
        [databaseName, logName].contains { size(of: $0, in: path) ?? 0 > 0 } || size(of: madeName, in: path) != nil
    }

    /// Returns whether the database or the log in a directory seems to be lost. A directory that is not locked may only seem so,
    /// because its server comes or goes.
    static func seemsLost(_ path: String) -> Bool {
        if size(of: databaseName, in: path) ?? 0 == 0 || size(of: lostName, in: path) != nil { return true }
        return size(of: openName, in: path) != nil && size(of: logName, in: path) ?? 0 == 0
    }

    /// Whether there is a log with something in it.
    var hasLog: Bool { size(of: Self.logName) ?? 0 > 0 }

    /// Creates the database's file if it is missing.
    ///
    /// Throws if a store was created here before and its database is missing or empty. SQLite would create a new one in
    /// its place and delete the old log. A log that is not empty also shows that there was a store, because directories
    /// of earlier releases have no mark.
    ///
    /// Also throws if a database is there without the log that belongs to it, or with one that belongs to another.
    func makeDatabase() throws(StoreOpeningError) {
        let size = size(of: Self.databaseName)
        guard size ?? 0 == 0 else { return try checkLog() }
        let what = size == nil ? "missing" : "empty"
        guard isMarkedAsMade || hasLog else { return try Self.makeFile(database, in: path) }
        // If the mark cannot be made, the refusal still says what to remove.
        try? mark(Self.lostName)
        throw .lost(path, "is \(what)", keeping: isMarkedAsMade ? Self.madeName : Self.logName)
    }

    /// Throws if the log is not the one that the database needs.
    private func checkLog() throws(StoreOpeningError) {
        guard size(of: Self.lostName) != nil else {
            if isMarkedAsOpen, !hasLog { throw .logLost(path) }
            return
        }
        if hasLog { throw .foreignLog(path) }
        // The database is a copy that was put here after the loss. It needs no log.
        try unmark(Self.openName)
        try unmark(Self.lostName)
    }

    /// Marks the directory as one in which a store was created. When this returns, the mark and the names of all files
    /// are on the disk.
    func markAsMade() throws(StoreOpeningError) {
        try mark(Self.madeName)
    }

    /// Marks the log as part of the store. When this returns, the mark and the log's name are on the disk.
    func markAsOpen() throws(StoreOpeningError) {
        try mark(Self.openName)
    }

    /// Removes the mark of ``markAsOpen()``, on the disk too. All of the log must be in the database.
    func markAsClosed() throws(StoreOpeningError) {
        try unmark(Self.openName)
    }

    /// Marks the directory as one with an import that has begun. When this returns, the mark is on the disk.
    func markAsImporting() throws(StoreOpeningError) {
        try mark(Self.importName)
    }

    /// Removes the mark of ``markAsImporting()``, on the disk too.
    func markAsImported() throws(StoreOpeningError) {
        try unmark(Self.importName)
    }

    private func mark(_ name: String) throws(StoreOpeningError) {
        guard size(of: name) == nil else { return }
        try Self.makeFile(path + "/" + name, in: path)
        try sync()
    }

    private func unmark(_ name: String) throws(StoreOpeningError) {
        guard unlink(path + "/" + name) == 0 else {
            if errno == ENOENT { return }
            throw .inaccessible(path, "\(name) cannot be removed: \(Self.words(errno))")
        }
        try sync()
    }

    /// Returns when the names of all files are on the disk.
    func sync() throws(StoreOpeningError) {
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw .inaccessible(path, "cannot be read: \(Self.words(errno))") }
        defer { Glibc.close(directory) }
        // EINVAL means that the file system does not support this.
        guard fsync(directory) == 0 || errno == EINVAL else { throw .inaccessible(path, "cannot be written: \(Self.words(errno))") }
    }

    /// Deletes the database's files and keeps the lock.
    func removeDatabase() {
        for name in Self.fileNames where name != Self.lockName { unlink(path + "/" + name) }
    }

    /// Returns the size of a file in the directory in bytes, or nil if it does not exist.
    private func size(of name: String) -> Int? { Self.size(of: name, in: path) }

    private static func size(of name: String, in path: String) -> Int? {
        var info = stat()
        return stat(path + "/" + name, &info) == 0 ? Int(info.st_size) : nil
    }

    /// Opens and locks the lock file. After locking, the file must still exist under its name, because a sweeper may
    /// have deleted it in between.
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

    /// Creates a file if it is missing. SQLite gives the files beside it the same permissions.
    static func makeFile(_ file: String, in directory: String) throws(StoreOpeningError) {
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .inaccessible(directory, "cannot be written: \(words(errno))") }
        Glibc.close(descriptor)
    }

    static func words(_ number: Int32) -> String { String(cString: strerror(number)) }
}
