/// XML's rules for plain text.
public enum XMLText {
    /// Returns the text without white space at its ends: spaces, tabs and line ends, nothing else (XML 1.0, production
    /// 3).
    public static func trimmed(_ text: String) -> String {
        let bytes = text.utf8
        guard let first = bytes.firstIndex(where: { !isWhiteSpace($0) }), let last = bytes.lastIndex(where: { !isWhiteSpace($0) }) else {
            return ""
        }
        return first == bytes.startIndex && bytes.index(after: last) == bytes.endIndex ? text : String(text[first...last])
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}
