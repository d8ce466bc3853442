import Calls
import HTTP
import HTTPServer
import TestSupport
import Testing

/// Slow clients lose their connection, whatever they are slow at; here with deadlines that tests can wait for.
@Suite("Deadlines")
struct DeadlineTests {
    private let clock = ContinuousClock()

    private func configuration(_ change: (inout HTTPDeadlines) -> Void) -> HTTPServerConfiguration {
        var configuration = HTTPServerConfiguration()
        change(&configuration.deadlines)
        return configuration
    }

    /// Sends one byte again and again until the server closes; nil when it has not after five seconds.
    private func trickle(_ byte: String, into connection: RawConnection) -> Duration? {
        let start = clock.now
        while clock.now - start < .seconds(5) {
            connection.send(byte)
            if connection.receive(within: 20)?.isEmpty == true { return clock.now - start }
        }
        return nil
    }

    @Test func closesAHeadThatNeverEnds() throws {
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }, configuration: configuration { $0.head = .milliseconds(300) }) {
            server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET / HTTP/1.1\r\nX: ")
            let time = try #require(trickle("a", into: connection))
            #expect(time >= .milliseconds(290))
        }
    }

    @Test func closesARequestLineThatNeverEnds() throws {
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }, configuration: configuration { $0.head = .milliseconds(300) }) {
            server in
            let connection = try #require(RawConnection(port: server.port))
            #expect(trickle("a", into: connection) != nil)
        }
    }

    @Test func closesASecondHeadThatNeverEnds() throws {
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }, configuration: configuration { $0.head = .milliseconds(300) }) {
            server in
            let connection = try #require(RawConnection(port: server.port))
            // The beginning of the second head comes in one packet with the first, and nothing after it.
            connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /")
            #expect(connection.receiveAnswer()?.status == 200)
            let start = clock.now
            #expect(connection.isClosedByPeer())
            #expect(clock.now - start >= .milliseconds(200))
        }
    }

    @Test func keepsARestingConnectionBeyondTheHeadsDeadline() throws {
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }, configuration: configuration { $0.head = .milliseconds(100) }) {
            server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(connection.receiveAnswer()?.status == 200)
            #expect(connection.receive(within: 500) == nil)
            connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(connection.receiveAnswer()?.status == 200)
        }
    }

    @Test func closesARestingConnectionWhenItsTimeIsUp() throws {
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }, configuration: configuration { $0.idle = .milliseconds(200) }) {
            server in
            let silent = try #require(RawConnection(port: server.port))
            let served = try #require(RawConnection(port: server.port))
            served.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(served.receiveAnswer()?.status == 200)
            #expect(served.isClosedByPeer())
            #expect(silent.isClosedByPeer())
        }
    }

    @Test func closesABodyThatNeverEnds() throws {
        let configuration = configuration {
            $0.body = .milliseconds(300)
            $0.bodyGrace = .seconds(5)
        }
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }, configuration: configuration) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
            let time = try #require(trickle(String(repeating: "a", count: 100), into: connection))
            #expect(time >= .milliseconds(250))
        }
    }

    @Test func closesABodyThatComesTooSlowly() throws {
        let configuration = configuration {
            $0.bodyGrace = .milliseconds(200)
            $0.bodyBytesPerSecond = 10_000
        }
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }, configuration: configuration) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            #expect(trickle("1\r\na\r\n", into: connection) != nil)
        }
    }

    @Test func closesAClientThatDoesNotRead() throws {
        let body = [UInt8](repeating: 65, count: 16 << 20)
        try withLiveServer(
            answering: { _ in HTTPResponse(status: 200, contentType: "text/plain", body: body) },
            configuration: configuration { $0.answer = .seconds(2) }
        ) { server in
            let connection = try #require(RawConnection(port: server.port, receiveBuffer: 4096))
            connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(connection.receive(atMost: 10)?.count == 10)
            #expect(connection.receive(atMost: 10)?.count == 10)
            // Without the deadline it would wait for the client for as long as it may.
            #expect(server.drain(within: .seconds(60)))
            let rest = try #require(connection.receiveAll())
            #expect(rest.utf8.count < body.count)
        }
    }

    @Test func waitsForWorkAsLongAsItTakes() throws {
        let configuration = configuration {
            $0.head = .milliseconds(50)
            $0.body = .milliseconds(50)
            $0.idle = .milliseconds(50)
            $0.answer = .milliseconds(50)
        }
        let gate = Gate()
        let handler = ClosureHandler { _ in
            .later(for: .disk, busy: { HTTPResponse(status: 503) }) {
                gate.wait()
                return HTTPResponse(status: 200, text: "late")
            }
        }
        try withLiveServer(handler, configuration: configuration) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na")
            #expect(connection.receive(within: 400) == nil)
            gate.open()
            #expect(connection.receiveAnswer()?.body == "late")
        }
    }
}
