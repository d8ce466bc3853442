/// Folds the letter case of values for which it is not significant.
public enum CaseFolding {
    /// The greatest length of a text that is folded, in bytes: 1,024, the limit for passwords. The longest value in a
    /// vendor's record for which letter case is not significant is an e-mail address with 254.
    public static let maximumBytes = 1024

    /// Returns the text in lower case, folding each character separately. A text longer than ``maximumBytes`` is
    /// returned unchanged: nobody has such a name, and folding 1 MiB would cost a tenth of a second.
    public static func folded(_ text: String) -> String {
        text.utf8.count > maximumBytes || isFolded(text) ? text : text.lowercased()
    }

    /// Returns whether a text has only ASCII and no capital letters, as most have. Looking costs a tenth of folding.
    private static func isFolded(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in bytes.allSatisfy { $0 < 0x80 && !(0x41...0x5A).contains($0) } }
    }

    /// Returns whether two texts are equal if letter case is ignored.
    public static func areEqual(_ one: String, _ other: String) -> Bool { folded(one) == folded(other) }
}
