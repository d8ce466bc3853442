import Testing
import Text

@Suite("ASCII")
struct ASCIITests {
    @Test func comparesLettersOfAToZWithoutCase() {
        #expect(ASCII.equalsIgnoringCase("Content-TYPE", "content-type"))
        #expect(!ASCII.equalsIgnoringCase("a", "ab"))
        #expect(!ASCII.equalsIgnoringCase("[", "{"))
        #expect(!ASCII.equalsIgnoringCase("\u{E9}", "\u{C9}"))
        // The Kelvin sign is a K to Unicode.
        #expect(!ASCII.equalsIgnoringCase("\u{212A}", "k"))
    }

    @Test func makesLettersSmall() {
        #expect(ASCII.lowercased("AbZ[\u{C9}") == "abz[\u{C9}")
        #expect(ASCII.lowercased("abc") == "abc")
    }

    @Test func knowsTheCharactersOfAToken() {
        let token = (0...255).filter { ASCII.isTokenByte(UInt8($0)) }.map { Character(Unicode.Scalar(UInt8($0))) }
        #expect(String(token) == "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~")
    }

    @Test func readsHexadecimalDigits() {
        #expect("09afAF".utf8.map(ASCII.hexValue) == [0, 9, 10, 15, 10, 15])
        #expect("/:@G`g".utf8.map(ASCII.hexValue) == [nil, nil, nil, nil, nil, nil])
    }

    @Test(arguments: [(" \ta b\t ", "a b"), ("", ""), (" ", ""), ("\r\n", "\r\n"), (" \u{301}a", "\u{301}a"), ("\u{0600} ", "\u{0600}")])
    func trimsBlanksAndTabs(_ text: String, _ expected: String) {
        #expect(String(ASCII.trimmed(Substring(text))).unicodeScalars.elementsEqual(expected.unicodeScalars))
    }
}
