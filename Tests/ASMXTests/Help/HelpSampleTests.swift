import ASMX
import HTTP
import SOAP
import Testing

@Suite("The help pages' sample messages")
struct HelpSampleTests {
    let toy = Toy(ServiceSettings(formMethods: [.get, .post]))

    @Test("are answered when they are sent with values, each way to call")
    func roundTrip() throws {
        for number in 0..<4 {
            let sum = try toy.sample(number, of: "Add", ["a": "20", "b": "22"])
            #expect(toy.deliver(sum).text.contains(">42</"), "way \(number)")
            // What needs escaping, in every spelling.
            let text = "a<b>&\"' +%41=\u{E4}"
            let echo = toy.deliver(try toy.sample(number, of: "Echo", ["text": text, "Ticket/Number": "7"]))
            #expect(echo.status == 200)
            #expect((echo.value(of: "EchoResult") ?? echo.value(of: "string")) == text, "way \(number)")
        }
        #expect(toy.ran == Array(repeating: ["Add", "Echo"], count: 4).flatMap(\.self))
    }

    @Test("hold the words of the types where nobody has put values")
    func placeholders() throws {
        let page = toy.page("op=Invert").text
        let request = try #require(page.between("<pre id=\"request-0\">", "</pre>"))
        #expect(request.contains("POST /toy.asmx HTTP/1.1\nHost: localhost\nContent-Type: text/xml; charset=utf-8\n"))
        #expect(request.contains("SOAPAction: &quot;urn:toy/Invert&quot;\n"))
        let blank = "<span class=\"blank\" data-field=\"flag\" data-spelling=\"xml\">boolean</span>"
        #expect(request.contains("\n      &lt;flag&gt;\(blank)&lt;/flag&gt;\n"))
        let response = try #require(page.between("<pre id=\"response-0\">", "</pre>"))
        #expect(response.contains("\n      &lt;InvertResult&gt;<span class=\"blank\">boolean</span>&lt;/InvertResult&gt;\n"))
    }

    @Test("can be copied as commands for curl, quoted for a shell, with words in the blanks")
    func curl() throws {
        let page = toy.page("op=Invert").text
        let soap = try #require(page.between("<pre id=\"curl-0\">", "</pre>"))
        #expect(soap.hasPrefix("curl -s &#39;http://localhost/toy.asmx&#39; \\\n  -H &#39;Content-Type: text/xml; charset=utf-8&#39; \\\n"))
        #expect(soap.contains("-H &#39;SOAPAction: &quot;urn:toy/Invert&quot;&#39;"))
        #expect(soap.contains("--data-binary &#39;&lt;?xml version="))
        #expect(soap.contains("&lt;flag&gt;<span class=\"blank\">boolean</span>&lt;/flag&gt;"))
        #expect(!soap.contains("Content-Length") && !soap.contains("-H &#39;Host"))
        let get = try #require(page.between("<pre id=\"curl-2\">", "</pre>"))
        #expect(get == "curl -s &#39;http://localhost/toy.asmx/Invert?flag=<span class=\"blank\">boolean</span>&#39;")
    }

    @Test("have the header block where the operation has it: in the request, in the answer")
    func headers() throws {
        let page = toy.page("op=Echo").text
        for part in ["request-0", "response-0", "request-1", "response-1"] {
            let message = try #require(page.between("<pre id=\"\(part)\">", "</pre>"))
            #expect(message.contains("&lt;Ticket xmlns=&quot;urn:toy/&quot;&gt;"))
        }
        #expect(!toy.page("op=Add").text.contains("&lt;Ticket"))
    }

    @Test("show a void operation's empty answer")
    func void() throws {
        let page = toy.page("op=Forget").text
        let soap = try #require(page.between("<pre id=\"response-0\">", "</pre>"))
        #expect(soap.contains("&lt;ForgetResponse xmlns=&quot;urn:toy/&quot; /&gt;"))
        #expect(try #require(page.between("<pre id=\"response-2\">", "</pre>")) == "HTTP/1.1 200 OK\n")
    }

    @Test("name the server's public address where it has one")
    func publicOrigin() throws {
        var request = HTTPRequest(method: "GET", path: "/toy.asmx", query: "op=Add")
        request.publicOrigin = "https://api.example.org:444"
        let sample = try #require(toy.send(request).text.between("<pre id=\"request-0\">", "</pre>"))
        #expect(sample.contains("\nHost: api.example.org:444\n"))
    }
}

extension Toy {
    /// The request of a page's sample with values in the places of its blanks, as the page's script would send it.
    func sample(_ number: Int, of operation: String, _ values: [String: String]) throws -> HTTPRequest {
        let html = try #require(page("op=\(operation)").text.between("<pre id=\"request-\(number)\">", "</pre>"))
        var filled = ""
        var rest = html[...]
        while let blank = rest.firstMatch(of: /<span class="blank"(?: data-field="([^"]*)" data-spelling="([a-z]*)")?>[^<]*<\/span>/) {
            filled += Self.unescaped(rest[..<blank.range.lowerBound])
            let value = blank.output.1.flatMap { values[String($0)] } ?? ""
            filled += Self.spelled(value, String(blank.output.2 ?? ""))
            rest = rest[blank.range.upperBound...]
        }
        filled += Self.unescaped(rest)
        return try HTTPRequest(message: filled)
    }

    /// Sends a request whose path may name an operation behind the page's name.
    func deliver(_ request: HTTPRequest) -> HTTPResponse {
        let pathInfo = request.path.split(separator: "/").dropFirst().first.map(String.init)
        return send(request, pathInfo: pathInfo)
    }

    private static func unescaped(_ html: Substring) -> String {
        String(html).replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
            .replacing("&amp;", with: "&")
    }

    private static func spelled(_ value: String, _ spelling: String) -> String {
        switch spelling {
        case "xml": value.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        case "url": PercentEncoding.encode(value)
        default: value
        }
    }
}

extension HTTPRequest {
    /// A request taken from its text; the fields that a client's library writes by itself are passed over.
    init(message: String) throws {
        let parts = message.split(separator: "\n\n", maxSplits: 1)
        let lines = try #require(parts.first).split(separator: "\n")
        let start = try #require(lines.first).split(separator: " ")
        try #require(start.count == 3)
        let target = start[1].split(separator: "?", maxSplits: 1)
        var fields = HTTPFields()
        for line in lines.dropFirst() {
            let field = line.split(separator: ": ", maxSplits: 1)
            guard field.count == 2, field[0] != "Content-Length" else { continue }
            fields.append(name: String(field[0]), HTTPFieldValue(replacingControlsIn: String(field[1])))
        }
        self.init(
            method: String(start[0]), path: String(target[0]), query: target.count > 1 ? String(target[1]) : nil, fields: fields,
            body: Array((parts.count > 1 ? String(parts[1]) : "").utf8))
    }
}
