import Glibc

/// Directories for temporary stores. When a process creates one, it deletes those of killed processes: the kernel has
/// released their locks.
///
/// Only a directory with a mark in it is ever deleted. The mark is created before anything else, and only in a new
/// directory. So a directory in which somebody keeps data has no mark, whatever its name.
enum TemporaryDirectory {
    static let prefix = "understudy-demo-"
    /// The file which shows that a directory was created here and may be deleted.
    static let markName = "understudy.temporary"
    /// A directory without a lock file may be in the process of being created, but not if it is older than this. In
    /// seconds.
    private static let graceSeconds = 3600
    /// How long one process deletes directories of others. Thousands of them, on a busy disk, took half a minute of its start.
    /// The rest is left to the processes after it.
    private static let sweepTime = Duration.milliseconds(200)

    /// The system's directory for temporary files.
    static var systemPlace: String {
        guard let value = getenv("TMPDIR"), value.pointee != 0 else { return "/tmp" }
        return String(cString: value)
    }

    /// Creates a directory with a new name for this process, and locks it.
    static func make(in place: String) throws(StoreOpeningError) -> DataDirectory {
        sweep(place)
        while true {
            // `mkdtemp` writes the new name over the six characters, so it needs a C string that can be changed. Foundation
            // has no call that creates a directory with a new name in a given place.
            var template = Array((place + "/" + prefix + "XXXXXX").utf8CString)
            guard mkdtemp(&template) != nil else { throw .noTemporaryPlace(place, String(cString: strerror(errno))) }
            let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            do {
                try mark(path, in: place)
                return try DataDirectory(locking: path)
            } catch  where error.kind == .inUse {
                // Another process is sweeping and took this directory for a leftover.
                continue
            } catch {
                remove(path)
                throw error
            }
        }
    }

    /// Returns whether a directory was created here for a temporary store.
    static func isMarked(_ path: String) -> Bool {
        var info = stat()
        return lstat(path + "/" + markName, &info) == 0
    }

    /// Deletes the files and the directory of a store that was created here. If the directory contains anything else,
    /// that stays, and so does the directory.
    static func remove(_ path: String) {
        // The lock is the last of the store's files to be deleted: until then, no other process takes the directory.
        // Then comes the mark: without it, no process ever would.
        for name in DataDirectory.fileNames.reversed() { unlink(path + "/" + name) }
        unlink(path + "/" + markName)
        rmdir(path)
    }

    private static func mark(_ path: String, in place: String) throws(StoreOpeningError) {
        let descriptor = open(path + "/" + markName, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .noTemporaryPlace(place, String(cString: strerror(errno))) }
        Glibc.close(descriptor)
    }

    private static func sweep(_ place: String) {
        guard let directory = opendir(place) else { return }
        defer { closedir(directory) }
        let end = ContinuousClock.now + sweepTime
        while .now < end, let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name.hasPrefix(prefix) { removeIfLeftOver(place + "/" + name) }
        }
    }

    private static func removeIfLeftOver(_ path: String) {
        guard isOwn(path, S_IFDIR), isOwn(path + "/" + markName, S_IFREG) else { return }
        let lock = open(path + "/" + DataDirectory.lockName, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard lock >= 0 else {
            if errno == ENOENT, isOld(path) { remove(path) }
            return
        }
        defer { Glibc.close(lock) }
        if flock(lock, LOCK_EX | LOCK_NB) == 0 { remove(path) }
    }

    /// Returns whether a path is of a kind, is not a link to one, and belongs to this user.
    private static func isOwn(_ path: String, _ kind: mode_t) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0 && info.st_mode & S_IFMT == kind && info.st_uid == geteuid()
    }

    private static func isOld(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0 && time(nil) - info.st_mtim.tv_sec > graceSeconds
    }
}
