import Glibc

/// An empty file that says something by being there. It comes and goes on the disk at once, so that it is right after a loss of power too.
struct FileMark: Sendable {
    /// The file's path.
    let path: String

    /// Whether it is there, as a file and not as a link to one.
    var isThere: Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Makes it.
    func make() throws(FileMarkError) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw FileMarkError("cannot write \(path): \(Self.reason())") }
        close(file)
        try synchronize()
    }

    /// Takes it away.
    func remove() throws(FileMarkError) {
        guard unlink(path) == 0 else { throw FileMarkError(Self.reason()) }
        try synchronize()
    }

    /// Brings the folder's names to the disk.
    private func synchronize() throws(FileMarkError) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw FileMarkError("cannot read \(folder): \(Self.reason())") }
        defer { close(file) }
        // EINVAL: the file system has no such thing to do.
        guard fsync(file) == 0 || errno == EINVAL else { throw FileMarkError("cannot write \(folder): \(Self.reason())") }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}

/// Why a mark cannot be made or taken away.
struct FileMarkError: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
