import Text

extension FormFields {
    /// Decodes a body of type `multipart/form-data` (RFC 7578). Nil when it is malformed: no opening boundary, a part without a name, or no
    /// closing boundary. The content of a part that is a file is taken as text like any other; refuses a form whose names and contents are not
    /// all UTF-8.
    public init?(multipart bytes: [UInt8], boundary: String) throws(NotUTF8) {
        // RFC 2046, section 5.1.1: 1 to 70 characters.
        guard !boundary.isEmpty, boundary.utf8.count <= 70 else { return nil }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        let whole = Array("\r\n".utf8) + bytes
        guard var mark = Self.delimiterLine(delimiter, in: whole[...]) else { return nil }
        var fields: [Field] = []
        while !mark.isLast {
            let part = whole[mark.end...]
            guard let headEnd = Self.find(Array("\r\n\r\n".utf8), in: part) else { return nil }
            guard let name = try Self.fieldName(inHead: part[..<headEnd.lowerBound]) else { return nil }
            // A part without content has its delimiter right behind the head, so the search begins at the head's last line end.
            guard let next = Self.delimiterLine(delimiter, in: whole[(headEnd.upperBound - 2)...]) else { return nil }
            let value = whole[headEnd.upperBound..<max(headEnd.upperBound, next.start)]
            fields.append(Field(name: name, value: try NotUTF8.text(of: value)))
            mark = next
        }
        self.init(fields)
    }

    /// A line that separates two parts, from the line end before it to the one that ends it.
    private struct DelimiterLine {
        var start: Int
        /// Where its own line end begins.
        var end: Int
        var isLast: Bool
    }

    /// The next line that is a delimiter: the boundary, perhaps blanks, and a line end; or the boundary and two hyphens. A line that only
    /// begins like one is content.
    private static func delimiterLine(_ delimiter: [UInt8], in bytes: ArraySlice<UInt8>) -> DelimiterLine? {
        var rest = bytes
        while let found = find(delimiter, in: rest) {
            let behind = bytes[found.upperBound...]
            if behind.starts(with: [0x2D, 0x2D]) { return DelimiterLine(start: found.lowerBound, end: found.upperBound, isLast: true) }
            let lineEnd = behind.drop { $0 == 0x20 || $0 == 0x09 }
            if lineEnd.starts(with: [0x0D, 0x0A]) {
                return DelimiterLine(start: found.lowerBound, end: lineEnd.startIndex, isLast: false)
            }
            rest = bytes[(found.lowerBound + 1)...]
        }
        return nil
    }

    /// The `name` parameter of the part's Content-Disposition field.
    private static func fieldName(inHead head: ArraySlice<UInt8>) throws(NotUTF8) -> String? {
        for line in try NotUTF8.text(of: head).split(separator: "\r\n") {
            guard let colon = line.utf8.firstIndex(of: 0x3A), ASCII.equalsIgnoringCase(line[..<colon], "content-disposition") else {
                continue
            }
            // The same grammar as a media type's parameters; the disposition itself stands where the type would.
            let parameters = line[colon...].utf8.drop { $0 != 0x3B }
            return MediaType(parsing: "multipart/part\(Substring(parameters))")?.parameter("name")
        }
        return nil
    }

    private static func find(_ pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Range<Int>? {
        guard let first = pattern.first else { return nil }
        var start = bytes.startIndex
        while let candidate = bytes[start...].firstIndex(of: first) {
            if bytes[candidate...].starts(with: pattern) { return candidate..<(candidate + pattern.count) }
            start = candidate + 1
        }
        return nil
    }
}
