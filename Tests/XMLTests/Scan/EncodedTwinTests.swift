import Testing
import XML

/// A document in another encoding means what its twin in UTF-8 means: it is read as the same, or refused for the same reason in the same place.
@Suite struct EncodedTwinTests {
    /// A way to send a text, and what says which it is.
    struct Encoding: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let charset: String?
        /// Nil where it does not have all the text's characters.
        let bytes: @Sendable (String) -> [UInt8]?
    }

    /// One of each family: bytes for characters, units of either order, marked and not.
    static let encodings = [
        Encoding(testDescription: "ISO-8859-1", charset: "iso-8859-1") { text in
            let scalars = text.unicodeScalars.map { UInt8(exactly: $0.value) }
            return scalars.contains(nil) ? nil : scalars.compactMap { $0 }
        },
        Encoding(testDescription: "windows-1252", charset: "windows-1252") { text in
            let scalars = text.unicodeScalars.map { $0 == "€" ? 0x80 : (0x80...0x9F).contains($0.value) ? nil : UInt8(exactly: $0.value) }
            return scalars.contains(nil) ? nil : scalars.compactMap { $0 }
        },
        Encoding(testDescription: "US-ASCII", charset: "us-ascii") { $0.utf8.allSatisfy { $0 < 0x80 } ? Array($0.utf8) : nil },
        Encoding(testDescription: "UTF-16LE", charset: "utf-16le") { EncodingTests.utf16($0, littleEndian: true, mark: false) },
        Encoding(testDescription: "UTF-16BE with a mark", charset: "utf-16") { EncodingTests.utf16($0, littleEndian: false) },
        Encoding(testDescription: "a mark of UTF-16LE", charset: nil) { EncodingTests.utf16($0, littleEndian: true) },
        Encoding(testDescription: "a mark of UTF-8 under another charset", charset: "iso-8859-1") { Array("\u{FEFF}\($0)".utf8) },
    ]

    /// How a document ends: the texts in it, or the error.
    private func outcome(_ bytes: [UInt8], charset: String?) -> Result<String, XMLError> {
        do {
            let root = try XMLDocument.parse(bytes, charset: charset, declaredEncoding: .ignored).root
            return .success("\(root.name) \(root.text) \(root.endPosition)")
        } catch {
            return .failure(error)
        }
    }

    private func expectTwins(_ text: String, in encoding: Encoding) {
        guard let bytes = encoding.bytes(text) else { return }
        let (twin, outcome) = (outcome(Array(text.utf8), charset: "utf-8"), outcome(bytes, charset: encoding.charset))
        #expect(outcome == twin, "\(text.prefix(80))")
    }

    @Test(arguments: encodings) func isRefusedForTheSameReason(encoding: Encoding) {
        for text in HostileDocuments.texts { expectTwins(text, in: encoding) }
    }

    @Test(arguments: encodings) func isRefusedForTheSameReasonWhenItIsLong(encoding: Encoding) {
        for hostile in HostileDocuments.slow {
            guard let text = String(validating: hostile.bytes(16 << 10), as: UTF8.self) else { continue }
            expectTwins(text, in: encoding)
        }
    }

    @Test(arguments: encodings) func isReadAsTheSame(encoding: Encoding) {
        expectTwins("<a>x</a>", in: encoding)
        expectTwins("<a>é</a>", in: encoding)
        expectTwins("<?xml version='1.0' encoding='koi8-r'?>\n<é b='ü'>\u{A0}€</é>", in: encoding)
        expectTwins("<a><![CDATA[ÿ]]>&#x20AC;</a >", in: encoding)
    }

    /// A byte for a character may be two or three in UTF-8, in which the limits count.
    @Test func limitsWhatADocumentBecomes() {
        var limits = XMLLimits.standard
        limits.messageBytes = 100
        limits.attributeValueBytes = 20
        func document(_ count: Int, _ byte: UInt8) -> [UInt8] {
            Array("<a>".utf8) + Array(repeating: byte, count: count) + Array("</a>".utf8)
        }
        #expect(refusal(of: document(46, 0xE9), charset: "iso-8859-1", limits: limits) == nil)
        #expect(refusal(of: document(47, 0xE9), charset: "iso-8859-1", limits: limits) == .messageTooLarge)
        #expect(refusal(of: document(31, 0x80), charset: "windows-1252", limits: limits) == nil)
        #expect(refusal(of: document(32, 0x80), charset: "windows-1252", limits: limits) == .messageTooLarge)
        let value = Array("<a b='".utf8) + Array(repeating: 0xE9, count: 11) + Array("'/>".utf8)
        #expect(refusal(of: value, charset: "iso-8859-1", limits: limits) == .attributeValueTooLong)
    }

    @Test func saysWhereABytesIsNoCharacter() {
        let bytes = Array("<a>\n".utf8) + [0xE9, 0x81] + Array("</a>".utf8)
        let error = #expect(throws: XMLError.self) { try XMLDocument.parse(bytes, charset: "windows-1252") }
        #expect(error?.rule == .encoding)
        #expect(error?.line == 2)
        #expect(error?.column == 2)
    }

    @Test func readsADeclaredEncodingWhereItCounts() throws {
        let bytes = Array("<?xml version='1.0' encoding=\"ISO-8859-15\"?><a>".utf8) + [0xA4] + Array("</a>".utf8)
        #expect(try XMLDocument.parse(bytes).root.text == "€")
        #expect(refusal(of: bytes, charset: "utf-8") == .encoding)
        #expect(try XMLDocument.parse(bytes, charset: "iso-8859-1").root.text == "¤")
        #expect(throws: XMLError.self) { try XMLDocument.parse(bytes, declaredEncoding: .ignored) }
        let ascii = "<?xml version='1.0' encoding='iso-8859-1'?><a>x</a>"
        #expect(refusal(of: ascii) == nil)
        // A declaration of what the document cannot be.
        for name in ["utf-16", "utf-7", "ebcdic-cp-us"] {
            let text = "<?xml version='1.0' encoding='\(name)'?><a>é</a>"
            #expect(refusal(of: text) == .encoding)
            #expect(try XMLDocument.parse(Array(text.utf8), declaredEncoding: .ignored).root.text == "é")
        }
    }
}
