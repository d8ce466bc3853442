/// One record of a file: usually a line, and several if a field has line ends within quotes.
public struct CSVRecord: Sendable {
    /// A field as it is in the bytes of the record.
    struct Field: Sendable {
        /// The content, without the quotes around it.
        var range: Range<Int>
        /// Whether it has quotes within it, each written twice.
        var hasQuotes = false
    }

    /// The line on which it begins, counted from 1.
    public let line: Int
    /// The number of bytes of the file up to its end, with the end of its line.
    public let end: Int
    /// Its bytes as they are in the file, without the end of its line.
    public let bytes: [UInt8]
    let fields: [Field]

    /// The number of its fields.
    public var count: Int { fields.count }

    /// Returns the text of a field. Empty if the record has fewer fields. Throws if the field is not UTF-8.
    public func text(_ index: Int) throws(CSVError) -> String {
        guard fields.indices.contains(index) else { return "" }
        let field = fields[index]
        guard !field.range.isEmpty else { return "" }
        let text =
            if field.hasQuotes {
                String(validating: Self.unescaped(bytes[field.range]), as: UTF8.self)
            } else {
                String(validating: bytes[field.range], as: UTF8.self)
            }
        guard let text else { throw CSVError(place(of: field.range.lowerBound), "field \(index + 1) is not UTF-8; convert the file") }
        return text
    }

    /// Returns the bytes of all fields but the first ones as they are in the file, with what separates them.
    public func bytes(behindFirst count: Int) -> ArraySlice<UInt8> {
        guard fields.indices.contains(count) else { return [] }
        let start = fields[count].range.lowerBound
        let isQuoted = start > 0 && bytes[start - 1] == CSVByte.quote
        return bytes[(start - (isQuoted ? 1 : 0))...]
    }

    /// Returns the line and column of a byte of the record.
    private func place(of index: Int) -> CSVError.Place {
        CSVError.Place(of: index, in: bytes[...], fromLine: line)
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        var isSecond = false
        for byte in bytes {
            isSecond = byte == CSVByte.quote && !isSecond
            if !isSecond || byte != CSVByte.quote { text.append(byte) }
        }
        return text
    }
}

/// A file is not valid CSV.
public struct CSVError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A place in a file.
    struct Place {
        var line: Int
        var column: Int

        init(of index: Int, in bytes: ArraySlice<UInt8>, fromLine first: Int) {
            let before = bytes[..<index]
            line = first + before.count { $0 == CSVByte.lineFeed }
            column = index - (before.lastIndex(of: CSVByte.lineFeed).map { $0 + 1 } ?? bytes.startIndex) + 1
        }
    }

    /// The line, counted from 1.
    public let line: Int
    /// The column in bytes, counted from 1.
    public let column: Int
    /// The reason in words. It repeats nothing of the file.
    public let reason: String

    init(_ place: Place, _ reason: String) {
        (line, column) = (place.line, place.column)
        self.reason = reason
    }

    /// For example `17:5: field 2 is not UTF-8; convert the file`.
    public var description: String { "\(line):\(column): \(reason)" }
}
