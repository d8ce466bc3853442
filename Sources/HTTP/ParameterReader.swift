import Text

/// Reads parameters such as those of a media type or a content disposition one after another (RFC 9110, section 5.6.6).
///
/// It is as lenient as servers are: spaces around `=` and whatever follows a quoted string are ignored. A caller that
/// needs only one parameter can stop there. A value is decoded only when it is read.
struct ParameterReader {
    /// The text between two semicolons.
    struct Parameter {
        /// The name as sent, without the blanks around it. It may be empty.
        let name: ArraySlice<UInt8>
        /// The bytes of the value, without its quotes but with its escapes. Nil if there is no `=`.
        fileprivate let content: ArraySlice<UInt8>?
        fileprivate let isQuoted: Bool

        /// The value, unquoted. Nil if there is no `=`.
        var value: String? {
            guard let content else { return nil }
            guard isQuoted, content.contains(0x5C) else { return String(decoding: content, as: UTF8.self) }
            var value: [UInt8] = []
            var rest = content
            while let byte = rest.popFirst() {
                // A backslash at the very end escapes nothing.
                value.append(byte == 0x5C ? rest.popFirst() ?? byte : byte)
            }
            return String(decoding: value, as: UTF8.self)
        }
    }

    private var rest: ArraySlice<UInt8>

    /// Creates a reader of the bytes that follow a type, which begin with a semicolon or are empty.
    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    /// Returns the next parameter, or nil at the end. Text without `=`, even empty text, counts as a parameter too.
    mutating func next() -> Parameter? {
        guard rest.popFirst() != nil else { return nil }
        let name = rest.prefix { $0 != 0x3D && $0 != 0x3B }
        rest = rest[name.endIndex...]
        guard rest.first == 0x3D else { return Parameter(name: ASCII.trimmed(name), content: nil, isQuoted: false) }
        rest = rest.dropFirst().drop(while: ASCII.isBlank)
        let isQuoted = rest.first == 0x22
        let content = isQuoted ? takeQuoted() : ASCII.trimmed(rest.prefix { $0 != 0x3B })
        rest = rest[content.endIndex...].drop { $0 != 0x3B }
        return Parameter(name: ASCII.trimmed(name), content: content, isQuoted: isQuoted)
    }

    /// Removes a quoted string from the front. Returns it without its quotes. It may lack the last one.
    private mutating func takeQuoted() -> ArraySlice<UInt8> {
        rest = rest.dropFirst()
        var end = rest.startIndex
        while end < rest.endIndex, rest[end] != 0x22 {
            end = min(end + (rest[end] == 0x5C ? 2 : 1), rest.endIndex)
        }
        let content = rest[..<end]
        rest = rest[end...]
        return content
    }
}
