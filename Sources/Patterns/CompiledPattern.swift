import CPCRE2

/// A pattern compiled by PCRE2. It never changes, so any number of threads may match with it at once.
///
/// A backtracking matcher can take time exponential in the text's length. Every match therefore has limits, and a match
/// that exceeds one has no result. PCRE2's own match limit starts anew at each position in the text where a match may
/// begin. That limit alone would let a pattern such as `a*a*[xy]` run for seconds. The budget covers the whole match.
/// All limits are counts, so the result does not depend on how busy the machine is.
final class CompiledPattern: @unchecked Sendable {
    /// Why a text is not a pattern.
    struct Problem: Error {
        /// PCRE2's message, a fixed text.
        let words: String
        /// The number of bytes before the place of the problem.
        let offset: Int
    }

    private let code: OpaquePointer

    /// The greatest length of a pattern in bytes. A rule for passwords takes a hundred.
    private static let longestPattern = 4096
    /// The number of pattern items examined and bytes skipped in one match, 5 to 15 ms of work. A rule with four
    /// look-aheads over a password of 1,024 bytes takes about 10,000.
    private static let budget = 500_000
    /// The number of times that a match may backtrack from one starting position. Counting this is cheaper. The usual
    /// exponential pattern ends here after 3 ms.
    private static let matchLimit: UInt32 = 200_000
    /// The number of backtracking positions that may be remembered at once, a few for each character.
    private static let depthLimit: UInt32 = 50_000
    /// The memory for backtracking positions, in KiB.
    private static let heapLimit: UInt32 = 8192

    /// Patterns are UTF-8. `\d`, `\w` and similar classes follow Unicode. `\C`, which matches one byte of a character,
    /// is refused.
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

    /// Returns whether the pattern matches somewhere in a text. Nil if the match exceeded a limit or there was no
    /// memory.
    func matches(_ text: String) -> Bool? {
        // The caller only needs to know whether it matches, so there is room for one pair of offsets, the minimum for
        // PCRE2.
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

    /// Calls the closure with a text's bytes. The address is not null even for an empty text.
    private static func withBytes<Result>(of text: String, _ body: (UnsafePointer<UInt8>?, Int) -> Result) -> Result {
        text.utf8CString.withUnsafeBytes { bytes in body(bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count - 1) }
    }
}

extension CompiledPattern.Problem {
    /// Creates a problem from one of PCRE2's error codes.
    fileprivate init(code: Int32, offset: Int) {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = Int(pcre2_get_error_message_8(code, &buffer, buffer.count))
        words = count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : "error \(code)"
        self.offset = offset
    }
}
