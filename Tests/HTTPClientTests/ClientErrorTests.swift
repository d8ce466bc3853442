import Calls
import HTTP
import HTTPClient
import HTTPServer
import TestSupport
import Testing

/// What happens when there is no answer, or a strange one. Errors say what to do.
@Suite("Client errors")
struct ClientErrorTests {
    private let client = HTTPClient(timeout: .seconds(10))

    private func failure(_ request: HTTPClientRequest, client: HTTPClient? = nil) -> HTTPClientError? {
        do throws(HTTPClientError) {
            _ = try (client ?? self.client).send(request)
            return nil
        } catch {
            return error
        }
    }

    private func answer(to bytes: String) throws -> HTTPResponse {
        let server = try #require(CannedServer(answering: Array(bytes.utf8)))
        return try client.send(HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/"))
    }

    @Test func asksWhetherTheServerRuns() throws {
        var port: UInt16 = 0
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }) { port = $0.port }
        let error = failure(HTTPClientRequest(url: "http://127.0.0.1:\(port)/"))
        guard case .couldNotConnect = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.description.hasSuffix("; is the server running?") == true)
    }

    @Test func namesAHostThatIsUnknown() {
        guard case .couldNotConnect = failure(HTTPClientRequest(url: "http://no.such.host.invalid/")) else {
            Issue.record("connected")
            return
        }
    }

    @Test func givesUpWhenTimeIsUp() throws {
        let gate = Gate()
        let handler = ClosureHandler { _ in
            .later(for: .disk, busy: { HTTPResponse(status: 503) }) {
                gate.wait()
                return HTTPResponse(status: 200)
            }
        }
        try withLiveServer(handler) { server in
            let time = Duration.milliseconds(100)
            #expect(
                failure(HTTPClientRequest(url: server.url), client: HTTPClient(timeout: time)) == .timedOut(url: server.url, after: time))
            gate.open()
        }
    }

    @Test func trustsOnlyWhatIsTrusted() throws {
        var configuration = HTTPServerConfiguration()
        configuration.tls = TLSFiles(certificate: TestCertificate.certificate, key: TestCertificate.key)
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }, configuration: configuration) { server in
            guard case .untrusted = failure(HTTPClientRequest(url: server.url)) else {
                Issue.record("trusted")
                return
            }
            let answer1 = try HTTPClient(timeout: .seconds(10), verifiesTLS: false).send(HTTPClientRequest(url: server.url))
            #expect(answer1.status == 200)
        }
    }

    @Test(arguments: ["", "nonsense:", "ftp://127.0.0.1/", "file:///etc/hosts", "http://", "http://a b/"])
    func refusesWhatIsNoAddress(_ url: String) {
        guard case .malformedRequest = failure(HTTPClientRequest(url: url)) else {
            Issue.record("took \(url)")
            return
        }
    }

    @Test(arguments: ["", "G T", "GET\r\n", "G\u{E9}T"])
    func refusesAMethodThatIsNoToken(_ method: String) {
        #expect(
            failure(HTTPClientRequest(url: "http://127.0.0.1:1/", method: method)) == .malformedRequest(reason: "the method is not a token")
        )
    }

    @Test(arguments: [("", "a"), ("a b", "a"), ("a", "b\r\nc: d"), ("a:", "b"), ("a", "\0")])
    func refusesAMalformedField(_ name: String, _ value: String) {
        guard case .malformedRequest = failure(HTTPClientRequest(url: "http://127.0.0.1:1/", fields: [(name, value)])) else {
            Issue.record("sent")
            return
        }
    }

    @Test(arguments: [
        "", "nonsense", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz",
    ])
    func failsOnABrokenAnswer(_ bytes: String) throws {
        let server = try #require(CannedServer(answering: Array(bytes.utf8)))
        let url = "http://127.0.0.1:\(server.port)/"
        guard case .noAnswer = failure(HTTPClientRequest(url: url)) else {
            Issue.record("took it")
            return
        }
    }

    @Test func passesOverInterimAnswers() throws {
        let answer = try answer(to: "HTTP/1.1 100 Continue\r\nX: 1\r\n\r\nHTTP/1.1 404 Not Found\r\nY: 2\r\nContent-Length: 1\r\n\r\na")
        #expect(answer.status == 404)
        #expect(answer.fields.all.map(\.name) == ["Y", "Content-Length"])
        #expect(answer.body == [0x61])
    }

    @Test func readsABodyThatEndsWithTheConnection() throws {
        let answer = try answer(to: "HTTP/1.0 200\r\n\r\nabc")
        #expect(answer.status == 200)
        #expect(answer.body == Array("abc".utf8))
    }

    @Test func readsAChunkedBody() throws {
        let answer = try answer(to: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n")
        #expect(answer.body == Array("abcde".utf8))
    }
}
