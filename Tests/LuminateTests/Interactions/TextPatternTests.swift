import Testing

@testable import Luminate

@Suite("Patterns of lists")
struct TextPatternTests {
    @Test(
        "A pattern is found where it is, in any letter case",
        arguments: [
            ("aab", "aaab"), ("AB", "xxabab"), ("abab", "abaabab"), ("É", "née"), ("a", "a"), ("", ""), ("", "x"), ("issip", "Mississippi"),
        ])
    func found(_ pattern: String, _ text: String) {
        #expect(TextPattern(pattern).isIn(text))
    }

    @Test(
        "A pattern is not found where it is not",
        arguments: [
            ("aab", "abab"), ("b", ""), ("ab", "a"), ("abc", "ababab"), ("issia", "Mississippi"), ("e", "é"),
        ])
    func missing(_ pattern: String, _ text: String) {
        #expect(!TextPattern(pattern).isIn(text))
    }
}
