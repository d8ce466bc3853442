import HTTP
import HTTPClient
import Testing
import XML

@testable import Replay

@Suite("Replaying")
struct ReplayerTests {
    private func file(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func readsAMessageWithEitherLineEnding() throws {
        for text in ["POST /a HTTP/1.1\nA: b\n\nx\ny\n", "POST /a HTTP/1.1\r\nA:  b \r\n\r\nx\ny\r\n"] {
            let message = try MessageFile(file(text))
            #expect(message.startLine == "POST /a HTTP/1.1")
            #expect(message.fields.map { "\($0.name)=\($0.value)" } == ["A=b"])
            #expect(message.body == file("x\ny"))
        }
    }

    @Test(arguments: ["GET / HTTP/1.1", "GET / HTTP/1.1\n", "GET / HTTP/1.1\n\n", "GET / HTTP/1.1\nA: b"])
    func readsAMessageWithoutABody(text: String) throws {
        #expect(try MessageFile(file(text)).body.isEmpty)
    }

    @Test func onlyOneLineEndIsTakenFromTheBody() throws {
        #expect(try MessageFile(file("GET / HTTP/1.1\n\nx\n\n")).body == file("x\n"))
    }

    @Test(arguments: ["", "\n\nx", "GET / HTTP/1.1\nno field\n\n", "GET / HTTP/1.1\n: x\n\n"])
    func refusesAMessageThatIsNone(text: String) {
        #expect(throws: ReplayError.self) { try MessageFile(file(text)) }
    }

    @Test(arguments: ["GET /", "GET http://x/ HTTP/1.1", "GET  / HTTP/1.1", "HTTP/1.1 200 OK", "GET / HTTP/2"])
    func refusesARequestLineThatIsNone(line: String) {
        #expect(throws: ReplayError.self) { try RecordedRequest(MessageFile(file(line + "\n\n"))) }
    }

    @Test func sendsWhatWasRecordedToTheServerThatWasNamed() throws {
        let recorded = "POST /a%20b?c={{x}} HTTP/1.1\nHost: staging\nX-Y: {{x}}\nContent-Length: length\n\n<{{x}}/>\n"
        var captures = Captures()
        captures["x"] = file("1")
        let request = try RecordedRequest(MessageFile(file(recorded))).filled(with: captures, base: "http://h:1/p")
        #expect(request.url == "http://h:1/p/a%20b?c=1")
        #expect(request.method == "POST")
        #expect(request.fields.map { "\($0.name): \($0.value)" } == ["X-Y: 1"])
        #expect(request.body == file("<1/>"))
    }

    @Test func refusesALengthThatIsNotTheBodys() throws {
        _ = try RecordedRequest(MessageFile(file("POST / HTTP/1.1\nContent-Length: 3\n\nabc\n")))
        #expect(throws: ReplayError("Content-Length is 4, but the body has 3 bytes; write \"length\" to have it counted")) {
            try RecordedRequest(MessageFile(file("POST / HTTP/1.1\nContent-Length: 4\n\nabc\n")))
        }
    }

    @Test func comparesABodyThatBeginsWithAPlaceholderAsText() throws {
        let response = try RecordedResponse(MessageFile(file("HTTP/1.1 200 OK\n\n{{any}}")))
        var captures = Captures()
        #expect(response.differences(from: HTTPResponse(status: 200, text: "live\n"), &captures).isEmpty)
        #expect(response.differences(from: HTTPResponse(status: 200, text: "{"), &captures).isEmpty)
    }

    private func recorded(_ name: String, _ request: String, _ response: String) -> ReplayCase {
        ReplayCase(suite: "s", name: name, request: file(request), response: file(response))
    }

    @Test func laterCasesUseWhatEarlierOnesKept() {
        var sent: [String] = []
        var replayer = Replayer(baseURL: "http://h") { request throws(HTTPClientError) in
            sent.append(request.url)
            return HTTPResponse(status: 200, text: "id=77")
        }
        let first = replayer.run(recorded("1", "GET /a HTTP/1.1\n\n", "HTTP/1.1 200 OK\n\nid={{id=int}}\n"))
        let second = replayer.run(recorded("2", "GET /b/{{id}} HTTP/1.1\n\n", "HTTP/1.1 200 OK\n\nid={{id}}\n"))
        let third = replayer.run(recorded("3", "GET /{{other}} HTTP/1.1\n\n", "HTTP/1.1 200 OK\n\n"))
        #expect(first.passed)
        #expect(second.passed)
        #expect(third.differences.map(\.description) == ["3.request.http: {{other}} was captured by no earlier case"])
        #expect(sent == ["http://h/a", "http://h/b/77"])
    }

    @Test func secretsAreGivenBesideTheRecordingAndSpelledAsTheirPlaceNeedsThem() {
        var sent: [String] = []
        var replayer = Replayer(baseURL: "http://h/v", secrets: ["old": "a&<\"b\" é"]) { request throws(HTTPClientError) in
            sent.append("\(request.url) \(String(decoding: request.body, as: UTF8.self))")
            var answer = HTTPResponse(status: 200, text: "a&<\"b\" é")
            answer.fields.append("Location", "http://h/v/x")
            return answer
        }
        for (type, body) in [
            ("text/xml; charset=utf-8", "<a>{{secret:old}}</a>"), ("application/json", "\"{{secret:old}}\""),
            ("application/x-www-form-urlencoded", "p={{secret:old}}"), ("text/plain", "{{secret:old}}"),
        ] {
            let result = replayer.run(
                recorded(
                    "1", "POST /a?p={{secret:old}} HTTP/1.1\nContent-Type: \(type)\n\n\(body)",
                    "HTTP/1.1 200 OK\nLocation: {{base}}/x\n\n{{secret:old}}"))
            #expect(result.differences.isEmpty)
        }
        let url = "http://h/v/a?p=a%26%3C%22b%22%20%C3%A9"
        #expect(
            sent == [
                "\(url) <a>a&amp;&lt;&quot;b&quot; é</a>", "\(url) \"a&<\\\"b\\\" é\"", "\(url) p=a%26%3C%22b%22%20%C3%A9",
                "\(url) a&<\"b\" é",
            ])
        let missing = replayer.run(recorded("2", "GET /{{secret:new}} HTTP/1.1\n\n", "HTTP/1.1 200 OK\n\n"))
        #expect(missing.differences.map(\.description) == ["2.request.http: {{secret:new}} has no value; give it beside the recording"])
    }

    @Test func findsThePlacesInWhichAServerDiffersFromItself() {
        var count = 0
        var replayer = Replayer(baseURL: "http://h") { _ throws(HTTPClientError) in
            count += 1
            return HTTPResponse(status: 200, contentType: "text/xml", body: Array("<a><t>\(count)</t><u>{{int}}</u><v>2</v></a>".utf8))
        }
        let places = replayer.volatilePlaces(
            recorded("1", "GET / HTTP/1.1\n\n", "HTTP/1.1 200 OK\nContent-Type: text/xml\n\n<a><t>9</t><u>x</u><v>9</v></a>"))
        #expect(places.contains("body /a/t"))
        #expect(!places.contains("body /a/v"))
        #expect(count == 2)
    }

    @Test func aServerThatDoesNotAnswerFailsTheCase() {
        var replayer = Replayer(baseURL: "http://h") { _ throws(HTTPClientError) in throw .noAnswer(url: "http://h/", reason: "gone") }
        let result = replayer.run(recorded("1", "GET / HTTP/1.1\n\n", "HTTP/1.1 200 OK\n\n"))
        #expect(result.differences.map(\.description) == ["no answer from http://h/: gone; look at the server's log"])
    }

    @Test func junitReportHasASuitePerFolderAndAFailurePerDifference() throws {
        let results = [
            ReplayResult(suite: "a", name: "1", differences: [], time: .milliseconds(1500)),
            ReplayResult(
                suite: "a", name: "2", differences: [Difference("status", "<bad>"), Difference("body", "\"x\"")], time: .milliseconds(5)),
            ReplayResult(suite: "b", name: "1", differences: [], time: .zero),
        ]
        let root = try XMLDocument.parse(JUnitReport.bytes(results)).root
        #expect(root.attribute("tests") == "3")
        #expect(root.attribute("failures") == "1")
        let suites = Array(root.children)
        #expect(suites.map { $0.attribute("name") } == ["a", "b"])
        let cases = Array(suites[0].children)
        #expect(cases[0].attribute("time") == "1.500")
        #expect(cases[1].attribute("time") == "0.005")
        #expect(cases[1].firstChild?.attribute("message") == "status: <bad>")
        #expect(cases[1].firstChild?.text == "status: <bad>\nbody: \"x\"")
    }
}
