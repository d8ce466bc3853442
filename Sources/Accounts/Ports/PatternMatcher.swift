/// Matches regular expressions.
public protocol PatternMatcher: Sendable {
    /// Returns whether a pattern matches somewhere in a text. Returns nil if the pattern cannot be used, or if the
    /// match would exceed its limits on time or memory. Callers must treat nil like a mismatch.
    func matches(_ text: String, pattern: String) -> Bool?
}

/// A matcher that supports no patterns, so that every password under a policy with a pattern is refused.
public struct NoPatterns: PatternMatcher {
    /// Creates the matcher.
    public init() {}

    /// Returns nil for every pattern.
    public func matches(_ text: String, pattern: String) -> Bool? { nil }
}
