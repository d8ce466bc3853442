import Glibc
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
        guard !bytes.isEmpty else {
            fields = []
            return
        }
        fields = try bytes.withUnsafeBufferPointer { bytes throws(FormError) in
            // Count the fields before any is decoded.
            let count = bytes.count(where: { $0 == 0x26 }) + 1
            guard count <= limits.fields else { throw .tooManyFields(limit: limits.fields) }
            var fields: [Field] = []
            fields.reserveCapacity(count)
            var start = 0
            while start < bytes.count {
                let end = Self.index(of: 0x26, in: bytes, from: start) ?? bytes.count
                let part = UnsafeBufferPointer(rebasing: bytes[start..<end])
                if !part.isEmpty { fields.append(try Self.field(part, charset, limits)) }
                start = end + 1
            }
            return fields
        }
    }

    /// Decodes one field.
    private static func field(
        _ bytes: UnsafeBufferPointer<UInt8>, _ charset: Charset?, _ limits: FormLimits
    ) throws(FormError) -> Field {
        let nameEnd = index(of: 0x3D, in: bytes) ?? bytes.count
        guard nameEnd <= limits.nameBytes else { throw .nameTooLong(limit: limits.nameBytes) }
        let name = UnsafeBufferPointer(rebasing: bytes[..<nameEnd])
        let value = UnsafeBufferPointer(rebasing: bytes[nameEnd...].dropFirst())
        // Every charset of forms is the same as ASCII below 0x80. Nearly all fields have only ASCII and no escapes, and others take ten
        // times as long to decode.
        if ASCII.isASCII(bytes), index(of: 0x25, in: bytes) == nil, index(of: 0x2B, in: bytes) == nil {
            return Field(name: String(decoding: name, as: UTF8.self), value: String(decoding: value, as: UTF8.self))
        }
        return Field(name: try decoded(Array(name)[...], charset), value: try decoded(Array(value)[...], charset))
    }

    /// Returns where a byte is found first. Looks at many bytes at a time.
    private static func index(of byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress else { return nil }
        return memchr(base + start, Int32(byte), bytes.count - start).map { UnsafeRawPointer(base).distance(to: $0) }
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

    /// Returns the first value sent under this name, or nil. Lengths are compared first, because that is faster.
    public subscript(name: String) -> String? {
        let length = name.utf8.count
        return fields.firstIndex { $0.name.utf8.count == length && $0.name == name }.map { fields[$0].value }
    }

    /// Appends the fields of another list.
    public mutating func append(_ other: FormFields) {
        fields.append(contentsOf: other.fields)
    }
}
