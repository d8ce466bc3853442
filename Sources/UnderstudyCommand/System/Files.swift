import Glibc

/// Files and folders, directly through the C library: Foundation would add several milliseconds to the start.
enum Files {
    /// Returns the bytes of a file.
    static func read(_ path: String) throws(CommandFailure) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .failed("cannot read \(path): \(reason())") }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            if count > 0 {
                bytes.append(contentsOf: chunk.prefix(count))
            } else if count == 0 {
                return bytes
            } else if errno != EINTR {
                throw .failed("cannot read \(path): \(reason())")
            }
        }
    }

    /// Returns the bytes of a file that an option names. An error begins with the source of the name.
    static func read(_ path: String, namedBy origin: String) throws(CommandFailure) -> [UInt8] {
        do throws(CommandFailure) {
            return try read(path)
        } catch {
            throw .failed("\(origin): \(error.message)")
        }
    }

    /// Writes bytes to a file, replacing its content. A new file has these permissions.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws(CommandFailure) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard file >= 0 else { throw .failed("cannot write \(path): \(reason())") }
        defer { close(file) }
        guard write(bytes, to: file) else { throw .failed("cannot write \(path): \(reason())") }
    }

    /// Writes all bytes to an open file, in one call if the system accepts them at once. Returns false if it fails.
    @discardableResult
    static func write(_ bytes: [UInt8], to file: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0 {
                guard errno == EINTR else { return false }
            } else {
                rest = rest.dropFirst(count)
            }
        }
        return true
    }

    /// Returns the names in a folder in byte order, without `.` and `..`.
    static func names(in folder: String) throws(CommandFailure) -> [String] {
        guard let handle = opendir(folder) else { throw .failed("cannot read \(folder): \(reason())") }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Returns whether a path is a folder.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Returns the folder in which a path has its file.
    static func folder(of path: String) -> String {
        guard let end = path.lastIndex(of: "/") else { return "." }
        return end == path.startIndex ? "/" : String(path[..<end])
    }

    /// Returns the steps of a path, without those that lead nowhere.
    private static func steps(_ path: String) -> [Substring] {
        (path.hasPrefix("/") ? ["/"] : []) + path.split(separator: "/").filter { $0 != "." }
    }

    /// Returns whether two paths lead to the same file or folder. Of what is not there, the names decide.
    static func areSame(_ one: String, _ other: String) -> Bool {
        var first = stat(), second = stat()
        guard stat(one, &first) == 0, stat(other, &second) == 0 else { return steps(one) == steps(other) }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    /// Returns the permissions of what a path leads to, or nil if there is nothing.
    static func mode(of path: String) -> UInt32? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }

    /// Makes a folder that only its owner can enter. Does nothing if there is one without files.
    static func makeFolder(_ path: String) throws(CommandFailure) {
        if mkdir(path, 0o700) == 0 { return }
        let reason = reason()
        guard isFolder(path) else { throw .failed("cannot make \(path): \(reason)") }
        guard try names(in: path).isEmpty else { throw .failed("\(path) is not empty") }
    }

    /// Removes a file.
    static func remove(_ path: String) throws(CommandFailure) {
        guard unlink(path) == 0 else { throw .failed("cannot remove \(path): \(reason())") }
    }

    /// Replaces files, each of them in one step: a reader sees the old content or the new one.
    static func replace(_ path: String, with bytes: [UInt8], mode: mode_t = 0o644) throws(CommandFailure) {
        let part = path + ".part"
        try write(bytes, to: part, mode: mode)
        guard rename(part, path) == 0 else { throw .failed("cannot write \(path): \(reason())") }
    }

    static func reason() -> String { String(cString: strerror(errno)) }
}
