import HTTP
import Testing

@Suite("Authorities")
struct AuthorityTests {
    @Test(
        arguments: [
            ("x", "x", nil), ("x:80", "x", 80), ("x:", "x", nil), ("x:65535", "x", 65535), ("x:00080", "x", 80),
            ("127.0.0.1", "127.0.0.1", nil),
            ("[::1]:8080", "[::1]", 8080), ("[2001:DB8::7]", "[2001:DB8::7]", nil), ("[::]", "[::]", nil),
            ("[1:2:3:4:5:6:7:8]:1", "[1:2:3:4:5:6:7:8]", 1), ("[::ffff:127.0.0.1]:1", "[::ffff:127.0.0.1]", 1),
            ("a-b.example.org.", "a-b.example.org.", nil), ("my_service~1", "my_service~1", nil),
            ("xn--bcher-kva.example", "xn--bcher-kva.example", nil),
        ] as [(String, String, UInt16?)])
    func takesHostAndPort(_ text: String, _ host: String, _ port: UInt16?) {
        let authority = Authority(text)
        #expect(authority?.host == host)
        #expect(authority?.port == port)
    }

    @Test(arguments: [
        "", ":", ":80", " ", "a b", "a\tb", "a\u{1}", "a\0", "a/b", "a@b", "user@a:80", "a?b", "a#b", "a\\b", "a\"b<c", "a'b", "a&b", "a,b",
        "a%20b",
        "ü", "x:80:80", "x:-1", "x:+1", "x:8o", "x:65536", "x:000080", "x:99999999999999999999", "[", "[]", "[]:80", "[::1", "[::1]x",
        "[::1]80",
        "::1", "[a]", "[x::1]", "[1:2:3:4:5:6:7:8:9:a]", "[fe80::1%25eth0]", "[v1.x]", "[:::]", "[::::::::]", "[1::2::3]", "[12345::]",
        "[::1.2]", "[1:2:3:4:5:6:7]", "[::256.0.0.1]", "[127.0.0.1]", "[::1\0]",
    ])
    func refusesAnythingElse(_ text: String) {
        #expect(Authority(text) == nil)
    }

    @Test(arguments: ["localhost", "LocalHost:8081", "localhost.", "a.localhost", "127.0.0.1:1", "127.1.2.3", "[::1]:8081"])
    func knowsTheLoopback(_ text: String) {
        #expect(Authority(text)?.isLoopback == true)
    }

    @Test(arguments: [
        "example.org", "localhost.example.org", "xlocalhost", "127.0.0.1.example.org", "127.0.0.256", "127.0.0", "128.0.0.1", "[::2]",
        "0.0.0.0",
    ])
    func knowsWhatIsNotTheLoopback(_ text: String) {
        #expect(Authority(text)?.isLoopback == false)
    }

    @Test func limitsTheLength() {
        #expect(Authority(String(repeating: "a", count: Authority.maximumHostLength)) != nil)
        #expect(Authority(String(repeating: "a", count: Authority.maximumHostLength + 1)) == nil)
        #expect(Authority("[" + String(repeating: "0", count: 60) + "::1]") == nil)
    }
}
