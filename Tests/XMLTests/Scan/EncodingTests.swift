import Testing
import XML

/// The byte order mark, then the charset of the Content-Type, then the declaration: UTF-8 and UTF-16, and what is not taken. ``EncodedTwinTests``
/// has the encodings of one byte for each character.
@Suite struct EncodingTests {
    static let text = "<a>é€😀</a>"

    static func utf16(_ text: String, littleEndian: Bool, mark: Bool = true) -> [UInt8] {
        ((mark ? [0xFEFF] : []) + Array(text.utf16)).flatMap { unit -> [UInt8] in
            let bytes = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
            return littleEndian ? bytes : bytes.reversed()
        }
    }

    @Test(arguments: [nil, "utf-8", "UTF-8", "utf8"])
    func readsUTF8(charset: String?) throws {
        #expect(try parse(Self.text, charset: charset).root.text == "é€😀")
        #expect(try parse("\u{FEFF}" + Self.text, charset: charset).root.text == "é€😀")
        #expect(try parse("\u{FEFF}<?xml version='1.0' encoding='UTF-8'?>" + Self.text, charset: charset).root.text == "é€😀")
    }

    @Test(arguments: [nil, "utf-16", "UTF-16LE"], [true, false])
    func readsUTF16(charset: String?, declared: Bool) throws {
        let text = (declared ? "<?xml version='1.0' encoding='utf-16'?>" : "") + Self.text
        let document = try XMLDocument.parse(Self.utf16(text, littleEndian: true), charset: charset)
        #expect(document.root.text == "é€😀")
    }

    @Test(arguments: [nil, "utf-16", "utf-16be"])
    func readsBigEndianUTF16(charset: String?) throws {
        #expect(try XMLDocument.parse(Self.utf16(Self.text, littleEndian: false), charset: charset).root.text == "é€😀")
    }

    @Test(arguments: [true, false])
    func needsAMarkInUTF16UnlessTheCharsetSaysSo(littleEndian: Bool) throws {
        let bytes = Self.utf16(Self.text, littleEndian: littleEndian, mark: false)
        #expect(refusal(of: bytes) == .nulByte)
        #expect(refusal(of: bytes, charset: "utf-16") == nil)
        #expect(refusal(of: bytes, charset: littleEndian ? "utf-16le" : "utf-16be") == nil)
        #expect(refusal(of: bytes, charset: littleEndian ? "utf-16be" : "utf-16le") != nil)
    }

    @Test func letsAMarkWinOverTheCharset() throws {
        for charset in ["utf-8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "iso-8859-1", "x"] {
            for littleEndian in [true, false] {
                #expect(try XMLDocument.parse(Self.utf16(Self.text, littleEndian: littleEndian), charset: charset).root.text == "é€😀")
            }
            #expect(try parse("\u{FEFF}" + Self.text, charset: charset).root.text == "é€😀")
        }
        #expect(refusal(of: [0xEF, 0xBB, 0xBF] + Self.utf16(Self.text, littleEndian: true), charset: "utf-16le") == .encoding)
        #expect(refusal(of: [0xFF, 0xFE] + Array(Self.text.utf8), charset: "utf-8") != nil)
    }

    @Test(arguments: ["utf-7", "utf-32", "ucs-4", "ebcdic-cp-us", "shift_jis", "", "x"])
    func refusesOtherEncodings(name: String) {
        #expect(refusal(of: "<a/>", charset: name) == .encoding)
        #expect(refusal(of: "<?xml version='1.0' encoding='\(name)'?><a/>") == .encoding)
    }

    @Test func letsTheCharsetWinOverTheDeclaration() throws {
        #expect(try parse("<?xml version='1.0' encoding='iso-8859-1'?>" + Self.text, charset: "utf-8").root.text == "é€😀")
        #expect(try parse("<?xml version='1.0' encoding='utf-16'?>" + Self.text, charset: "utf-8").root.text == "é€😀")
        let utf16 = Self.utf16("<?xml version='1.0' encoding='utf-8'?>" + Self.text, littleEndian: true)
        #expect(try XMLDocument.parse(utf16, charset: "utf-16").root.text == "é€😀")
    }

    @Test func refusesADeclarationThatContradictsTheBytes() {
        #expect(refusal(of: "<?xml version='1.0' encoding='utf-16'?><a/>") == .encoding)
        #expect(refusal(of: Self.utf16("<?xml version='1.0' encoding='utf-8'?><a/>", littleEndian: true)) == .encoding)
    }

    @Test func readsASCIIAsASCII() {
        #expect(refusal(of: "<a>x</a>", charset: "us-ascii") == nil)
        #expect(refusal(of: Self.text, charset: "us-ascii") == .encoding)
        #expect(refusal(of: "<?xml version='1.0' encoding='us-ascii'?><a/>") == nil)
    }

    @Test(
        arguments: [
            [0xC0, 0x80], [0xC0, 0xBC], [0xC1, 0xBF], [0xE0, 0x80, 0xBC], [0xE0, 0x9F, 0xBF], [0xF0, 0x80, 0x80, 0xBC],
            [0xF0, 0x8F, 0xBF, 0xBF],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xFE], [0x80], [0xBF],
            [0xC3], [0xE2, 0x82],
            [0xF0, 0x9F, 0x98], [0xC3, 0x28], [0xE2, 0x28, 0xA1], [0xF8, 0x88, 0x80, 0x80, 0x80],
        ] as [[UInt8]])
    func refusesMalformedUTF8(sequence: [UInt8]) {
        #expect(refusal(of: Array("<a>".utf8) + sequence + Array("</a>".utf8)) == .encoding)
        #expect(refusal(of: Array("<a>".utf8) + sequence) == .encoding)
        #expect(refusal(of: Array("<a>12345678".utf8) + sequence + Array("12345678</a>".utf8), charset: "utf-8") == .encoding)
    }

    @Test(
        arguments: [
            [0x3D, 0xD8], [0x00, 0xDE], [0x3D, 0xD8, 0x3D, 0xD8], [0x00, 0xDE, 0x3D, 0xD8], [0x3D, 0xD8, 0x41, 0x00], [0x41],
        ] as [[UInt8]])
    func refusesMalformedUTF16(units: [UInt8]) {
        #expect(
            refusal(of: Self.utf16("<a>", littleEndian: true) + units + Self.utf16("</a>", littleEndian: true, mark: false)) == .encoding)
        #expect(refusal(of: Self.utf16("<a/>", littleEndian: true) + units) == .encoding)
    }

    @Test func refusesZeroBytes() {
        for offset in 0...20 {
            var bytes = Array("<a b='1'>12345678</a>".utf8)
            bytes.insert(0, at: offset)
            #expect(refusal(of: bytes) == .nulByte)
        }
        #expect(refusal(of: Self.utf16("<a>\0</a>", littleEndian: true)) == .nulByte)
        #expect(refusal(of: [0xFF, 0xFE, 0x00, 0x00, 0x3C, 0x00, 0x00, 0x00]) == .nulByte)
    }

    @Test func countsPositionsFromAfterTheMark() throws {
        #expect(try parse("\u{FEFF}<a/>").root.position == XMLPosition(line: 1, column: 1))
    }

    @Test(arguments: 1...0x2FF as ClosedRange<UInt32>)
    func readsEveryCharacterXMLHas(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        let text = "<a>\(scalar == "<" || scalar == "&" ? "." : String(scalar))</a>"
        let isCharacter = value == 9 || value == 10 || value == 13 || value >= 32
        #expect((refusal(of: text) == nil) == isCharacter)
        #expect((refusal(of: Self.utf16(text, littleEndian: false)) == nil) == isCharacter)
    }
}
