import Glibc

/// Directories for stores that are forgotten at the end. What a process leaves behind that was killed is taken away when the next makes its
/// own: the kernel has dropped its lock.
enum TemporaryDirectory {
    private static let prefix = "understudy-"
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
            guard mkdtemp(&template) != nil else { throw .inaccessible(place, String(cString: strerror(errno))) }
            let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            do {
                return try DataDirectory(locking: path)
            } catch  where error.kind == .inUse {
                // Another process swept just now and took this one for a leftover.
                continue
            }
        }
    }

    /// Takes a store's files and its directory away. Anything else in the directory stays, and so then does the directory.
    static func remove(_ path: String) {
        // The lock goes last: until then nobody else takes the directory.
        for name in DataDirectory.fileNames.reversed() { unlink(path + "/" + name) }
        rmdir(path)
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
        var info = stat()
        guard lstat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR, info.st_uid == geteuid() else { return }
        let lock = open(path + "/" + DataDirectory.lockName, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard lock >= 0 else {
            if errno == ENOENT, time(nil) - info.st_mtim.tv_sec > graceSeconds { remove(path) }
            return
        }
        defer { Glibc.close(lock) }
        if flock(lock, LOCK_EX | LOCK_NB) == 0 { remove(path) }
    }
}
