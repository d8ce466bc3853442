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
        var rest = Substring(text)
        let essence = ASCII.trimmed(rest.prefix { $0 != ";" })
        let halves = essence.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, halves.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(ASCII.isTokenByte) }) else { return nil }
        self.essence = ASCII.lowercased(essence)
        rest = rest.dropFirst(rest.prefix { $0 != ";" }.count)
        var parameters: [Parameter] = []
        while rest.first == ";" {
            rest = rest.dropFirst()
            let name = ASCII.trimmed(rest.prefix { $0 != "=" && $0 != ";" })
            rest = rest.drop { $0 != "=" && $0 != ";" }
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            let value = Self.takeValue(&rest)
            if !name.isEmpty { parameters.append(Parameter(name: ASCII.lowercased(name), value: value)) }
        }
        self.parameters = parameters
    }

    /// The first parameter of this name, which is given in small letters.
    public func parameter(_ name: String) -> String? {
        parameters.first { $0.name == name }?.value
    }

    /// A token or a quoted string, and whatever else stands before the next semicolon.
    private static func takeValue(_ rest: inout Substring) -> String {
        while rest.first == " " || rest.first == "\t" { rest = rest.dropFirst() }
        guard rest.first == "\"" else {
            let value = rest.prefix { $0 != ";" }
            rest = rest.dropFirst(value.count)
            return String(ASCII.trimmed(value))
        }
        rest = rest.dropFirst()
        var value = ""
        while let character = rest.first, character != "\"" {
            rest = rest.dropFirst()
            if character == "\\", let escaped = rest.first {
                value.append(escaped)
                rest = rest.dropFirst()
            } else {
                value.append(character)
            }
        }
        rest = rest.drop { $0 != ";" }
        return value
    }
}
