/// A text as SQL Server's usual collation sees it: letter case does not count, nor do blanks at its end.
///
/// Folded texts compare by their Unicode scalars. Accents count; composed and decomposed letters are different, unlike in SQL Server.
public struct CollatedText: Sendable {
    /// The text in small letters, blanks and all: what LIKE looks at.
    let folded: String
    /// What equality and order look at: the folded text without the blanks at its end.
    let key: String

    init(_ text: String) {
        folded = text.lowercased()
        key = Self.withoutTrailingBlanks(folded)
    }

    private static func withoutTrailingBlanks(_ text: String) -> String {
        guard text.utf8.last == 0x20 else { return text }
        var bytes = text.utf8[...]
        while bytes.last == 0x20 { bytes.removeLast() }
        return String(Substring(bytes))
    }
}

extension CollatedText: Comparable {
    /// Returns whether two texts have equal keys.
    public static func == (one: Self, other: Self) -> Bool { one.key.utf8.elementsEqual(other.key.utf8) }

    /// Returns whether one text's key comes before another's.
    public static func < (one: Self, other: Self) -> Bool { one.key.utf8.lexicographicallyPrecedes(other.key.utf8) }
}
