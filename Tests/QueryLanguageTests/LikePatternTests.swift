import Testing

@testable import QueryLanguage

@Suite("The patterns of LIKE")
struct LikePatternTests {
    @Test(
        "A pattern matches the whole text",
        arguments: [
            ("smith", "smith", true), ("SMITH", "smith", true), ("smith", "smit", false), ("smit", "smith", false), ("", "", true),
            ("", "a", false),
            ("%", "", true), ("%", "abc", true), ("%%", "", true), ("_", "", false), ("_", "a", true), ("_", "ab", false),
            ("__", "ab", true),
            ("_%", "", false), ("_%", "a", true), ("s%", "smith", true), ("%h", "smith", true), ("%it%", "smith", true),
            ("%ti%", "smith", false),
            ("s%t%h", "smith", true), ("s%h%t", "smith", false), ("%a%b%c%", "xxaxxbxxcxx", true), ("%ab", "aab", true),
            ("%aab", "aaab", true),
            ("a%a", "a", false), ("a%a", "aa", true), ("b_langer", "bélanger", true), ("_", "\u{1F600}", true), ("%é", "café", true),
            ("a.c", "abc", false), ("a*c", "abbc", false), ("a\\%", "a\\b", true),
        ])
    func wildcards(pattern: String, text: String, result: Bool) throws {
        #expect(try LikePattern(pattern, escape: nil).matches(text) == result)
    }

    @Test(
        "Sets match one of their characters, or one of the others",
        arguments: [
            ("[abc]at", "bat", true), ("[abc]at", "dat", false), ("[^abc]at", "dat", true), ("[^abc]at", "bat", false),
            ("[a-c]at", "bat", true),
            ("[A-C]AT", "bat", true), ("[a-cx-z]", "y", true), ("[a-cx-z]", "m", false), ("[-a]", "-", true), ("[a-]", "-", true),
            ("[a-]", "b", false),
            ("[%]", "%", true), ("[%]", "a", false), ("[_]x", "_x", true), ("[[]", "[", true), ("]", "]", true), ("[a^]", "^", true),
            ("5[%]%", "5% off", true), ("[^a]", "", false), ("[abc]%[xyz]", "a--z", true), ("[0-9][0-9]", "42", true),
        ])
    func sets(pattern: String, text: String, result: Bool) throws {
        #expect(try LikePattern(pattern, escape: nil).matches(text) == result)
    }

    @Test(
        "The escape character takes the meaning of the one behind it",
        arguments: [
            ("50!%", "!", "50%", true), ("50!%", "!", "50x", false), ("a!_b", "!", "a_b", true), ("![a]", "!", "[a]", true),
            ("!!", "!", "!", true),
            ("!a", "!", "a", true), ("[!]]", "!", "]", true), ("[!^a]", "!", "^", true), ("[a!-c]", "!", "b", false),
            ("[a!-c]", "!", "-", true),
            ("%%_", "%", "%x", true), ("[^^a]", "^", "b", false),
        ])
    func escapes(pattern: String, escape: Unicode.Scalar, text: String, result: Bool) throws {
        #expect(try LikePattern(pattern, escape: escape).matches(text) == result)
    }

    @Test(
        "Sets that could match nothing, and an escape character at the end, are refused",
        arguments: ["[", "a[b", "[]", "[^]", "[^", "[z-a]", "[a-", "a!", "[!", "[a!"])
    func refuses(pattern: String) {
        #expect(throws: LikePattern.Fault.self) { try LikePattern(pattern, escape: "!") }
        #expect(refusal(ofWhere: "a like '\(pattern)' escape '!'")?.position == 8)
    }

    @Test(
        "The prefix is what stands before the first piece that is no character",
        arguments: [
            ("S%", "s"), ("%s", ""), ("sm_th", "sm"), ("[s]m", ""), ("Smith", "smith"), ("a!%b%", "a%b"),
        ])
    func prefix(pattern: String, prefix: String) throws {
        #expect(try LikePattern(pattern, escape: "!").prefix == prefix)
    }

    /// The same by trying everything, which is slow and plain.
    private func matches(_ pieces: ArraySlice<LikePattern.Piece>, _ text: ArraySlice<Character>) -> Bool {
        guard let first = pieces.first else { return text.isEmpty }
        switch first {
        case .any: return matches(pieces.dropFirst(), text) || (!text.isEmpty && matches(pieces, text.dropFirst()))
        case .one: return !text.isEmpty && matches(pieces.dropFirst(), text.dropFirst())
        case .character(let own): return text.first == Character(own) && matches(pieces.dropFirst(), text.dropFirst())
        case .set: return false
        }
    }

    @Test("All patterns of up to five pieces agree with plain search on all texts of up to five letters")
    func exhaustive() throws {
        func words(_ letters: [String], upTo length: Int) -> [String] {
            var all = [""]
            var last = [""]
            for _ in 0..<length {
                last = last.flatMap { word in letters.map { word + $0 } }
                all += last
            }
            return all
        }
        let texts = words(["a", "b"], upTo: 5)
        var disagreements: [String] = []
        for word in words(["a", "b", "%", "_"], upTo: 5) {
            let pattern = try LikePattern(word, escape: nil)
            for text in texts where try pattern.matches(text) != matches(pattern.pieces[...], Array(text)[...]) {
                disagreements.append("\(text) like \(word)")
            }
        }
        #expect(disagreements == [])
    }
}
