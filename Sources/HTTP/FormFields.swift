/// Named values of a query string or a form, in the order they were sent; a name may come twice.
public struct FormFields: Sendable {
    /// One name with its value, both decoded.
    public struct Field: Hashable, Sendable {
        /// The name; names are case-sensitive.
        public let name: String
        /// The value.
        public let value: String

        /// A field made of its parts.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// All fields in order.
    public private(set) var fields: [Field]

    /// Fields made of a list.
    public init(_ fields: [Field] = []) {
        self.fields = fields
    }

    /// Decodes a query string. A part without `=` is a name with an empty value; empty parts are passed over. Refuses a
    /// query whose names and values are not all UTF-8.
    public init(query: String) throws(NotUTF8) {
        try self.init(urlEncoded: Array(query.utf8))
    }

    /// Decodes a body of type `application/x-www-form-urlencoded`, with the same refusal.
    public init(urlEncoded bytes: [UInt8]) throws(NotUTF8) {
        fields = try bytes.split(separator: 0x26).map { part throws(NotUTF8) in
            let name = part.prefix { $0 != 0x3D }
            return Field(
                name: try PercentEncoding.decode(name, plusIsBlank: true),
                value: try PercentEncoding.decode(part.dropFirst(name.count + 1), plusIsBlank: true))
        }
    }

    /// The first value sent under this name.
    public subscript(name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// Appends the fields of another list.
    public mutating func append(_ other: FormFields) {
        fields.append(contentsOf: other.fields)
    }
}
