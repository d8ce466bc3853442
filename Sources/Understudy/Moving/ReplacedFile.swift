import Glibc

/// A file that is written beside the one that it replaces, so that there is always a whole one under the name. Only its owner may
/// read it, because it contains hashes of passwords.
public final class ReplacedFile {
    /// The name.
    public let path: String
    /// The name until ``finish()``. What an interrupted process leaves there is replaced by the next one.
    public let temporaryPath: String
    private let descriptor: Int32

    /// Creates the file under its temporary name. Throws if it cannot be written, or the name is that of a directory.
    public init(_ path: String) throws(ServerError) {
        self.path = path
        temporaryPath = path + ".part"
        var status = stat()
        guard lstat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG else {
            throw .failed("cannot write \(path): there is something that is no file")
        }
        // One that others could read is not taken over with its permissions.
        unlink(temporaryPath)
        descriptor = open(temporaryPath, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .failed("cannot write \(path): \(String(cString: strerror(errno)))") }
    }

    deinit {
        close(descriptor)
    }

    /// Appends bytes.
    public func write(_ bytes: [UInt8]) throws(ServerError) {
        guard Self.write(bytes, to: descriptor) else { throw failure() }
    }

    /// Writes all bytes to an open file. Returns false if that fails.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    /// Gives the file its name. When this returns, the file and its name are on the disk.
    public func finish() throws(ServerError) {
        guard fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else { throw failure() }
        do throws(FileMarkError) {
            try FileMark(path: path).synchronize()
        } catch {
            throw .failed("\(error)")
        }
    }

    /// Deletes the file. What it was to replace stays.
    public func discard() { unlink(temporaryPath) }

    private func failure() -> ServerError { .failed("cannot write \(path): \(String(cString: strerror(errno)))") }
}
