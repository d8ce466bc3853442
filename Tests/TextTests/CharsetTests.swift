import Testing

@testable import Text

@Suite struct CharsetTests {
    /// One name of every charset of one byte for each character.
    static let names =
        (Array(1...11) + Array(13...16)).map { "iso-8859-\($0)" } + (1250...1258).map { "windows-\($0)" } + ["cp874", "koi8-r", "koi8-u"]

    private func charset(_ name: String) throws -> SingleByteCharset {
        guard case .singleByte(let charset) = try #require(Charset(named: name)) else {
            Issue.record("\(name)")
            throw UndecodableByte(before: [])
        }
        return charset
    }

    private func text(_ bytes: [UInt8], _ name: String) throws -> String {
        String(decoding: try charset(name).utf8(of: bytes[...]), as: UTF8.self)
    }

    /// From the tables of the Unicode consortium.
    @Test(arguments: [
        ("iso-8859-1", [0x80, 0xE9, 0xFF] as [UInt8], "\u{80}éÿ"), ("latin1", [0xA4], "¤"), ("ISO_8859-1", [0xDF], "ß"),
        ("l1", [0xE4], "ä"), ("iso8859-2", [0xB1, 0xE8], "ąč"), ("ISO-8859-5", [0xD0, 0xF1], "аё"), ("iso-8859-7", [0xE1], "α"),
        ("iso-8859-8-i", [0xE0], "א"), ("iso-8859-9", [0xFD], "ı"), ("iso-8859-15", [0xA4, 0xBD], "€œ"),
        ("windows-1250", [0x9A, 0xB9], "šą"), ("CP1251", [0xC0, 0xFF], "Ая"), ("Windows-1252", [0x80, 0x99, 0xE9], "€™é"),
        ("x-cp1252", [0x9C], "œ"), ("windows-1253", [0xE1], "α"), ("windows-1254", [0xFE], "ş"), ("windows-1256", [0xC7], "ا"),
        ("windows-1257", [0xE0], "ą"), ("windows-874", [0xA1], "ก"), ("KOI8-R", [0xC1], "а"), ("koi8-u", [0xA4], "є"),
    ])
    func readsBytesByTheirName(name: String, bytes: [UInt8], expected: String) throws {
        #expect(try text(bytes, name) == expected)
        #expect(try text(Array("a~".utf8) + bytes + [0x0A], name) == "a~\(expected)\n")
    }

    /// In the C library's `iconv` these letters and the marks behind them become one character. The bytes of the precomposed letter would then
    /// be the same password.
    @Test(arguments: [
        ("windows-1258", [0x61, 0xCC] as [UInt8], "a\u{300}"), ("windows-1258", [0xE0], "\u{E0}"),
        ("windows-1255", [0xF9, 0xD1], "\u{5E9}\u{5C1}"),
    ])
    func joinsNoMarkToALetter(name: String, bytes: [UInt8], expected: String) throws {
        #expect(try Array(text(bytes, name).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test(arguments: names) func readsDifferentBytesAsDifferentCharacters(name: String) throws {
        let charset = try charset(name)
        let characters = (UInt8.min...UInt8.max).compactMap { byte in (try? charset.utf8(of: [byte])).map { (byte, $0) } }
        #expect(Set(characters.map(\.1)).count == characters.count)
        #expect(characters.count > 128 + 40)
        for (byte, character) in characters where byte < 0x80 { #expect(character == [byte]) }
        for (byte, character) in characters where byte >= 0x80 { #expect(character.count > 1) }
        let all = characters.map(\.0)
        #expect(try charset.utf8(of: all[...]) == characters.flatMap(\.1))
    }

    @Test func refusesBytesThatAreNoCharacter() throws {
        let undefined: [(String, UInt8)] = [("windows-1252", 0x81), ("iso-8859-3", 0xA5), ("iso-8859-7", 0xFF), ("windows-1255", 0xFF)]
        for (name, byte) in undefined {
            let charset = try charset(name)
            let error = #expect(throws: UndecodableByte.self) { try charset.utf8(of: [0x61, 0x62, byte, 0x63]) }
            #expect(error?.before == [0x61, 0x62])
        }
    }

    @Test func knowsTheNamesOfUnicodeEncodings() {
        for name in ["utf-8", "UTF-8", "utf8"] { #expect(Charset(named: name) == .utf8) }
        for name in ["us-ascii", "ASCII"] { #expect(Charset(named: name) == .ascii) }
        #expect(Charset(named: "UTF-16") == .utf16)
        #expect(Charset(named: "utf-16LE") == .utf16LittleEndian)
        #expect(Charset(named: "utf-16BE") == .utf16BigEndian)
    }

    @Test(arguments: [
        "", " ", "utf-7", "utf-32", "ucs-4", "ebcdic-cp-us", "iso-8859-0", "iso-8859-12", "iso-8859-17", "iso-8859-01", "iso-8859-+1",
        "iso-8859-", "windows-1249", "windows-1259", "cp", "cp037", "shift_jis", "iso-2022-jp", "gb18030", "big5", "iso-8859-1//TRANSLIT",
    ])
    func takesNoOtherName(name: String) {
        #expect(Charset(named: name) == nil)
    }
}
