import HTTP
import Testing
import Text

@Suite("Forms and queries")
struct FormFieldsTests {
    private func pairs(_ fields: FormFields) -> [String] { fields.fields.map { "\($0.name)=\($0.value)" } }

    @Test func keepsOrderAndRepeats() throws {
        let fields = try FormFields(query: "b=1&a=2&b=3")
        #expect(pairs(fields) == ["b=1", "a=2", "b=3"])
        #expect(fields["b"] == "1")
        #expect(fields["B"] == nil)
    }

    @Test(arguments: [
        ("", []), ("&&", []), ("a", ["a="]), ("a=", ["a="]), ("=a", ["=a"]), ("=", ["="]), ("a=b=c", ["a=b=c"]), ("&a=1&", ["a=1"]),
        ("a+b=c+d", ["a b=c d"]), ("%61=%2B%26%3D", ["a=+&="]), ("a=%", ["a=%"]), ("a=%4", ["a=%4"]), ("a=%zz", ["a=%zz"]),
        ("a=%C3%A9", ["a=\u{E9}"]),
        ("a=\u{E9}", ["a=\u{E9}"]), ("a;b=c", ["a;b=c"]),
    ])
    func decodes(_ query: String, _ expected: [String]) throws {
        #expect(try pairs(FormFields(query: query)) == expected)
        #expect(try pairs(FormFields(urlEncoded: Array(query.utf8))) == expected)
    }

    @Test(arguments: ["a=%FF", "%FF=a", "b=1&a=x%C3", "a=%F6ssword1"])
    func refusesWhatIsNoUTF8(_ query: String) {
        #expect(throws: FormError.notUTF8) { try FormFields(query: query) }
        #expect(throws: FormError.notUTF8) { try FormFields(urlEncoded: Array(query.utf8)) }
        #expect(throws: FormError.notUTF8) { try FormFields(urlEncoded: [0x61, 0x3D, 0xE4]) }
    }

    @Test func readsNamesAndValuesInTheirCharset() throws {
        let form = Array("na%EFve=%80+".utf8) + [0xE9]
        #expect(try pairs(FormFields(urlEncoded: form, charset: Charset(named: "windows-1252"))) == ["naïve=€ é"])
        #expect(try pairs(FormFields(urlEncoded: form, charset: Charset(named: "iso-8859-1"))) == ["naïve=\u{80} é"])
        #expect(throws: FormError.undecodable) { try FormFields(urlEncoded: Array("a=%81".utf8), charset: Charset(named: "windows-1252")) }
        for name in ["utf-8", "us-ascii", "utf-16", "x"] {
            #expect(throws: FormError.notUTF8) { try FormFields(urlEncoded: form, charset: Charset(named: name)) }
            #expect(try pairs(FormFields(urlEncoded: Array("a=%C3%A9".utf8), charset: Charset(named: name))) == ["a=é"])
        }
    }

    @Test func appendsAnotherListBehind() throws {
        var fields = try FormFields(query: "a=1")
        fields.append(try FormFields(query: "a=2"))
        #expect(pairs(fields) == ["a=1", "a=2"])
        #expect(fields["a"] == "1")
    }

    @Test func takesAsManyFieldsAsTheLimitAllows() throws {
        func form(_ count: Int) -> [UInt8] { Array([String](repeating: "a", count: count).joined(separator: "&").utf8) }
        #expect(try FormFields(urlEncoded: form(1000)).fields.count == 1000)
        #expect(throws: FormError.tooManyFields(limit: 1000)) { try FormFields(urlEncoded: form(1001)) }
        // Empty parts count: they cost as much.
        #expect(throws: FormError.tooManyFields(limit: 1000)) { try FormFields(query: String(repeating: "&", count: 1000)) }
    }

    @Test func takesNamesAsLongAsTheLimitAllows() throws {
        let name = String(repeating: "n", count: 1024)
        #expect(try FormFields(query: "\(name)=v")[name] == "v")
        #expect(throws: FormError.nameTooLong(limit: 1024)) { try FormFields(query: "a=b&n\(name)=v") }
    }
}

@Suite("Multipart forms")
struct MultipartFormTests {
    private func pairs(_ body: String, boundary: String = "x") -> [String]? {
        try? FormFields(multipart: Array(body.utf8), boundary: boundary).fields.map { "\($0.name)=\($0.value)" }
    }

    private func part(_ name: String, _ value: String) -> String {
        "--x\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
    }

    @Test func decodesPartsInOrder() {
        #expect(pairs(part("a", "1") + part("b", "") + part("a", "3") + "--x--\r\n") == ["a=1", "b=", "a=3"])
    }

    @Test func keepsLineEndsAndHyphensOfAValue() {
        #expect(pairs(part("a", "\r\n1\r\n--\r\n--y\r\n") + "--x--") == ["a=\r\n1\r\n--\r\n--y\r\n"])
    }

    @Test func takesALineThatOnlyBeginsLikeADelimiterAsContent() {
        #expect(pairs(part("a", "1\r\n--xyz\r\n--x2--") + "--x--") == ["a=1\r\n--xyz\r\n--x2--"])
    }

    @Test func passesOverWhatStandsBeforeAndBehind() {
        #expect(pairs("preamble\r\n" + part("a", "1") + "--x--\r\nepilogue --x") == ["a=1"])
    }

    @Test func allowsBlanksBehindTheBoundary() {
        #expect(pairs("--x \t\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--") == ["a=1"])
    }

    @Test(arguments: [
        "CONTENT-DISPOSITION:form-data;NAME=\"a\"",
        "X: y\r\nContent-Disposition: form-data; filename=\"f;name=b\"; name=a\r\nContent-Type: a/b",
    ])
    func findsTheName(_ head: String) {
        #expect(pairs("--x\r\n\(head)\r\n\r\n1\r\n--x--") == ["a=1"])
    }

    @Test func takesAFormWithoutParts() {
        #expect(pairs("--x--") == [])
    }

    @Test(arguments: [
        "", "--x", "--x\r\n", "--y--", "x--", "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1",
        "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1--x--",
        "--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--", "--x\r\n\r\n1\r\n--x--", "--x\r\nContent-Type: a/b\r\n\r\n1\r\n--x--",
        "--x\r\n\r\n", "--x\r\n--x--",
    ])
    func refusesAMalformedForm(_ body: String) {
        #expect(throws: FormError.malformed) { try FormFields(multipart: Array(body.utf8), boundary: "x") }
    }

    @Test func refusesWhatIsNoUTF8() {
        for (name, value) in [([0x61], [0x70, 0xE4]), ([0xE4], [0x70])] as [([UInt8], [UInt8])] {
            let head = Array("--x\r\nContent-Disposition: form-data; name=\"".utf8) + name + Array("\"\r\n\r\n".utf8)
            #expect(throws: FormError.notUTF8) { try FormFields(multipart: head + value + Array("\r\n--x--".utf8), boundary: "x") }
        }
    }

    @Test func takesAsManyPartsAsTheLimitAllows() throws {
        func form(_ count: Int) -> [UInt8] { Array((String(repeating: part("a", ""), count: count) + "--x--").utf8) }
        #expect(try FormFields(multipart: form(1000), boundary: "x").fields.count == 1000)
        #expect(throws: FormError.tooManyFields(limit: 1000)) { try FormFields(multipart: form(1001), boundary: "x") }
    }

    @Test func takesPartHeadsAndNamesAsLongAsTheLimitsAllow() throws {
        func form(_ head: String) -> [UInt8] { Array("--x\r\n\(head)\r\n\r\n1\r\n--x--".utf8) }
        func form(headOf count: Int) -> [UInt8] {
            let disposition = "Content-Disposition: form-data; name=a\r\nX: "
            return form(disposition + String(repeating: "y", count: count - disposition.utf8.count - 2))
        }
        #expect(try FormFields(multipart: form(headOf: 1024), boundary: "x")["a"] == "1")
        #expect(throws: FormError.partHeadTooLong(limit: 1024)) { try FormFields(multipart: form(headOf: 1027), boundary: "x") }
        var limits = FormLimits()
        limits.partHeadBytes = 2048
        let name = String(repeating: "n", count: 1024)
        func read(nameOf text: String) throws -> FormFields {
            try FormFields(multipart: form("Content-Disposition: form-data; name=\(text)"), boundary: "x", limits: limits)
        }
        #expect(try read(nameOf: name)[name] == "1")
        #expect(throws: FormError.nameTooLong(limit: 1024)) { try read(nameOf: "n" + name) }
    }

    @Test func readsAsManyLinesOfAPartHeadAsTheLimitAllows() {
        func read(_ before: Int, after: Int = 0) throws -> FormFields {
            let lines = [String](repeating: "A: b", count: before) + ["Content-Disposition: form-data; name=a"]
            let head = (lines + [String](repeating: "A: b", count: after)).joined(separator: "\r\n")
            return try FormFields(multipart: Array("--x\r\n\(head)\r\n\r\n1\r\n--x--".utf8), boundary: "x")
        }
        #expect(throws: Never.self) { try read(7) }
        #expect(throws: FormError.tooManyPartHeadLines(limit: 8)) { try read(8) }
        // The reader stops at the name.
        #expect(throws: Never.self) { try read(0, after: 100) }
    }

    @Test(arguments: [";a=b", ";a=\";\"", ";a", ";"])
    func readsAsManyParametersOfADispositionAsTheLimitAllows(_ parameter: String) {
        func read(_ before: Int, after: Int = 0) throws -> FormFields {
            let head = [before, after].map { String(repeating: parameter, count: $0) }.joined(separator: ";name=a")
            return try FormFields(
                multipart: Array("--x\r\nContent-Disposition: form-data\(head)\r\n\r\n1\r\n--x--".utf8), boundary: "x")
        }
        #expect(throws: Never.self) { try read(15) }
        #expect(throws: FormError.tooManyPartHeadParameters(limit: 16)) { try read(16) }
        #expect(throws: Never.self) { try read(0, after: 100) }
    }

    @Test func refusesABoundaryOfAnImpossibleLength() {
        #expect(pairs("----", boundary: "") == nil)
        let long = String(repeating: "b", count: 71)
        #expect(pairs("--\(long)--", boundary: long) == nil)
        let longest = String(repeating: "b", count: 70)
        #expect(pairs("--\(longest)--", boundary: longest) == [])
    }

    /// Comparing more of them would take quadratic time.
    @Test func refusesMoreCombiningMarksInARowThanTheLimit() throws {
        let fits = String(repeating: "%CC%81%CC%A3", count: 15)
        #expect(try FormFields(query: "a\(fits)=b\(fits)").fields.count == 1)
        #expect(throws: FormError.notUTF8) { try FormFields(query: "a=\(fits)%CC%81") }
        #expect(throws: FormError.notUTF8) { try FormFields(query: "a\(fits)%CC%81=b") }
        #expect(throws: NotUTF8.self) { try PercentEncoding.decode("a\(fits)%CC%81", plusIsBlank: false) }
    }
}
