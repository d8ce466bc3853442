/// The bytes that mean something in a file.
enum CSVByte {
    static let quote = UInt8(ascii: "\"")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
}

/// Finds the fields of one record in bytes.
struct CSVScanner {
    /// What is found.
    enum Finding {
        /// A record that ends before `end`. The next one begins at `next`, so many lines further on.
        case record([CSVRecord.Field], end: Int, next: Int, lines: Int)
        /// The bytes end before the record does.
        case incomplete
        /// The byte at an index is wrong, for a reason.
        case malformed(Int, String)
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let start: Int
    /// Whether nothing follows these bytes.
    private let isWhole: Bool
    private let delimiter: UInt8
    private let limits: CSVLimits
    private var index: Int
    private var lines = 0
    private var fields: [CSVRecord.Field] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isWhole: Bool, _ delimiter: UInt8, _ limits: CSVLimits) {
        self.bytes = bytes
        self.start = start
        self.isWhole = isWhole
        self.delimiter = delimiter
        self.limits = limits
        index = start
    }

    /// record = field *(COMMA field), and then a line end or the end of the file.
    mutating func record() -> Finding {
        while true {
            if let finding = field() { return finding }
            guard fields.count <= limits.mostFields else {
                return .malformed(index, "the record has more than \(limits.mostFields) fields")
            }
            guard index < bytes.count else { return isWhole ? found(next: index) : .incomplete }
            switch bytes[index] {
            case delimiter: index += 1
            case CSVByte.lineFeed: return found(next: index + 1)
            // Only a CR before LF is left here.
            default: return found(next: index + 2)
            }
        }
    }

    private func found(next: Int) -> Finding {
        let isOnLastLine = next == index
        guard index - start <= limits.mostRecordBytes else {
            return .malformed(start, "the record is longer than \(limits.mostRecordBytes) bytes")
        }
        return .record(fields, end: index, next: next, lines: lines + (isOnLastLine ? 0 : 1))
    }

    /// Reads a field up to what ends it. Returns a finding if that is not possible.
    private mutating func field() -> Finding? {
        let first = index
        let isQuoted = index < bytes.count && bytes[index] == CSVByte.quote
        if let finding = isQuoted ? quoted() : plain() { return finding }
        guard index - first <= limits.mostFieldBytes else {
            return .malformed(first, "field \(fields.count) is longer than \(limits.mostFieldBytes) bytes")
        }
        return nil
    }

    /// escaped = DQUOTE *(TEXTDATA / COMMA / CR / LF / 2DQUOTE) DQUOTE
    private mutating func quoted() -> Finding? {
        let first = index
        var hasQuotes = false
        index += 1
        while true {
            while index < bytes.count, bytes[index] != CSVByte.quote {
                if bytes[index] == CSVByte.lineFeed { lines += 1 }
                index += 1
            }
            guard index < bytes.count else { return isWhole ? .malformed(first, "the quote is not closed") : .incomplete }
            // What follows the quote decides what it is.
            guard index + 1 < bytes.count || isWhole else { return .incomplete }
            guard index + 1 < bytes.count, bytes[index + 1] == CSVByte.quote else { break }
            hasQuotes = true
            index += 2
        }
        fields.append(CSVRecord.Field(range: first + 1 - start..<index - start, hasQuotes: hasQuotes))
        index += 1
        return end(orElse: "text follows a closing quote; a quote within quotes is written twice")
    }

    /// non-escaped = *TEXTDATA
    private mutating func plain() -> Finding? {
        let first = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == delimiter || byte == CSVByte.lineFeed || byte == CSVByte.carriageReturn || byte == CSVByte.quote { break }
            index += 1
        }
        fields.append(CSVRecord.Field(range: first - start..<index - start))
        return end(orElse: "there is a quote in a field that does not begin with one; put the field in quotes, and write this one twice")
    }

    /// Returns nil if a field may end here.
    private func end(orElse reason: String) -> Finding? {
        guard index < bytes.count else { return isWhole ? nil : .incomplete }
        switch bytes[index] {
        case delimiter, CSVByte.lineFeed: return nil
        case CSVByte.carriageReturn:
            guard index + 1 < bytes.count else {
                return isWhole ? .malformed(index, "a carriage return ends the file; lines end with CR LF or LF") : .incomplete
            }
            return bytes[index + 1] == CSVByte.lineFeed
                ? nil : .malformed(index, "a carriage return without a line feed; lines end with CR LF or LF")
        default: return .malformed(index, reason)
        }
    }
}
