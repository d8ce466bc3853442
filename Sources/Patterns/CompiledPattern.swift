import CPCRE2

/// A pattern that PCRE2 has compiled. It never changes, so any number of threads may match with it at once.
///
/// A backtracking matcher can take time exponential in the text's length, so a match is held to bounds, and one that exceeds them has no
/// outcome. PCRE2's own match limit counts anew at each place in the text where a match may begin, so that alone would let a pattern such as
/// `a*a*[xy]` go on for seconds; the budget counts the whole match. All bounds are counts, so the outcome is the same on a busy machine.
final class CompiledPattern: @unchecked Sendable {
    /// Why a text is not a pattern.
    struct Problem: Error {
        /// PCRE2's fixed words.
        let words: String
        /// How many bytes lie before the place where it was noticed.
        let offset: Int
    }

    private let code: OpaquePointer

    /// The longest pattern that is compiled, in bytes. A rule for passwords takes a hundred.
    private static let longestPattern = 4096
    /// Items looked at and bytes passed in one match, 5 to 15 ms' work. A rule of four look-aheads over a password of 1,024 bytes takes
    /// some 10,000.
    private static let budget = 500_000
    /// How often a match may go back from one place to begin at, which is cheaper to count: the usual exponential pattern ends here after
    /// 3 ms.
    private static let matchLimit: UInt32 = 200_000
    /// How many places to go back to may be remembered at once, a few for each character.
    private static let depthLimit: UInt32 = 50_000
    /// The memory for them, in KiB.
    private static let heapLimit: UInt32 = 8192

    /// Patterns are UTF-8, `\d`, `\w` and their like go by Unicode, and `\C`, which takes a byte out of a character, is refused.
    private static let options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT

    /// Compiles a pattern.
    init(_ pattern: String) throws(Problem) {
        guard let context = pcre2_compile_context_create_8(nil) else { throw Problem(code: PCRE2_ERROR_NOMEMORY, offset: 0) }
        defer { pcre2_compile_context_free_8(context) }
        pcre2_set_max_pattern_length_8(context, Self.longestPattern)
        var problem: Int32 = 0
        var offset = 0
        let compiled = Self.withBytes(of: pattern) { bytes, count in
            pcre2_compile_8(bytes, count, Self.options, &problem, &offset, context)
        }
        guard let compiled else { throw Problem(code: problem, offset: offset) }
        code = compiled
    }

    deinit {
        pcre2_code_free_8(code)
    }

    /// Whether the pattern matches somewhere in a text; nil when that took too much or there was no memory.
    func matches(_ text: String) -> Bool? {
        // Only whether it matches is asked for, so there is room for one pair of offsets, the fewest PCRE2 takes.
        guard let data = pcre2_match_data_create_8(1, nil) else { return nil }
        defer { pcre2_match_data_free_8(data) }
        guard let context = pcre2_match_context_create_8(nil) else { return nil }
        defer { pcre2_match_context_free_8(context) }
        pcre2_set_match_limit_8(context, Self.matchLimit)
        pcre2_set_depth_limit_8(context, Self.depthLimit)
        pcre2_set_heap_limit_8(context, Self.heapLimit)
        var budget = understudy_pcre2_budget(left: Self.budget, position: 0)
        let result = withUnsafeMutablePointer(to: &budget) { budget in
            understudy_pcre2_set_budget(context, budget)
            return Self.withBytes(of: text) { bytes, count in pcre2_match_8(code, bytes, count, 0, 0, data, context) }
        }
        // 0 is a match with more groups than there is room for.
        if result >= 0 { return true }
        return result == PCRE2_ERROR_NOMATCH ? false : nil
    }

    /// A text's bytes at an address that is there for an empty text too.
    private static func withBytes<Result>(of text: String, _ body: (UnsafePointer<UInt8>?, Int) -> Result) -> Result {
        text.utf8CString.withUnsafeBytes { bytes in body(bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count - 1) }
    }
}

extension CompiledPattern.Problem {
    /// What PCRE2 says of one of its codes.
    fileprivate init(code: Int32, offset: Int) {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = Int(pcre2_get_error_message_8(code, &buffer, buffer.count))
        words = count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : "error \(code)"
        self.offset = offset
    }
}
