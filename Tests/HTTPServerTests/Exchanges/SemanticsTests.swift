import Calls
import HTTP
import HTTPClient
import HTTPServer
import TestSupport
import Testing

/// Methods, targets, expectations and connections (RFC 9110 and 9112).
@Suite("Semantics")
struct SemanticsTests {
    @Test(arguments: ["GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND", "x-any!token"])
    func takesAnyMethod(_ method: String) throws {
        try withLiveServer(answering: ServingTests.echo) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("\(method) /a HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(connection.receiveAnswer()?.body.hasPrefix("\(method) /a ") == true)
        }
    }

    @Test func neverEchoesATrace() throws {
        let outcome = try outcome(of: "TRACE /secret HTTP/1.1\r\nHost: x\r\nCookie: secret\r\n\r\n")
        #expect(outcome.statuses == [405])
        #expect(outcome.text.contains("Allow: GET"))
        #expect(!outcome.text.contains("secret"))
        #expect(outcome.isClosed)
        #expect(outcome.paths == [])
    }

    @Test func refusesConnect() throws {
        try expectRefusal(405, of: "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n")
    }

    @Test func answersHeadWithoutBody() throws {
        try withLiveServer(answering: { _ in HTTPResponse(status: 200, text: "12345") }) { server in
            let connection = try #require(RawConnection(port: server.port))
            for _ in 1...2 {
                connection.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
                let answer = try #require(connection.receiveAnswer(toHead: true))
                #expect(answer.field("content-length") == "5")
            }
        }
    }

    @Test func answersOptionsForTheWholeServer() throws {
        try withLiveServer(answering: ServingTests.echo) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(connection.receiveAnswer()?.body.hasPrefix("OPTIONS * - ") == true)
        }
    }

    @Test(arguments: [
        ("/a/./b//c/../d", "/a/./b//c/../d -"), ("/%41%00%zz+", "/%41%00%zz+ -"), ("/?", "/ "), ("/a?b?c", "/a b?c"),
        ("/a?%26=%3D&&", "/a %26=%3D&&"),
        ("/\u{E9}?\u{E9}", "/\u{E9} \u{E9}"), ("http://y/a?b", "/a b"), ("HTTP://y:80", "/ -"), ("https://y?b", "/ b"),
        ("/a;jsessionid=1", "/a;jsessionid=1 -"),
    ])
    func passesTheTargetOnAsSent(_ target: String, _ expected: String) throws {
        try withLiveServer(answering: ServingTests.echo) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(connection.receiveAnswer()?.body.hasPrefix("GET \(expected) [") == true)
        }
    }

    @Test func keepsBytesOfTheTargetThatAreNoUTF8Apart() throws {
        try withLiveServer(answering: ServingTests.echo) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send(Array("GET /p".utf8) + [0xE4] + Array("?a=".utf8) + [0xF6] + Array(" HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            #expect(connection.receiveAnswer()?.body.hasPrefix("GET /p%E4 a=%F6 ") == true)
        }
    }

    @Test func takesTheHostFromAnAbsoluteTarget() throws {
        try withLiveServer(answering: { HTTPResponse(status: 200, text: $0.url) }) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET http://real.example:81/a HTTP/1.1\r\nHost: other\r\n\r\n")
            #expect(connection.receiveAnswer()?.body == "http://real.example:81/a")
        }
    }

    @Test func passesFieldsOnInOrderWithRepeats() throws {
        try withLiveServer(answering: ServingTests.echo) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET / HTTP/1.1\r\nHost: x\r\nb: 1\r\nA:2  \r\nB:\t3\t\r\nC:\r\nD:   \r\n\r\n")
            #expect(connection.receiveAnswer()?.body == "GET / - [Host=x&b=1&A=2&B=3&C=&D=] ")
        }
    }

    @Test func passesCookiesOnUntouched() throws {
        try withLiveServer(answering: ServingTests.echo) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET / HTTP/1.1\r\nHost: x\r\nCookie: a=\"b\"; c ;; d=e=f\r\nCookie: g\r\n\r\n")
            #expect(connection.receiveAnswer()?.body == "GET / - [Host=x&Cookie=a=\"b\"; c ;; d=e=f&Cookie=g] ")
        }
    }

    @Test func continuesWhenAskedTo() throws {
        try withLiveServer(answering: ServingTests.echo) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
            #expect(connection.receiveAnswer()?.status == 100)
            connection.send("abc")
            #expect(connection.receiveAnswer()?.body.hasSuffix("] abc") == true)
        }
    }

    @Test func refusesAHeadInsteadOfContinuing() throws {
        let outcome = try outcome(
            of: "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5000000\r\n\r\n", followedBy: "")
        #expect(outcome.statuses == [413])
        #expect(outcome.isClosed)
    }

    @Test func asksTheHandlerBeforeReadingABody() throws {
        struct Picky: HTTPHandler {
            func refusal(ofHead request: HTTPRequest) -> HTTPResponse? {
                request.path == "/no" ? HTTPResponse(status: 415, text: "no \(request.body.count)") : nil
            }

            func answer(_ request: HTTPRequest) -> HTTPAnswer { .now(HTTPResponse(status: 200)) }
        }
        try withLiveServer(Picky()) { server in
            let refused = try #require(RawConnection(port: server.port))
            refused.send("POST /no HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
            let answer = try #require(refused.receiveAnswer())
            #expect(answer.status == 415)
            #expect(answer.body == "no 0")
            #expect(refused.isClosedByPeer())
            let taken = try #require(RawConnection(port: server.port))
            taken.send("POST /yes HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
            #expect(taken.receiveAnswer()?.status == 200)
        }
    }

    @Test func refusesEncodedContent() throws {
        let outcome = try outcome(of: "POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc")
        #expect(outcome.statuses == [415])
        #expect(outcome.text.contains("Accept-Encoding: identity\r\n"))
        #expect(outcome.isClosed)
        #expect(outcome.paths == [])
    }

    @Test(arguments: ["Connection: close", "connection: Close", "Connection: foo, close"])
    func closesWhenTheClientAsks(_ field: String) throws {
        let outcome = try outcome(of: "GET /a HTTP/1.1\r\nHost: x\r\n\(field)\r\n\r\n")
        #expect(outcome.isClosed)
        #expect(outcome.paths == ["/a"])
        #expect(outcome.text.contains("Connection: close\r\n"))
    }

    @Test func closesWhenTheHandlerAsks() throws {
        try withLiveServer(answering: { _ in HTTPResponse(status: 200, closesConnection: true) }) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(connection.receiveAnswer()?.field("connection") == "close")
            #expect(connection.isClosedByPeer())
        }
    }

    @Test func keepsAnHTTP10ConnectionWhenAsked() throws {
        try withLiveServer(answering: ServingTests.echo) { server in
            let connection = try #require(RawConnection(port: server.port))
            for _ in 1...2 {
                connection.send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")
                #expect(connection.receiveAnswer()?.status == 200)
            }
        }
    }

    @Test func answersAClientThatHasFinishedSending() throws {
        try withLiveServer(answering: ServingTests.echo) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
            connection.finishSending()
            #expect(connection.receiveAnswer()?.body.hasSuffix("] abc") == true)
        }
    }

    @Test func writesFieldsAsTheHandlerOrdersThem() throws {
        let handler: @Sendable (HTTPRequest) -> HTTPResponse = { _ in
            var response = HTTPResponse(status: 200, text: "x")
            response.fields.append("Set-Cookie", "a=1")
            response.fields.append("X-Empty", "")
            response.fields.append("Set-Cookie", "b=2")
            response.fields.append("X-Split", HTTPFieldValue(replacingControlsIn: "a\r\nInjected: b"))
            response.fields.append("Content-Length", "99")
            response.fields.append("Transfer-Encoding", "chunked")
            response.fields.append("Connection", "upgrade")
            return response
        }
        try withLiveServer(answering: handler) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            let answer = try #require(connection.receiveAnswer())
            #expect(answer.fields.filter { $0.hasPrefix("Set-Cookie") } == ["Set-Cookie: a=1", "Set-Cookie: b=2"])
            #expect(answer.field("x-empty")?.trimming == "")
            #expect(answer.field("x-split") == "a  Injected: b")
            #expect(answer.field("content-length") == "1")
            #expect(answer.field("transfer-encoding") == nil)
            #expect(answer.field("connection") == nil)
        }
    }

    @Test(arguments: [0, 99, 101, 600, 1000, -1])
    func answers500ForAStatusThatIsNone(_ status: Int) throws {
        try withLiveServer(answering: { _ in HTTPResponse(status: status) }) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(connection.receiveAnswer()?.status == 500)
        }
    }

    @Test func tellsTheClientsAddress() throws {
        try withLiveServer(answering: { HTTPResponse(status: 200, text: "\($0.clientAddress) \($0.isSecure)") }) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(connection.receiveAnswer()?.body == "127.0.0.1 false")
        }
    }
}

extension String {
    fileprivate var trimming: String { String(drop { $0 == " " }) }
}
