import Accounts
import Testing

@testable import Patterns

@Suite struct PatternMatchingTests {
    private let matcher = PCRE2PatternMatcher()

    @Test(arguments: [
        ("b", "abc", true), ("^b", "abc", false), ("^abc$", "abc", true), ("^ab$", "abc", false), ("", "", true), ("", "abc", true),
        ("^$", "", true), (".", "", false), ("^(?=.*[A-Z])(?=.*\\d)(?=.*[^\\w]).{8,20}$", "aaaaaaB3#", true),
        ("^(?=.*[A-Z])(?=.*\\d)(?=.*[^\\w]).{8,20}$", "aaaaaaab3#", false), ("(a)(b)(c)(\\1)", "abca", true), ("A", "a", false),
        ("(?i)A", "a", true),
    ]) func findsAPatternAnywhereUnlessItsAnchorsSayWhere(_ pattern: String, _ text: String, _ matches: Bool) {
        #expect(matcher.matches(text, pattern: pattern) == matches)
    }

    @Test func takesCharactersForWhatTheyAre() {
        #expect(matcher.matches("💶", pattern: "^.$") == true, "a character is not a byte")
        #expect(matcher.matches("ÄÖ٣", pattern: "^\\p{Lu}\\w\\d$") == true)
        #expect(matcher.matches("ä", pattern: "(?i)^Ä$") == true)
        #expect(matcher.matches("a\u{0}b", pattern: "^a\u{0}b$") == true)
        #expect(matcher.matches("a\u{0}b", pattern: "^a$") == false)
        #expect(matcher.matches("\u{E9}", pattern: "^e\u{301}$") == false, "nothing is normalised")
        #expect(matcher.matches("e\u{301}", pattern: "^e\u{301}$") == true)
        #expect(matcher.matches("\u{E9}", pattern: "^\u{E9}$") == true, "what was compiled for another pattern is not used")
        #expect(matcher.matches("e\u{301}", pattern: "^\u{E9}$") == false)
    }

    @Test(arguments: [
        ("(", "missing closing parenthesis, after 1 character"), ("a[b", "missing terminating ] for character class, after 3 characters"),
        ("*", "quantifier does not follow a repeatable item"), ("é(", "missing closing parenthesis, after 2 characters"),
        ("\\C", "using \\C is disabled by the application"), ("(?:(?:a{100}){1000}b){100}", "regular expression is too large"),
        (String(repeating: "a", count: 4097), "pattern string is longer than the limit set by the application"),
    ]) func tellsWhatIsWrongWithAPattern(_ pattern: String, _ problem: String) throws {
        #expect(try #require(PCRE2PatternMatcher.problem(with: pattern)).hasPrefix(problem))
        #expect(matcher.matches("a", pattern: pattern) == nil)
        #expect(matcher.matches("a", pattern: pattern) == nil, "nor when it is asked again")
    }

    @Test(arguments: ["", "a", "^(a+)+$", "(?=.*\\d)", "[[:alpha:]]", "(?C1)a", String(repeating: "a", count: 4096)])
    func findsNothingWrongWithAPatternThatIsInOrder(_ pattern: String) {
        #expect(PCRE2PatternMatcher.problem(with: pattern) == nil)
    }

    @Test func keepsABoundedNumberOfPatterns() {
        for number in 0..<500 { #expect(matcher.matches("\(number)", pattern: "^\(number)$") == true) }
        #expect(matcher.count <= 64)
        for number in 0..<500 { _ = matcher.matches("", pattern: "(\(number)") }
        #expect(matcher.count <= 64)
    }
}
