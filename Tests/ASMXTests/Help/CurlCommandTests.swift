import Testing

@testable import ASMX

@Suite("Commands for curl")
struct CurlCommandTests {
    @Test("quote what a shell would read, so that no value ends its word")
    func quoting() {
        let request = "POST /a HTTP/1.1\nHost: h:81\nContent-Length: 5\nX: 'y' $(z)\n\nit's"
        #expect(
            CurlCommand(request, scheme: "https").text == """
                curl -s 'https://h:81/a' \\
                  -H 'X: '\\''y'\\'' $(z)' \\
                  --data-binary 'it'\\''s'
                """)
    }

    @Test("name the method of a request without a body, unless it is GET")
    func method() {
        #expect(CurlCommand("POST /a HTTP/1.1\nHost: h\n", scheme: "http").text == "curl -s 'http://h/a' \\\n  -X POST")
        #expect(CurlCommand("GET /a HTTP/1.1\nHost: h\n", scheme: "http").text == "curl -s 'http://h/a'")
    }
}
