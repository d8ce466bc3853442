import Testing
import XML

/// Numbers that look random and are the same in every run (xorshift64*).
struct FixedGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }
}

/// What the writer writes the parser reads back, and what the parser read the writer writes again.
@Suite struct RoundTripTests {
    static let alphabet: [Character] = [
        "a", "Z", "0", " ", "\t", "\n", "\r", "\r\n", "<", ">", "&", "\"", "'", "]", "]", ">", ";", "#", "é", "€", "😀", "\u{FFFD}",
        "\u{85}", "\u{2028}", "=",
    ]

    private func randomText(_ generator: inout FixedGenerator) -> String {
        String((0..<Int.random(in: 0...12, using: &generator)).compactMap { _ in Self.alphabet.randomElement(using: &generator) })
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func textAndAttributesComeBackUnchanged(seed: UInt64) throws {
        var generator = FixedGenerator(state: seed)
        let text = randomText(&generator)
        let value = randomText(&generator)
        var writer = XMLWriter()
        writer.declaration()
        writer.start("a")
        writer.attribute("b", value)
        writer.attribute("xmlns:p", "urn:" + value)
        writer.text(text)
        let root = try XMLDocument.parse(writer.finish()).root
        #expect(Array(root.text.utf8) == Array(text.utf8))
        #expect(root.attribute("b").map { Array($0.utf8) } == Array(value.utf8))
        #expect(root.namespace(forPrefix: "p").map { Array($0.utf8) } == Array(("urn:" + value).utf8))
    }

    @Test func everyCharacterComesBackOrIsReplaced() throws {
        for value in (0...0xFFFF as ClosedRange<UInt32>) {
            guard let scalar = Unicode.Scalar(value), value < 0x300 || value % 97 == 0 || value >= 0xFFF0 else { continue }
            let text = "x\(scalar)y"
            var writer = XMLWriter()
            writer.start("a")
            writer.attribute("b", text)
            writer.text(text)
            let root = try XMLDocument.parse(writer.finish()).root
            let expected = XMLWriter.isXMLText(text) ? text : "x\u{FFFD}y"
            #expect(Array(root.text.unicodeScalars) == Array(expected.unicodeScalars))
            #expect(root.attribute("b").map { Array($0.unicodeScalars) } == Array(expected.unicodeScalars))
        }
    }

    private func writeRandom(_ writer: inout XMLWriter, depth: Int, _ generator: inout FixedGenerator) {
        let prefix = ["", "p:", "q:"].randomElement(using: &generator) ?? ""
        writer.start("\(prefix)e\(Int.random(in: 0...9, using: &generator))")
        for (name, namespace) in [("xmlns", ""), ("xmlns", "urn:d"), ("xmlns:p", "urn:1"), ("xmlns:q", "urn:2")]
        where depth == 0 && name != "xmlns" || Int.random(in: 0...5, using: &generator) == 0 {
            writer.attribute(name, namespace)
        }
        for name in ["b", "p:b", "q:c"] where Bool.random(using: &generator) { writer.attribute(name, randomText(&generator)) }
        for _ in 0..<(depth < 5 ? Int.random(in: 0...4, using: &generator) : 0) {
            writer.text(randomText(&generator))
            writeRandom(&writer, depth: depth + 1, &generator)
        }
        writer.text(randomText(&generator))
        writer.end()
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func copiesOfTreesAreEquivalent(seed: UInt64) throws {
        var generator = FixedGenerator(state: seed)
        var writer = XMLWriter()
        writeRandom(&writer, depth: 0, &generator)
        let root = try XMLDocument.parse(writer.finish()).root
        try checkCopies(of: root)
    }

    /// Copies an element and all below it into a document with another default namespace, where each must still mean the same.
    private func checkCopies(of element: XMLElement) throws {
        var writer = XMLWriter(emptyElementStyle: .compact)
        writer.start("wrapper")
        writer.attribute("xmlns", "urn:other")
        writer.copy(element)
        let copy = try #require(try XMLDocument.parse(writer.finish()).root.firstChild)
        #expect(copy.firstDifference(to: element) == nil)
        #expect(copy.text == element.text)
        for prefix in ["", "p", "q"] { #expect(copy.namespace(forPrefix: prefix) == element.namespace(forPrefix: prefix)) }
        for child in element.children { try checkCopies(of: child) }
    }

    /// No input may trap, and what is accepted must survive a copy.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func survivesMutatedDocuments(seed: UInt64) throws {
        let original = Array(
            "<?xml version='1.0' encoding='utf-8'?><p:a xmlns:p='urn:p' b='&lt;'><!-- c --><d xmlns=''><![CDATA[x]]>&amp;é</d><?e f?><p:g h='1' p:h='2'/></p:a>"
                .utf8)
        let interesting = Array("<>&;'\"/!?-[]= :xmlnsp\u{0}\u{1}\n#".utf8) + [0x80, 0xC3, 0xEF, 0xFF]
        var generator = FixedGenerator(state: seed)
        for _ in 0..<300 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0...3, using: &generator) {
                case 0: bytes[index] = interesting.randomElement(using: &generator) ?? 0
                case 1: bytes.remove(at: index)
                case 2: bytes.insert(interesting.randomElement(using: &generator) ?? 0, at: index)
                default: bytes.insert(contentsOf: original[(index % original.count)...].prefix(12), at: index)
                }
            }
            guard let document = try? XMLDocument.parse(bytes) else { continue }
            var writer = XMLWriter()
            writer.copy(document.root)
            #expect(try XMLDocument.parse(writer.finish()).root.isEquivalent(to: document.root))
        }
    }
}
