import Glibc
import Text

extension FormFields {
    /// Decodes a body of type `multipart/form-data` (RFC 7578). The content of a file part becomes text like any other.
    /// Throws if the form is malformed or over a limit, or if a name or content is not UTF-8.
    public init(multipart bytes: [UInt8], boundary: String, limits: FormLimits = .standard) throws(FormError) {
        // RFC 2046, section 5.1.1: 1 to 70 characters.
        guard !boundary.isEmpty, boundary.utf8.count <= 70 else { throw .malformed }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        let whole = Array("\r\n".utf8) + bytes
        guard var mark = Self.delimiterLine(delimiter, in: whole[...]) else { throw .malformed }
        var fields: [Field] = []
        while !mark.isLast {
            guard fields.count < limits.fields else { throw .tooManyFields(limit: limits.fields) }
            let part = whole[mark.end...].prefix(limits.partHeadBytes + 4)
            guard let headEnd = Self.find(Array("\r\n\r\n".utf8), in: part) else {
                throw part.endIndex < whole.endIndex ? .partHeadTooLong(limit: limits.partHeadBytes) : .malformed
            }
            let name = try Self.fieldName(inHead: part[..<headEnd.lowerBound], limits)
            guard name.utf8.count <= limits.nameBytes else { throw .nameTooLong(limit: limits.nameBytes) }
            // The delimiter of a part without content follows its header directly, so the search begins at the header's
            // last line end.
            guard let next = Self.delimiterLine(delimiter, in: whole[(headEnd.upperBound - 2)...]) else { throw .malformed }
            let value = whole[headEnd.upperBound..<max(headEnd.upperBound, next.start)]
            fields.append(Field(name: name, value: try Self.text(of: value)))
            mark = next
        }
        self.init(fields)
    }

    private static func text(of bytes: ArraySlice<UInt8>) throws(FormError) -> String {
        do {
            return try NotUTF8.text(of: bytes)
        } catch {
            throw .notUTF8
        }
    }

    /// A line that separates two parts, including the line end before it and the one after it.
    private struct DelimiterLine {
        var start: Int
        /// The place where its own line end begins.
        var end: Int
        var isLast: Bool
    }

    /// Returns the next line that is a delimiter: the boundary, optional white space and a line end, or the boundary
    /// and two hyphens. A line that only begins like a delimiter is content.
    private static func delimiterLine(_ delimiter: [UInt8], in bytes: ArraySlice<UInt8>) -> DelimiterLine? {
        var rest = bytes
        while let found = find(delimiter, in: rest) {
            let behind = bytes[found.upperBound...]
            if behind.starts(with: [0x2D, 0x2D]) { return DelimiterLine(start: found.lowerBound, end: found.upperBound, isLast: true) }
            let lineEnd = behind.drop(while: ASCII.isBlank)
            if lineEnd.starts(with: [0x0D, 0x0A]) {
                return DelimiterLine(start: found.lowerBound, end: lineEnd.startIndex, isLast: false)
            }
            rest = bytes[(found.lowerBound + 1)...]
        }
        return nil
    }

    /// Returns the `name` parameter of the part's Content-Disposition field. Nothing behind it is read.
    private static func fieldName(inHead head: ArraySlice<UInt8>, _ limits: FormLimits) throws(FormError) -> String {
        _ = try text(of: head)
        var rest = head
        var lines = 0
        while !rest.isEmpty {
            let lineEnd = find(Array("\r\n".utf8), in: rest)
            let line = rest[..<(lineEnd?.lowerBound ?? rest.endIndex)]
            rest = rest[(lineEnd?.upperBound ?? rest.endIndex)...]
            guard !line.isEmpty else { continue }
            lines += 1
            guard lines <= limits.partHeadLines else { throw .tooManyPartHeadLines(limit: limits.partHeadLines) }
            if let colon = line.firstIndex(of: 0x3A), ASCII.equalsIgnoringCase(line[..<colon], lowercased: "content-disposition") {
                return try nameParameter(line[colon...].drop { $0 != 0x3B }, limits)
            }
        }
        throw .malformed
    }

    private static func nameParameter(_ bytes: ArraySlice<UInt8>, _ limits: FormLimits) throws(FormError) -> String {
        var reader = ParameterReader(bytes)
        var count = 0
        while let parameter = reader.next() {
            count += 1
            guard count <= limits.partHeadParameters else { throw .tooManyPartHeadParameters(limit: limits.partHeadParameters) }
            if ASCII.equalsIgnoringCase(parameter.name, lowercased: "name"), let name = parameter.value { return name }
        }
        throw .malformed
    }

    /// Returns the first range of a pattern. The patterns begin with a CR and contain no other CR, so they cannot
    /// overlap themselves, and every byte is examined at most twice.
    private static func find(_ pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Range<Int>? {
        guard let first = pattern.first else { return nil }
        let found = pattern.withUnsafeBytes { pattern in
            bytes.withUnsafeBytes { bytes -> Int? in
                guard let base = bytes.baseAddress, let pattern = pattern.baseAddress.map({ (start: $0, count: pattern.count) }) else {
                    return nil
                }
                var start = 0
                while bytes.count - start >= pattern.count,
                    let candidate = memchr(base + start, Int32(first), bytes.count - start - pattern.count + 1)
                {
                    if memcmp(candidate, pattern.start, pattern.count) == 0 { return base.distance(to: candidate) }
                    start = base.distance(to: candidate) + 1
                }
                return nil
            }
        }
        return found.map { bytes.startIndex + $0..<bytes.startIndex + $0 + pattern.count }
    }
}
