/// A text as SQL Server's usual collation compares it: letter case and trailing spaces are ignored.
///
/// Folded texts are compared by their Unicode scalars. Accents are significant. Composed and decomposed letters differ,
/// unlike in SQL Server.
public struct CollatedText: Sendable {
    /// The text in lower case, with all spaces. LIKE matches against it.
    let folded: String
    /// The folded text without trailing spaces. Equality and order compare it.
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
