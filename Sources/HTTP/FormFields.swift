public import Text

/// The named values of a query string or a form, in the order they were sent. A name may occur more than once.
public struct FormFields: Sendable {
    /// A name with its value, both decoded.
    public struct Field: Hashable, Sendable {
        /// The name. Names are case-sensitive.
        public let name: String
        /// The value.
        public let value: String

        /// Creates a field from its parts.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// All fields in order.
    public private(set) var fields: [Field]

    /// Creates fields from a list.
    public init(_ fields: [Field] = []) {
        self.fields = fields
    }

    /// Decodes a query string. A part without `=` is a name with an empty value. Empty parts are skipped, but count as
    /// fields. Throws if the query is over a limit, or if a name or value is not UTF-8.
    public init(query: String, limits: FormLimits = .standard) throws(FormError) {
        try self.init(urlEncoded: Array(query.utf8), limits: limits)
    }

    /// Decodes a body of type `application/x-www-form-urlencoded`. Throws like ``init(query:limits:)``.
    ///
    /// Names and values are in the charset if it has one byte for each character, and in UTF-8 otherwise.
    public init(urlEncoded bytes: [UInt8], charset: Charset? = nil, limits: FormLimits = .standard) throws(FormError) {
        // Count the fields before any is decoded.
        let count = bytes.count(where: { $0 == 0x26 }) + 1
        guard count <= limits.fields else { throw .tooManyFields(limit: limits.fields) }
        var fields: [Field] = []
        fields.reserveCapacity(count)
        var part = Part(start: 0)
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case 0x26:
                try part.add(to: &fields, before: index, of: bytes, charset, limits)
                part = Part(start: index + 1)
            case 0x3D where part.nameEnd == nil: part.nameEnd = index
            case 0x25, 0x2B, 0x80...: part.isPlain = false
            default: break
            }
        }
        try part.add(to: &fields, before: bytes.count, of: bytes, charset, limits)
        self.fields = fields
    }

    /// What is known about a field of a form before it is decoded.
    private struct Part {
        let start: Int
        /// Where the name ends. Nil if there is no value.
        var nameEnd: Int?
        /// Whether it has only ASCII and no escapes. Nearly all parts are plain. Others take ten times as long to decode.
        var isPlain = true

        init(start: Int) {
            self.start = start
        }

        /// Adds the field, unless it is empty.
        func add(
            to fields: inout [Field], before end: Int, of bytes: [UInt8], _ charset: Charset?, _ limits: FormLimits
        ) throws(FormError) {
            guard start < end else { return }
            let nameEnd = nameEnd ?? end
            guard nameEnd - start <= limits.nameBytes else { throw .nameTooLong(limit: limits.nameBytes) }
            let (name, value) = (bytes[start..<nameEnd], bytes[min(nameEnd + 1, end)..<end])
            // Every charset of forms is the same as ASCII below 0x80.
            if isPlain {
                fields.append(Field(name: String(decoding: name, as: UTF8.self), value: String(decoding: value, as: UTF8.self)))
            } else {
                fields.append(Field(name: try FormFields.decoded(name, charset), value: try FormFields.decoded(value, charset)))
            }
        }
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>, _ charset: Charset?) throws(FormError) -> String {
        let bytes = PercentEncoding.decodedBytes(bytes, plusIsBlank: true)
        if case .singleByte(let charset) = charset {
            do {
                return try NotUTF8.text(of: try charset.utf8(of: bytes))
            } catch {
                throw .undecodable
            }
        }
        do {
            return try NotUTF8.text(of: bytes)
        } catch {
            throw .notUTF8
        }
    }

    /// Returns the first value sent under this name, or nil.
    public subscript(name: String) -> String? {
        for field in fields where field.name == name { return field.value }
        return nil
    }

    /// Appends the fields of another list.
    public mutating func append(_ other: FormFields) {
        fields.append(contentsOf: other.fields)
    }
}
