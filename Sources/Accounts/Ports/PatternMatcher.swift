/// Matches regular expressions.
public protocol PatternMatcher: Sendable {
    /// Whether a pattern matches somewhere in a text. Nil when the pattern cannot be used, or the match would take more time or memory than it
    /// may: whoever asks must then refuse, as if it did not match.
    func matches(_ text: String, pattern: String) -> Bool?
}

/// No engine for patterns: it can use none, so that a rule with a pattern refuses instead of being passed over.
public struct NoPatterns: PatternMatcher {
    /// No engine.
    public init() {}

    /// Nil, whatever the pattern.
    public func matches(_ text: String, pattern: String) -> Bool? { nil }
}
