import HTTP
import Testing

@Suite("Percent-encoding")
struct PercentEncodingTests {
    @Test(arguments: [
        ("a%20b", "a b"), ("%41%7a", "Az"), ("%", "%"), ("%2", "%2"), ("%g1%2g", "%g1%2g"), ("%%41", "%A"), ("a+b", "a+b"),
        ("%E2%82%AC", "\u{20AC}"), ("%00", "\0"),
    ])
    func decodes(_ text: String, _ expected: String) throws {
        #expect(try PercentEncoding.decode(text, plusIsBlank: false) == expected)
    }

    @Test func decodesThePlusOnlyWhenAsked() throws {
        #expect(try PercentEncoding.decode("a+%2B", plusIsBlank: true) == "a +")
    }

    @Test func refusesWhatIsNoUTF8() {
        #expect(throws: NotUTF8()) { try PercentEncoding.decode("%C3%28", plusIsBlank: false) }
        #expect(throws: NotUTF8()) { try PercentEncoding.decode([0xFF][...], plusIsBlank: true) }
        #expect(throws: NotUTF8()) { try PercentEncoding.decode("%ED%A0%80", plusIsBlank: false) }
    }

    @Test func encodesAllButUnreservedCharacters() {
        #expect(PercentEncoding.encode("AZaz09-._~") == "AZaz09-._~")
        #expect(PercentEncoding.encode(" /?&=+%\u{E9}\0") == "%20%2F%3F%26%3D%2B%25%C3%A9%00")
    }

    @Test func makesATextOfAnyBytes() {
        #expect(PercentEncoding.encodeBeyondASCII([0x61, 0x25, 0xE4, 0x2F]) == "a%%E4/")
    }

    @Test func decodesWhatItEncodes() throws {
        let text = String(String.UnicodeScalarView((0...0x24F).compactMap(Unicode.Scalar.init)))
        #expect(try PercentEncoding.decode(PercentEncoding.encode(text), plusIsBlank: true) == text)
    }
}

@Suite("Base64")
struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("Zg==", "f"), ("Zg", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYmFy", "foobar"),
        ("QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin:open sesame"),
    ])
    func decodes(_ text: String, _ expected: String) {
        #expect(Base64.decode(text) == Array(expected.utf8))
    }

    @Test func decodesEveryByte() {
        #expect(Base64.decode("+/8A/w==") == [0xFB, 0xFF, 0x00, 0xFF])
    }

    @Test(arguments: ["Z", "Zm9vY", "Zm 9v", "Zm9v\n", "Z=g=", "Zm-v", "Zm_v", "\u{E9}"])
    func refusesWhatIsNone(_ text: String) {
        #expect(Base64.decode(text) == nil)
    }
}

@Suite("Messages")
struct MessageTests {
    @Test func knowsItsAddress() {
        var request = HTTPRequest(method: "GET", path: "/a", query: "b")
        #expect(request.url == "http://localhost/a")
        request.fields.append("host", "example.org:8080")
        #expect(request.url == "http://example.org:8080/a")
        request.isSecure = true
        #expect(request.url == "https://example.org:8080/a")
        request.publicOrigin = "https://api.example.org"
        #expect(request.url == "https://api.example.org/a")
    }

    @Test func carriesTextWithItsType() {
        let response = HTTPResponse(status: 404, text: "no \u{E9}")
        #expect(response.status == 404)
        #expect(response.fields.first("Content-Type") == "text/plain; charset=utf-8")
        #expect(response.body == Array("no \u{E9}".utf8))
        #expect(!response.closesConnection)
    }
}
