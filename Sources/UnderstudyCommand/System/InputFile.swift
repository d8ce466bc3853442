import Glibc

/// A file that is read piece by piece, or standard input for `-`.
final class InputFile: Sendable {
    /// The name for messages.
    let name: String
    /// The number of bytes. Nil for what is no plain file.
    let size: Int?
    private let descriptor: Int32

    private static let bytesAtOnce = 1 << 20

    init(_ path: String) throws(CommandFailure) {
        name = path == "-" ? "standard input" : path
        descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .failed("cannot read \(name): \(Files.reason())") }
        var status = stat()
        size = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
    }

    deinit {
        close(descriptor)
    }

    /// Returns the next bytes, and none at the end.
    func read() throws(CommandFailure) -> [UInt8] {
        while true {
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: Self.bytesAtOnce) { buffer, filled in
                count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                filled = max(0, count)
            }
            if count >= 0 { return bytes }
            guard errno == EINTR else { throw .failed("cannot read \(name): \(Files.reason())") }
        }
    }
}
