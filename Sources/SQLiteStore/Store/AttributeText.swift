/// Attributes as one text: a line `name=value` for each, sorted by name. A backslash escapes characters that would be
/// read as structure.
///
/// The text is in its owner's row, so that one look-up reads both, and any SQLite shell can show it.
enum AttributeText {
    static func text(of attributes: [String: String]) -> String {
        guard !attributes.isEmpty else { return "" }
        var text: [UInt8] = []
        for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
            append(name, to: &text)
            text.append(equals)
            append(value, to: &text)
            text.append(newline)
        }
        return String(decoding: text, as: UTF8.self)
    }

    static func attributes(of text: String) -> [String: String] {
        guard !text.isEmpty else { return [:] }
        var attributes: [String: String] = [:]
        var name: String?
        var part: [UInt8] = []
        var isEscaped = false
        for byte in text.utf8 {
            if isEscaped {
                part.append(byte == letterN ? newline : byte)
                isEscaped = false
            } else if byte == backslash {
                isEscaped = true
            } else if byte == equals, name == nil {
                name = String(decoding: part, as: UTF8.self)
                part.removeAll(keepingCapacity: true)
            } else if byte == newline {
                if let name { attributes[name] = String(decoding: part, as: UTF8.self) }
                name = nil
                part.removeAll(keepingCapacity: true)
            } else {
                part.append(byte)
            }
        }
        return attributes
    }

    /// Returns the text with some attributes set, and those with nil removed.
    static func text(_ text: String, setting changes: [String: String?]) -> String {
        guard !changes.isEmpty else { return text }
        var attributes = attributes(of: text)
        for (name, value) in changes { attributes[name] = value }
        return Self.text(of: attributes)
    }

    private static let equals = UInt8(ascii: "=")
    private static let newline = UInt8(ascii: "\n")
    private static let backslash = UInt8(ascii: "\\")
    private static let letterN = UInt8(ascii: "n")

    private static func append(_ part: String, to text: inout [UInt8]) {
        for byte in part.utf8 {
            switch byte {
            case newline: text += [backslash, letterN]
            case equals, backslash: text += [backslash, byte]
            default: text.append(byte)
            }
        }
    }
}
