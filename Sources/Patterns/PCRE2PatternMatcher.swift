public import Accounts
import Synchronization

/// Matches patterns with PCRE2: regular expressions as in Perl, nearly those of .NET.
///
/// Each match has limits, so that no pattern and no text makes it take longer than tens of milliseconds. Each pattern
/// is compiled once.
public final class PCRE2PatternMatcher: PatternMatcher {
    /// The number of compiled patterns to keep. Patterns come from password policies, of which a site has a dozen. A
    /// compiled pattern takes a few KiB.
    private static let capacity = 64

    /// The compiled patterns by their bytes, because texts that are equal in Swift may be different patterns. Nil for a
    /// pattern that cannot be used.
    private let compiled = Mutex<[[UInt8]: CompiledPattern?]>([:])

    /// Creates a matcher without compiled patterns.
    public init() {}

    /// Returns whether a pattern matches somewhere in a text. Nil if the pattern cannot be used, or if the match
    /// exceeds a limit.
    public func matches(_ text: String, pattern: String) -> Bool? {
        self.pattern(pattern)?.matches(text)
    }

    /// Returns the reason why a pattern cannot be used, in words for its author, or nil if it can.
    public static func problem(with pattern: String) -> String? {
        do throws(CompiledPattern.Problem) {
            _ = try CompiledPattern(pattern)
            return nil
        } catch {
            let before = String(decoding: pattern.utf8.prefix(error.offset), as: UTF8.self).count
            return before == 0 ? error.words : "\(error.words), after \(before) \(before == 1 ? "character" : "characters")"
        }
    }

    private func pattern(_ text: String) -> CompiledPattern? {
        let key = Array(text.utf8)
        if let known = compiled.withLock({ $0[key] }) { return known }
        let new = try? CompiledPattern(text)
        compiled.withLock { compiled in
            if compiled.count >= Self.capacity { compiled = [:] }
            compiled[key] = .some(new)
        }
        return new
    }

    /// The number of compiled patterns.
    var count: Int { compiled.withLock { $0.count } }
}
