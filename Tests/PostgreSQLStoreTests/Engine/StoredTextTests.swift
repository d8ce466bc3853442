import Testing

@testable import PostgreSQLStore

@Suite("Texts as PostgreSQL keeps them")
struct StoredTextTests {
    private static let characters: [String] = (0...7).map { String(Unicode.Scalar(UInt8($0))) } + ["a", "\u{E9}", "\u{10FFFF}"]
    /// All texts of up to three of the characters.
    private static let texts: [String] = {
        var texts = [""]
        for _ in 0..<3 { texts = [""] + texts.flatMap { text in characters.map { text + $0 } } }
        return texts
    }()

    @Test("are read as they were given, and contain no NUL")
    func readBack() {
        for text in Self.texts {
            let stored = StoredText.bytes(of: text)
            #expect(!stored.contains(0))
            #expect(stored.withUnsafeBufferPointer(StoredText.text(of:)).utf8.elementsEqual(text.utf8))
        }
    }

    @Test("have the order of the texts, and end, begin and contain what these do")
    func order() {
        let some = Self.texts.enumerated().filter { $0.offset % 7 == 0 }.map { Array($0.element.utf8) }
        for one in some {
            let first = StoredText.bytes(of: String(decoding: one, as: UTF8.self))
            for other in some {
                let second = StoredText.bytes(of: String(decoding: other, as: UTF8.self))
                let isSame =
                    first.lexicographicallyPrecedes(second) == one.lexicographicallyPrecedes(other)
                    && first.starts(with: second) == one.starts(with: other)
                    && first.reversed().starts(with: second.reversed()) == one.reversed().starts(with: other.reversed())
                if !isSame { Issue.record("\(one) and \(other)") }
            }
        }
    }
}
