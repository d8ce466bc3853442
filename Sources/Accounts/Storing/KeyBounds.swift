/// The keys that a search can match, as a range in byte order, and the pattern that they must match besides.
package struct KeyBounds {
    /// The range of the keys.
    package private(set) var range = TextRange(prefix: "")
    /// The end of the keys. Nil for any end.
    package private(set) var suffix: String?
    /// A part of the keys. Nil for any keys.
    package private(set) var part: String?

    /// Creates the bounds of the keys for a condition; see ``AccountSearch/keyMatch``.
    package init(_ match: AccountSearch.Match) {
        switch match {
        case .any: break
        case .equal(let key): range = TextRange(only: key)
        case .prefix(let text): range = TextRange(prefix: text)
        case .suffix(let text): suffix = text
        case .contains(let text): part = text
        }
    }

    /// Returns the least key after those that match and are not after a position. Nil if there is none.
    package func end(before position: AccountSearch.Position?) -> String? {
        let upper = position.map { TextRange.least(after: $0.key) }
        return [range.upper, upper].compactMap { $0 }.min { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
