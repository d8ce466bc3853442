/// The texts that begin with another one, as a range in the order of their bytes, so that an index finds them.
///
/// A statement takes it as `x >= ?1 AND x < coalesce(?2, x'')`: to SQLite every text is less than every blob.
struct TextRange: Hashable, Sendable {
    /// The first of them.
    let lower: String
    /// The least text behind all of them; nil when there is none.
    let upper: String?

    /// The texts that begin with `prefix`; all texts when it is empty.
    ///
    /// UTF-8 keeps the order of code points. So the least text behind them all is the prefix with its last code point moved on by one; those
    /// at the end that are the highest there is, and cannot be moved on, are left out first.
    init(prefix: String) {
        lower = prefix
        var scalars = Array(prefix.unicodeScalars)
        while scalars.last == Self.highest { scalars.removeLast() }
        guard let last = scalars.popLast() else {
            upper = nil
            return
        }
        // Behind U+D7FF lie the surrogates, which no text holds.
        scalars.append(Unicode.Scalar(last.value + 1) ?? "\u{E000}")
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        upper = String(text)
    }

    private static let highest: Unicode.Scalar = "\u{10FFFF}"
}
