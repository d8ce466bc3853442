public import Accounts
import Synchronization

/// A matcher to which a pattern is a text that must be found, and "(" one that cannot be used. It counts what it was asked.
public final class FakePatternMatcher: PatternMatcher {
    private let count = Mutex(0)

    /// A matcher that was asked nothing yet.
    public init() {}

    /// How often it was asked.
    public var asked: Int { count.withLock { $0 } }

    /// Whether the text contains the pattern; nil for "(".
    public func matches(_ text: String, pattern: String) -> Bool? {
        count.withLock { $0 += 1 }
        return pattern == "(" ? nil : text.contains(pattern)
    }
}
