import CSV
import Glibc

/// The file that gets the lines that an import refuses, as they are. If the imported file names its columns, each has the reason in a further
/// column in front, so that too few or too many fields stay too few or too many. Only its owner may read the file, because it contains hashes
/// of passwords.
final class RefusedLines {
    /// The name of the column with the reason.
    static let column = "refused"

    private let path: String
    private let descriptor: Int32
    private let delimiter: UInt8
    /// How many fields in front of a line are left out: the reason of an earlier import.
    private let surplus: Int
    private let header: CSVRecord?
    /// What was written, as a mark has it.
    private(set) var written: ImportMark.RefusedFile
    /// The last bytes that were written.
    private var tail: [UInt8] = []
    private static let tailLength = 64 << 10
    private var pending: [UInt8] = []

    /// Opens the file. Throws if it cannot be written, or has something that is not of the import that is resumed.
    ///
    /// - Parameters:
    ///   - path: The name.
    ///   - before: What the import that is resumed has written. What is behind that is of lines that come again. Nil for a new import, and if
    ///     another file was named before.
    ///   - header: The first line of the file that is imported. Nil if that has no names.
    init(
        _ path: String, resuming before: ImportMark.RefusedFile?, _ header: CSVRecord?, _ delimiter: UInt8
    ) throws(ServerError) {
        self.path = path
        self.delimiter = delimiter
        surplus = (try? header?.text(0)) == Self.column ? 1 : 0
        self.header = header
        let place = Self.absolute(path)
        let written = before?.path == place ? before : nil
        self.written = written ?? ImportMark.RefusedFile(path: place)
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .failed("cannot write \(path): there is something that is no file")
        }
        let size = Int(status.st_size)
        tail = Self.bytes(before: self.written.count, in: descriptor)
        // If nothing was written before, nothing shows that what is there is the import's.
        let isKnown = size >= self.written.count && ImportMark.RefusedFile.digest(of: tail) == self.written.tailDigest
        guard self.written.count == 0 ? size == 0 : isKnown else {
            throw .failed(
                written != nil
                    ? "\(path) is not as the interrupted import has left it; name another file for the lines that it still refuses"
                    : "\(path) is there already, and nothing in it is overwritten; name another file for the refused lines")
        }
        guard fchmod(descriptor, 0o600) == 0, ftruncate(descriptor, self.written.count) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
            throw Self.failure(path)
        }
    }

    /// Returns a name that means the same file in every folder.
    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return String(cString: folder) + "/" + path
    }

    /// Returns the last bytes of a file's first ones. Fewer if the file is shorter.
    private static func bytes(before end: Int, in file: Int32) -> [UInt8] {
        let length = min(end, tailLength)
        return [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
            filled = max(0, pread(file, buffer.baseAddress, length, off_t(end - length)))
        }
    }

    deinit {
        close(descriptor)
    }

    /// Adds a line, behind the names of the columns if it is the first. It is written by ``write()``.
    func append(_ record: CSVRecord, _ reason: String) {
        if written.count == 0, pending.isEmpty, let header { add(header, Self.column) }
        add(record, reason)
    }

    private func add(_ record: CSVRecord, _ reason: String) {
        if header != nil {
            pending += Array("\"\(reason.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\"".utf8)
            pending.append(delimiter)
        }
        pending += record.bytes(behindFirst: surplus)
        pending.append(UInt8(ascii: "\n"))
    }

    /// Writes what was added to the disk.
    func write() throws(ServerError) {
        guard !pending.isEmpty else { return }
        guard ReplacedFile.write(pending, to: descriptor), fsync(descriptor) == 0 else { throw Self.failure(path) }
        tail = Array((tail + pending).suffix(Self.tailLength))
        written.count += pending.count
        written.tailDigest = ImportMark.RefusedFile.digest(of: tail)
        pending.removeAll(keepingCapacity: true)
    }

    /// Removes what was written behind an earlier end.
    func cut(to end: ImportMark.RefusedFile) throws(ServerError) {
        written = end
        tail = Self.bytes(before: end.count, in: descriptor)
        guard ftruncate(descriptor, end.count) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else { throw Self.failure(path) }
    }

    private static func failure(_ path: String) -> ServerError { .failed("cannot write \(path): \(String(cString: strerror(errno)))") }
}
