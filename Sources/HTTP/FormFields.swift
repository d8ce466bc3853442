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
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x26) ?? bytes.count
            defer { start = end + 1 }
            guard start < end else { continue }
            let nameEnd = bytes[start..<end].firstIndex(of: 0x3D) ?? end
            guard nameEnd - start <= limits.nameBytes else { throw .nameTooLong(limit: limits.nameBytes) }
            let name = try Self.decoded(bytes[start..<nameEnd], charset)
            fields.append(Field(name: name, value: try Self.decoded(bytes[min(nameEnd + 1, end)..<end], charset)))
        }
        self.fields = fields
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>, _ charset: Charset?) throws(FormError) -> String {
        if case .singleByte = charset {} else if let text = plain(bytes) { return text }
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

    /// Returns bytes that need no decoding as a text, or nil. Nearly all names and most values are plain. Finding out what
    /// others are takes ten times as long.
    private static func plain(_ bytes: ArraySlice<UInt8>) -> String? {
        bytes.withUnsafeBufferPointer { bytes in
            for byte in bytes where byte >= 0x80 || byte == 0x25 || byte == 0x2B { return nil }
            return String(decoding: bytes, as: UTF8.self)
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
