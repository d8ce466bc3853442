import Text

/// A media type with its parameters, as in a Content-Type field (RFC 9110, section 8.3.1).
public struct MediaType: Hashable, Sendable {
    /// Type and subtype in lower case, such as `text/xml`.
    public let essence: String
    /// Whether blanks follow the essence. HTTP allows them before a semicolon, but some servers do not.
    public let hasTrailingBlank: Bool
    /// The parameters in order. Names are in lower case, values without their quotes.
    public let parameters: [Parameter]

    /// One `name=value` of a media type.
    public struct Parameter: Hashable, Sendable {
        /// The name in lower case.
        public let name: String
        /// The value, unquoted.
        public let value: String
    }

    /// Creates a media type from a field's value. Nil if there is no `type/subtype`. It is as lenient as servers are:
    /// spaces around `=` and empty parameters are ignored.
    public init?(parsing text: String) {
        if let known = Self.usual.first(where: { $0.text == text }) {
            self = known.type
        } else {
            self.init(reading: text)
        }
    }

    /// The types of nearly all SOAP messages, parsed once. Parsing takes 7,700 instructions, finding one here a
    /// hundredth of that.
    private static let usual = [
        "text/xml; charset=utf-8", "text/xml;charset=UTF-8", "text/xml; charset=\"utf-8\"", "text/xml",
    ].compactMap { text in MediaType(reading: text).map { (text: text, type: $0) } }

    private init?(reading text: String) {
        var rest = text.utf8[...]
        let essence = Self.trimmed(rest.prefix { $0 != 0x3B })
        guard let slash = essence.firstIndex(of: 0x2F), slash != essence.startIndex, essence.index(after: slash) != essence.endIndex,
            essence[..<slash].allSatisfy(ASCII.isTokenByte), essence[slash...].dropFirst().allSatisfy(ASCII.isTokenByte)
        else { return nil }
        self.essence = ASCII.lowercased(Substring(essence))
        hasTrailingBlank = rest[essence.endIndex...].first.map { $0 == 0x20 || $0 == 0x09 } ?? false
        rest = rest.drop { $0 != 0x3B }
        var parameters: [Parameter] = []
        while rest.popFirst() != nil {
            let name = Self.trimmed(rest.prefix { $0 != 0x3D && $0 != 0x3B })
            rest = rest.drop { $0 != 0x3D && $0 != 0x3B }
            guard rest.first == 0x3D else { continue }
            rest = rest.dropFirst()
            let value = Self.takeValue(&rest)
            if !name.isEmpty { parameters.append(Parameter(name: ASCII.lowercased(Substring(name)), value: value)) }
        }
        self.parameters = parameters
    }

    /// Returns the first parameter of this name, or nil. The name must be in lower case.
    public func parameter(_ name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }

    /// Removes a token or a quoted string from the front, with everything else before the next semicolon, and returns
    /// it.
    private static func takeValue(_ rest: inout Substring.UTF8View) -> String {
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
        guard rest.first == 0x22 else {
            let value = rest.prefix { $0 != 0x3B }
            rest = rest[value.endIndex...]
            return String(Substring(trimmed(value)))
        }
        rest = rest.dropFirst()
        var value: [UInt8] = []
        while let byte = rest.popFirst(), byte != 0x22 {
            if byte == 0x5C, let escaped = rest.popFirst() {
                value.append(escaped)
            } else {
                value.append(byte)
            }
        }
        rest = rest.drop { $0 != 0x3B }
        return String(decoding: value, as: UTF8.self)
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
        var text = text.drop { $0 == 0x20 || $0 == 0x09 }
        while let last = text.last, last == 0x20 || last == 0x09 { text = text.dropLast() }
        return text
    }
}
