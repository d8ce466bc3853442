extension FormFields {
    /// Decodes a body of type `multipart/form-data` (RFC 7578). Nil when it is malformed: no opening boundary, a part without a name, or no
    /// closing boundary. The content of a part that is a file is taken as text like any other.
    public init?(multipart bytes: [UInt8], boundary: String) {
        guard !boundary.isEmpty, boundary.utf8.count <= 70 else { return nil }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        var rest = Array("\r\n".utf8) + bytes
        guard let opening = Self.find(delimiter, in: rest[...]) else { return nil }
        rest.removeFirst(opening.upperBound)
        var cursor = rest[...]
        var fields: [Field] = []
        while true {
            if cursor.starts(with: Array("--".utf8)) {
                self.init(fields)
                return
            }
            cursor = cursor.drop { $0 == 0x20 || $0 == 0x09 }
            guard cursor.starts(with: Array("\r\n".utf8)) else { return nil }
            guard let headEnd = Self.find(Array("\r\n\r\n".utf8), in: cursor) else { return nil }
            guard let name = Self.fieldName(inHead: cursor[cursor.startIndex..<headEnd.lowerBound]) else { return nil }
            // A part without content has its delimiter right behind the head, so the search begins at the head's last line end.
            let content = cursor[headEnd.upperBound...]
            guard let end = Self.find(delimiter, in: cursor[(headEnd.upperBound - 2)...]) else { return nil }
            let value = content[content.startIndex..<max(content.startIndex, end.lowerBound)]
            fields.append(Field(name: name, value: String(decoding: value, as: UTF8.self)))
            cursor = cursor[end.upperBound...]
        }
    }

    /// The `name` parameter of the part's Content-Disposition field.
    private static func fieldName(inHead head: ArraySlice<UInt8>) -> String? {
        for line in String(decoding: head, as: UTF8.self).split(separator: "\r\n") {
            let field = line.split(separator: ":", maxSplits: 1)
            guard field.count == 2, ASCII.equalsIgnoringCase(field[0], "content-disposition") else { continue }
            // The same grammar as a media type's parameters; the disposition itself stands where the type would.
            let disposition = ASCII.trimmed(field[1])
            let parameters = disposition.drop { $0 != ";" }
            return MediaType(parsing: "multipart/part" + parameters)?.parameter("name")
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
