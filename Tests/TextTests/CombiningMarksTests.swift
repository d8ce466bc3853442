import Testing
import Text

@Suite("Combining marks in a row")
struct CombiningMarksTests {
    /// Two marks in the order that Unicode sorts the other way round.
    static func marks(_ count: Int) -> String { String(String.UnicodeScalarView((0..<count).map { $0 % 2 == 0 ? "\u{301}" : "\u{323}" })) }

    @Test func areTooManyAboveTheLimit() {
        #expect(!CombiningMarks.areTooMany(in: "a" + Self.marks(30)))
        #expect(CombiningMarks.areTooMany(in: "a" + Self.marks(31)))
        #expect(CombiningMarks.areTooMany(in: Self.marks(31) + "a"))
    }

    @Test func areCountedFromEachLetterOn() {
        #expect(!CombiningMarks.areTooMany(in: String(repeating: "a" + Self.marks(30), count: 100)))
    }

    @Test(arguments: ["", "plain", "İstanbul", "Ταχίστη", "ก็่", "e\u{301}", "👩‍👩‍👧‍👧", String(repeating: "\u{FE0F}", count: 100)])
    func areFewInOrdinaryText(text: String) {
        #expect(!CombiningMarks.areTooMany(in: text))
    }

    /// What the limit is for: 31 marks are refused in a time that grows with the text and not with its square.
    @Test func areFoundEarly() {
        #expect(CombiningMarks.areTooMany(in: Self.marks(2_000_000)))
    }
}
