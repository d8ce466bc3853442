public import Accounts
import Synchronization

/// Matches patterns with PCRE2: regular expressions as in Perl, nearly those of .NET.
///
/// Each match is held to bounds, so that no pattern and no text makes it take longer than tens of milliseconds. Patterns are compiled once.
public final class PCRE2PatternMatcher: PatternMatcher {
    /// How many patterns are kept compiled. They come from rule sets, of which a site has a dozen; one takes a few KiB.
    private static let capacity = 64

    /// By the pattern's bytes, since texts that are equal to Swift need not be to a pattern. Nil for one that cannot be used.
    private let compiled = Mutex<[[UInt8]: CompiledPattern?]>([:])

    /// A matcher that has compiled nothing yet.
    public init() {}

    /// Whether a pattern matches somewhere in a text; nil when it cannot be used or the match exceeds its bounds.
    public func matches(_ text: String, pattern: String) -> Bool? {
        self.pattern(pattern)?.matches(text)
    }

    /// Why a pattern cannot be used, in words for the one who wrote it; nil when it can.
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

    /// How many patterns are kept.
    var count: Int { compiled.withLock { $0.count } }
}
