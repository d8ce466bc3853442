import Calls
import HTTP
import HTTPServer
import TestSupport
import Testing

/// The limits of a request's size: just at them is served, just over them is refused and the connection closed.
@Suite("Limits")
struct LimitTests {
    private func head(target: String = "/", fields: [String]) -> String {
        "GET \(target) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + fields.map { "\($0)\r\n" }.joined() + "\r\n"
    }

    @Test func takesARequestLineOf8KiB() throws {
        let outcome = try outcome(of: head(target: "/" + String(repeating: "a", count: 8192 - 14), fields: []))
        #expect(outcome.statuses == [200])
    }

    @Test func refusesARequestLineOver8KiB() throws {
        try expectRefusal(414, of: head(target: "/" + String(repeating: "a", count: 8192 - 13), fields: []))
        try expectRefusal(414, of: head(target: "/?" + String(repeating: "a=b&", count: 3000), fields: []))
    }

    @Test func refusesARequestLineOfAnyLength() throws {
        try expectRefusal(414, of: head(target: "/" + String(repeating: "a", count: 100_000), fields: []))
    }

    @Test func refusesARequestLineThatNeverEnds() throws {
        let outcome = try outcome(of: "GET /" + String(repeating: "a", count: 60_000), followedBy: "")
        #expect(outcome.statuses == [414])
        #expect(outcome.isClosed)
    }

    @Test func takesAFieldOf8KiB() throws {
        let outcome = try outcome(of: head(fields: ["X:" + String(repeating: "a", count: 8190)]))
        #expect(outcome.statuses == [200])
    }

    @Test func refusesAFieldOver8KiB() throws {
        try expectRefusal(431, of: head(fields: ["X:" + String(repeating: "a", count: 8191)]))
        try expectRefusal(431, of: head(fields: [String(repeating: "X", count: 8191) + ":a"]))
    }

    @Test func takes100Fields() throws {
        let outcome = try outcome(of: head(fields: (1...98).map { "X\($0): y" }))
        #expect(outcome.statuses == [200])
    }

    @Test func refuses101Fields() throws {
        try expectRefusal(431, of: head(fields: (1...99).map { "X\($0): y" }))
    }

    @Test func refusesFieldsWithoutEnd() throws {
        try expectRefusal(431, of: head(fields: (1...20_000).map { _ in "a:" }))
    }

    /// A head of an exact size: two long fields and one that fills it up.
    private func head(ofSize size: Int) -> String {
        let fields = (1...2).map { "X\($0): \(String(repeating: "a", count: 8000))" }
        let rest = size - head(fields: fields).utf8.count - 4
        return head(fields: fields + ["Y:" + String(repeating: "b", count: rest)])
    }

    @Test func takesAHeadOf16KiB() throws {
        let text = head(ofSize: 16384)
        #expect(text.utf8.count == 16384)
        let outcome = try outcome(of: text)
        #expect(outcome.statuses == [200])
    }

    @Test func takesAHeadOf16KiBWith100Fields() throws {
        let text = head(fields: (1...98).map { _ in "X: " + String(repeating: "a", count: 160) })
        #expect((16000...16384).contains(text.utf8.count))
        let outcome = try outcome(of: text)
        #expect(outcome.statuses == [200])
    }

    @Test func refusesAHeadOver16KiB() throws {
        try expectRefusal(431, of: head(ofSize: 16385))
        try expectRefusal(431, of: head(fields: (1...20).map { "X\($0): \(String(repeating: "a", count: 8000))" }))
    }

    @Test func takesManyParametersOfAQuery() throws {
        // The library would keep a record of 64 bytes for each of them.
        let outcome = try outcome(of: head(target: "/?" + String(repeating: "a&", count: 4000), fields: []))
        #expect(outcome.statuses == [200])
    }

    @Test func takesABodyOfTheLimit() throws {
        var configuration = HTTPServerConfiguration()
        configuration.limits.bodyBytes = 1000
        let body = String(repeating: "b", count: 1000)
        let plain = try outcome(
            of: "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n\(body)", configuration: configuration)
        #expect(plain.statuses == [200])
        let chunked = try outcome(
            of: "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n\(body)\r\n0\r\n\r\n",
            configuration: configuration)
        #expect(chunked.statuses == [200])
    }

    @Test func refusesABodyAnnouncedOverTheLimitBeforeItComes() throws {
        var configuration = HTTPServerConfiguration()
        configuration.limits.bodyBytes = 1000
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }, configuration: configuration) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n")
            #expect(connection.receiveAnswer()?.status == 413)
            #expect(connection.isClosedByPeer())
        }
    }

    @Test func refusesAChunkedBodyOnceItIsOverTheLimit() throws {
        var configuration = HTTPServerConfiguration()
        configuration.limits.bodyBytes = 1000
        let body = String(repeating: "b", count: 1001)
        try expectRefusal(
            413, of: "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n\(body)", configuration: configuration)
    }

    /// Refuses bodies of one address in its own way.
    private struct OwnRefusal: HTTPHandler {
        func answer(_ request: HTTPRequest) -> HTTPAnswer { .now(HTTPResponse(status: 200)) }

        func refusal(ofLargeBody request: HTTPRequest) -> HTTPResponse? {
            guard request.path == "/own", request.isTooLarge else { return nil }
            return HTTPResponse(status: 500, contentType: "text/xml", body: Array("<own \(request.method)/>".utf8))
        }
    }

    @Test(
        "A handler may refuse a large body in its own way, however the body is found to be large",
        arguments: [
            "Content-Length: 1001\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n3e9\r\n\(String(repeating: "b", count: 1001))",
            "Transfer-Encoding: chunked\r\n\r\n1f4\r\n\(String(repeating: "b", count: 500))\r\n1f5\r\n",
        ])
    func ownRefusal(rest: String) throws {
        var configuration = HTTPServerConfiguration()
        configuration.limits.bodyBytes = 1000
        try withLiveServer(OwnRefusal(), configuration: configuration) { server in
            for (path, status) in [("/own", 500), ("/other", 413)] {
                let connection = try #require(RawConnection(port: server.port))
                connection.send("POST \(path) HTTP/1.1\r\nHost: x\r\n\(rest)")
                let answer = connection.receiveAnswer()
                #expect(answer?.status == status)
                if status == 500 { #expect(answer?.body.contains("<own ") == true) }
                #expect(connection.isClosedByPeer())
            }
        }
    }

    @Test func refusesBodiesThatTogetherAreOverTheLimit() throws {
        var configuration = HTTPServerConfiguration()
        configuration.limits.allBodiesBytes = 1000
        try withLiveServer(answering: { HTTPResponse(status: 200, text: "\($0.body.count)") }, configuration: configuration) { server in
            let body = String(repeating: "b", count: 600)
            let head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 601\r\n\r\n"
            let first = try #require(RawConnection(port: server.port))
            first.send(head + body)
            #expect(first.receive(within: 50) == nil)
            let second = try #require(RawConnection(port: server.port))
            second.send(head + body)
            #expect(second.receiveAnswer()?.status == 503)
            #expect(second.isClosedByPeer())
            first.send("b")
            #expect(first.receiveAnswer()?.body == "601")
            // What was taken has been given back, by both.
            for _ in 1...5 {
                first.send(head + body + "b")
                #expect(first.receiveAnswer()?.body == "601")
            }
        }
    }

    @Test func neverTakesMoreThan64MiB() {
        var limits = HTTPLimits()
        limits.bodyBytes = .max
        #expect(limits.bodyBytes == 64 << 20)
        limits.bodyBytes = -1
        #expect(limits.bodyBytes == 0)
    }

    @Test func aRefusalReachesAClientThatIsStillSending() throws {
        // What lies unread in a socket when it is closed makes the kernel answer with a reset, which may overtake the refusal.
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }) { server in
            for _ in 1...20 {
                let connection = try #require(RawConnection(port: server.port))
                connection.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n")
                for _ in 1...50 { #expect(connection.send(Array(repeating: 0x62, count: 100_000))) }
                #expect(connection.receiveAnswer()?.status == 413)
            }
        }
    }
}
