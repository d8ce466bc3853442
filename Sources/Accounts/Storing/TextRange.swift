/// The texts with a common beginning, as a range in byte order, so that an index finds them.
///
/// In SQLite, a statement uses it as `x >= ?1 AND x < coalesce(?2, x'')`, because every text is less than every blob.
package struct TextRange: Hashable, Sendable {
    /// The first text of the range.
    package let lower: String
    /// The least text after the range. Nil if there is none.
    package let upper: String?

    /// Creates the range of the texts that begin with `prefix`. If it is empty, the range contains all texts.
    ///
    /// UTF-8 preserves the order of code points. So the least text after the range is the prefix with its last code
    /// point increased by one. Code points at its end that are the highest possible cannot be increased and are dropped
    /// first.
    package init(prefix: String) {
        lower = prefix
        var scalars = Array(prefix.unicodeScalars)
        while scalars.last == Self.highest { scalars.removeLast() }
        guard let last = scalars.popLast() else {
            upper = nil
            return
        }
        // The surrogates follow U+D7FF. No text contains them.
        scalars.append(Unicode.Scalar(last.value + 1) ?? "\u{E000}")
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        upper = String(text)
    }

    /// Creates the range of one text.
    package init(only text: String) {
        lower = text
        upper = Self.least(after: text)
    }

    /// Returns the least text after a text: there is none between it and the same text followed by a NUL.
    package static func least(after text: String) -> String { text + "\u{0}" }

    private static let highest: Unicode.Scalar = "\u{10FFFF}"
}
