/// A limit on combining marks in a row.
///
/// To compare or hash two strings, Swift sorts the marks that follow a letter. The time for that grows with the square of
/// their number: 60 KB of marks take half a second. So text from outside is refused if it has more marks in a row than
/// this, before anything is compared.
public enum CombiningMarks {
    /// The greatest number of marks in a row: 30, as in the Stream-Safe Text Format (Unicode Standard Annex #15,
    /// section 13). No language needs more than about ten.
    public static let limit = 30

    /// No character below U+0300, whose first byte is CC, is a mark.
    private static let firstByte: UInt8 = 0xCC

    /// Returns whether a text has more marks in a row than the limit.
    public static func areTooMany(in text: String) -> Bool {
        var text = text
        guard text.withUTF8({ mayContain($0) }) else { return false }
        var count = 0
        for scalar in text.unicodeScalars {
            count = isMark(scalar) ? count + 1 : 0
            if count > limit { return true }
        }
        return false
    }

    /// Returns whether UTF-8 text may contain marks. This is quick.
    public static func mayContain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        !ASCII.isASCII(bytes) && bytes.contains { $0 >= firstByte }
    }

    /// Returns whether a text begins with a mark.
    public static func isFirst(in text: String) -> Bool { text.unicodeScalars.first.map(isMark) ?? false }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x300 && scalar.properties.canonicalCombiningClass != .notReordered
    }
}
