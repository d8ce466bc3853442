import Glibc

/// Directories for stores that are forgotten at the end. What a process leaves behind that was killed is taken away when the next makes its
/// own: the kernel has dropped its lock.
///
/// Only a directory with a mark in it is ever removed. The mark is made before anything else, in a directory that is new, and nowhere else:
/// whatever the name of a directory that somebody keeps data in, it has none.
enum TemporaryDirectory {
    static let prefix = "understudy-demo-"
    /// The file that says that a directory was made here and may be removed.
    static let markName = "understudy.temporary"
    /// A directory without a lock file may be one that is being made at this moment; when it is older than this, in seconds, it is not.
    private static let graceSeconds = 3600

    /// The system's place for temporary files.
    static var systemPlace: String {
        guard let value = getenv("TMPDIR"), value.pointee != 0 else { return "/tmp" }
        return String(cString: value)
    }

    /// Makes a directory of a new name for this process alone, and locks it.
    static func make(in place: String) throws(StoreOpeningError) -> DataDirectory {
        sweep(place)
        while true {
            var template = Array((place + "/" + prefix + "XXXXXX").utf8CString)
            guard mkdtemp(&template) != nil else { throw .noTemporaryPlace(place, String(cString: strerror(errno))) }
            let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            do {
                try mark(path, in: place)
                return try DataDirectory(locking: path)
            } catch  where error.kind == .inUse {
                // Another process swept just now and took this one for a leftover.
                continue
            } catch {
                remove(path)
                throw error
            }
        }
    }

    /// Whether a directory was made here, for a store that is forgotten.
    static func isMarked(_ path: String) -> Bool {
        var info = stat()
        return lstat(path + "/" + markName, &info) == 0
    }

    /// Takes the files and the directory away of a store that was made here. Anything else in the directory stays, and so then does the
    /// directory.
    static func remove(_ path: String) {
        // The lock goes last of the store's files: until then nobody else takes the directory. Then the mark: without it nobody ever would.
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
        while let entry = readdir(directory) {
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

    /// Whether a path is of a kind, not a link to one, and belongs to this user.
    private static func isOwn(_ path: String, _ kind: mode_t) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0 && info.st_mode & S_IFMT == kind && info.st_uid == geteuid()
    }

    private static func isOld(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0 && time(nil) - info.st_mtim.tv_sec > graceSeconds
    }
}
