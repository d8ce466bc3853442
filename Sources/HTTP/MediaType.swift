import Text

/// A media type with its parameters, as a Content-Type field carries it (RFC 9110, section 8.3.1).
public struct MediaType: Hashable, Sendable {
    /// Type and subtype in small letters, such as `text/xml`.
    public let essence: String
    /// Parameters in order; names in small letters, values without their quotes.
    public let parameters: [Parameter]

    /// One `name=value` of a media type.
    public struct Parameter: Hashable, Sendable {
        /// The name in small letters.
        public let name: String
        /// The value, unquoted.
        public let value: String
    }

    /// Reads a field's value. Lenient as servers are: blanks around `=` and empty parameters are passed over; nil when there is no `type/subtype`.
    public init?(parsing text: String) {
        if let known = Self.usual.first(where: { $0.text == text }) {
            self = known.type
        } else {
            self.init(reading: text)
        }
    }

    /// What nearly every SOAP message says its type is, read once: finding it here takes a hundredth of the 7,700 instructions of reading.
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

    /// The first parameter of this name, which is given in small letters.
    public func parameter(_ name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }

    /// A token or a quoted string, and whatever else stands before the next semicolon.
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
