import CSV
import Glibc

/// The file that gets the lines that an import refuses, each with the reason in a further column. Only its owner may read it, because it
/// contains hashes of passwords.
final class RefusedLines {
    /// The name of the column with the reason.
    static let column = "refused"

    private let path: String
    private let descriptor: Int32
    private let delimiter: UInt8
    /// How many fields of a line are written: all but the reason of an earlier import. Nil for all.
    private let kept: Int?
    private let header: CSVRecord?
    /// The number of bytes that were written.
    private(set) var count: Int
    private var pending: [UInt8] = []

    /// Opens the file. Throws if it cannot be written, or has something that is not of the import that is resumed.
    ///
    /// - Parameters:
    ///   - path: The name.
    ///   - written: The number of bytes that the import has written before. What is behind them is of lines that come again. Nil for a new
    ///     import.
    ///   - header: The first line of the file that is imported. Nil if that has no names.
    init(_ path: String, resumingAfter written: Int?, _ header: CSVRecord?, _ delimiter: UInt8) throws(ServerError) {
        self.path = path
        self.delimiter = delimiter
        let isAgain = (try? header?.text((header?.count ?? 0) - 1)) == Self.column
        kept = isAgain ? header.map { $0.count - 1 } : nil
        self.header = header
        count = written ?? 0
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .failed("cannot write \(path): there is something that is no file")
        }
        let size = Int(status.st_size)
        guard written.map({ size >= $0 }) ?? (size == 0) else {
            close(descriptor)
            throw .failed(
                written != nil
                    ? "\(path) is not the file with the lines that the interrupted import has refused; name that one"
                    : "\(path) is there already, and nothing in it is overwritten; name another file for the refused lines")
        }
        guard fchmod(descriptor, 0o600) == 0, ftruncate(descriptor, count) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
            throw Self.failure(path)
        }
    }

    deinit {
        close(descriptor)
    }

    /// Adds a line, behind the names of the columns if it is the first. It is written by ``write()``.
    func append(_ record: CSVRecord, _ reason: String) {
        if count == 0, pending.isEmpty, let header { add(header, Self.column) }
        add(record, reason)
    }

    private func add(_ record: CSVRecord, _ reason: String) {
        pending += record.bytes(ofFirst: kept ?? record.count)
        pending.append(delimiter)
        pending += Array("\"\(reason.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\""))\"\n".utf8)
    }

    /// Writes what was added to the disk.
    func write() throws(ServerError) {
        guard !pending.isEmpty else { return }
        guard ReplacedFile.write(pending, to: descriptor), fsync(descriptor) == 0 else { throw Self.failure(path) }
        count += pending.count
        pending.removeAll(keepingCapacity: true)
    }

    /// Removes what was written behind so many bytes.
    func cut(to count: Int) throws(ServerError) {
        self.count = count
        guard ftruncate(descriptor, count) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else { throw Self.failure(path) }
    }

    private static func failure(_ path: String) -> ServerError { .failed("cannot write \(path): \(String(cString: strerror(errno)))") }
}
