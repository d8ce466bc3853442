import Glibc

/// An empty file whose existence has a meaning. It is created and removed on the disk at once, so that it is correct
/// even after a power loss.
struct FileMark: Sendable {
    /// The path of the file.
    let path: String

    /// Whether the file exists, as a file and not as a link to one.
    var isThere: Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Creates the file. Throws if its path is a link, so that no file elsewhere is created or emptied.
    func make() throws(FileMarkError) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw FileMarkError("cannot write \(path): \(Self.reason())") }
        close(file)
        try synchronize()
    }

    /// Removes the file.
    func remove() throws(FileMarkError) {
        guard unlink(path) == 0 else { throw FileMarkError(Self.reason()) }
        try synchronize()
    }

    /// Writes the folder's names to the disk.
    func synchronize() throws(FileMarkError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw FileMarkError("cannot read \(folder): \(Self.reason())") }
        defer { close(file) }
        // EINVAL means that the file system does not support this.
        guard fsync(file) == 0 || errno == EINVAL else { throw FileMarkError("cannot write \(folder): \(Self.reason())") }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}

/// Why a mark cannot be created or removed.
struct FileMarkError: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
