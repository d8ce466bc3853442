import Calls
import HTTP
import HTTPClient
import HTTPServer
import TestSupport
import Testing

@Suite("Serving")
struct ServingTests {
    /// Answers with what it was asked, one line each.
    static let echo: @Sendable (HTTPRequest) -> HTTPResponse = { request in
        let fields = request.fields.all.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        return HTTPResponse(
            status: 200,
            text: "\(request.method) \(request.path) \(request.query ?? "-") [\(fields)] \(String(decoding: request.body, as: UTF8.self))")
    }

    private let client = HTTPClient(timeout: .seconds(10))

    @Test func answersAGet() throws {
        try withLiveServer(answering: Self.echo) { server in
            let answer = try client.send(HTTPClientRequest(url: "\(server.url)/a%20b/?x=%31&y"))
            #expect(answer.status == 200)
            #expect(String(decoding: answer.body, as: UTF8.self).hasPrefix("GET /a%20b/ x=%31&y "))
            #expect(answer.fields.first("Date") != nil)
            #expect(answer.fields.first("Content-Length") == "\(answer.body.count)")
        }
    }

    @Test func answersAPostWithItsBody() throws {
        try withLiveServer(answering: { HTTPResponse(status: 200, contentType: "application/octet-stream", body: $0.body) }) { server in
            let body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
            let answer = try client.send(HTTPClientRequest(url: server.url + "/", method: "POST", body: body))
            #expect(answer.body == body)
        }
    }

    @Test func servesSeveralRequestsOnOneConnection() throws {
        try withLiveServer(answering: Self.echo) { server in
            let connection = try #require(RawConnection(port: server.port))
            for number in 1...3 {
                connection.send("GET /\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
                let answer = try #require(connection.receiveAnswer())
                #expect(answer.body.hasPrefix("GET /\(number) "))
            }
        }
    }

    @Test func servesPipelinedRequestsInTheirOrder() throws {
        try withLiveServer(answering: Self.echo) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send((1...50).map { "POST /\($0) HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" }.joined())
            for number in 1...50 {
                let answer = try #require(connection.receiveAnswer())
                #expect(answer.body.hasPrefix("POST /\(number) "))
            }
        }
    }

    @Test func answersLaterWorkOnAThreadThatMayBlock() throws {
        let handler = ClosureHandler { request in
            .later(for: .disk, busy: { HTTPResponse(status: 503) }) { HTTPResponse(status: 200, text: "later \(request.path)") }
        }
        try withLiveServer(handler) { server in
            let connection = try #require(RawConnection(port: server.port))
            for number in 1...100 {
                connection.send("GET /\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
                let answer = try #require(connection.receiveAnswer())
                #expect(answer.body == "later /\(number)")
            }
        }
    }

    /// Such as `nc -N`, and clients of HTTP/1.0. Their request has run, so they must learn what became of it.
    @Test func answersAClientThatHasEndedItsSide() throws {
        let gate = Gate()
        let handler = ClosureHandler { _ in
            .later(for: .disk, busy: { HTTPResponse(status: 503) }) {
                gate.wait()
                return HTTPResponse(status: 200, text: "done")
            }
        }
        try withLiveServer(handler) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            connection.finishSending()
            gate.waitForArrivals(1)
            gate.open()
            #expect(connection.receiveAnswer()?.body == "done")
            #expect(connection.isClosedByPeer())
        }
    }
}
