/// Reads records of comma-separated values, RFC 4180, from bytes that come piece by piece.
///
/// Lines end with CR LF or with LF alone, and the last one may lack its end. A field in quotes may have line ends, delimiters, and quotes
/// that are written twice. A byte order mark is skipped, and so are empty lines. Memory is bounded by ``CSVLimits``, whatever the file has.
public struct CSVReader<Failure: Error> {
    private let delimiter: UInt8
    private let limits: CSVLimits
    private let read: () throws(Failure) -> [UInt8]
    private var buffer: [UInt8] = []
    /// The place of the next record in the buffer.
    private var position = 0
    private var isAtEnd = false
    /// The number of bytes of the file before the buffer.
    private var bytesBefore = 0
    private var line = 1

    /// Creates a reader. `read` returns the next bytes, and none at the end.
    public init(delimiter: UInt8 = UInt8(ascii: ","), limits: CSVLimits = CSVLimits(), read: @escaping () throws(Failure) -> [UInt8]) {
        self.delimiter = delimiter
        self.limits = limits
        self.read = read
    }

    /// What ends reading.
    public enum Stop: Error {
        /// The bytes could not be read.
        case failure(Failure)
        /// The file is not valid CSV.
        case malformed(CSVError)
    }

    /// The number of bytes of the file up to the end of the last record.
    public var bytesRead: Int { bytesBefore + position }

    /// Returns the next record, or nil at the end of the file.
    public mutating func next() throws(Stop) -> CSVRecord? {
        if bytesBefore == 0, position == 0 { try skipMark() }
        while true {
            if position == buffer.count {
                guard try readMore() else { return nil }
                continue
            }
            switch scan() {
            case .record(let fields, let end, let next, let lines):
                let bytes = Array(buffer[position..<end])
                let record = CSVRecord(line: line, end: bytesBefore + next, bytes: bytes, fields: fields)
                position = next
                line += lines
                if !bytes.isEmpty { return record }
            case .incomplete:
                guard buffer.count - position <= limits.mostRecordBytes else {
                    throw .malformed(error(at: position, "the record is longer than \(limits.mostRecordBytes) bytes"))
                }
                _ = try readMore()
            case .malformed(let index, let reason): throw .malformed(error(at: index, reason))
            }
        }
    }

    private mutating func skipMark() throws(Stop) {
        while buffer.count < 3 { guard try readMore() else { break } }
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// Appends bytes to those that are left. Returns false if there are none.
    private mutating func readMore() throws(Stop) -> Bool {
        guard !isAtEnd else { return false }
        let bytes: [UInt8]
        do throws(Failure) {
            bytes = try read()
        } catch {
            throw .failure(error)
        }
        isAtEnd = bytes.isEmpty
        bytesBefore += position
        buffer = position == buffer.count ? bytes : buffer[position...] + bytes
        position = 0
        return !isAtEnd
    }

    private func error(at index: Int, _ reason: String) -> CSVError {
        CSVError(CSVError.Place(of: index, in: buffer[position...], fromLine: line), reason)
    }

    /// Finds the fields of the record at the position.
    private func scan() -> CSVScanner.Finding {
        buffer.withUnsafeBufferPointer { bytes in
            var scanner = CSVScanner(bytes, from: position, isWhole: isAtEnd, delimiter, limits)
            return scanner.record()
        }
    }
}
