import HTTP
import Testing

@Suite("Media types")
struct MediaTypeTests {
    @Test(arguments: [
        ("text/xml", "text/xml", []), ("Text/XML", "text/xml", []), ("  text/xml\t", "text/xml", []),
        ("text/xml; charset=utf-8", "text/xml", ["charset=utf-8"]), ("text/xml;CHARSET = \"UTF-8\" ", "text/xml", ["charset=UTF-8"]),
        ("application/soap+xml; action=\"urn:a;b\"; charset=utf-8", "application/soap+xml", ["action=urn:a;b", "charset=utf-8"]),
        ("a/b;;c=d;", "a/b", ["c=d"]), ("a/b;c", "a/b", []), ("a/b;c;d=e", "a/b", ["d=e"]), ("a/b;c=", "a/b", ["c="]),
        ("a/b;=c", "a/b", []),
        ("a/b;c=\"\\\"\\\\\"", "a/b", ["c=\"\\"]), ("a/b;c=\"d", "a/b", ["c=d"]), ("a/b;c=\"d\\", "a/b", ["c=d\\"]),
        ("a/b;c=\"d\"e;f=g", "a/b", ["c=d", "f=g"]),
        ("a/b;c=d=e", "a/b", ["c=d=e"]), ("a/b;c=1;c=2", "a/b", ["c=1", "c=2"]), ("a/b;c=\"\u{301}d\";e=f", "a/b", ["c=\u{301}d", "e=f"]),
    ])
    func reads(_ text: String, _ essence: String, _ parameters: [String]) throws {
        let type = try #require(MediaType(parsing: text))
        #expect(type.essence == essence)
        #expect(type.parameters.map { "\($0.name)=\($0.value)" } == parameters)
    }

    @Test func givesTheFirstParameterOfAName() throws {
        let type = try #require(MediaType(parsing: "a/b;c=1;C=2"))
        #expect(type.parameter("c") == "1")
        #expect(type.parameter("d") == nil)
    }

    @Test(arguments: [
        ("a/b; charset=utf-8", "utf-8"), ("a/b;charset='ISO-8859-1'", "ISO-8859-1"), ("a/b; charset = \"'utf-8' \"", "utf-8"),
        ("a/b;charset='utf-8", "utf-8"),
    ])
    func namesACharset(_ text: String, _ charset: String) {
        #expect(MediaType(parsing: text)?.charset == charset)
    }

    @Test(arguments: ["a/b", "a/b;charset=", "a/b;charset=\"\"", "a/b;charset=' '"])
    func namesNoCharset(_ text: String) {
        #expect(MediaType(parsing: text)?.charset == nil)
    }

    @Test(arguments: [
        "", "text", "/", "text/", "/xml", "text/xml/a", "text /xml", "text/ xml", "te\u{E9}t/xml", ";a/b", "text/xml,text/html",
    ])
    func refusesWhatIsNoType(_ text: String) {
        #expect(MediaType(parsing: text) == nil)
    }
}
