import Calls
import Glibc
import HTTP
import HTTPServer
import Synchronization
import TestSupport
import Testing

@Suite("An answer that is sent in another way")
struct DeliveryTests {
    /// A body that is longer than a piece.
    private static let text = String(repeating: "0123456789", count: 1000)

    /// Serves `/first` with the delivery, and everything else as usual.
    private func serve<Result>(_ delivery: HTTPDelivery, _ body: (HTTPServer) throws -> Result) throws -> Result {
        try withLiveServer(
            answering: { request in
                var response = HTTPResponse(status: 200, text: Self.text)
                if request.path == "/first" { response.delivery = delivery }
                return response
            }, body)
    }

    private func open(_ server: HTTPServer) throws -> RawConnection {
        let connection = try #require(RawConnection(port: server.port))
        connection.send("GET /first HTTP/1.1\r\nHost: a\r\n\r\n")
        return connection
    }

    @Test("is not there if the connection is closed or reset", arguments: [HTTPDelivery.Ending.close, .reset])
    func nothing(ending: HTTPDelivery.Ending) throws {
        try serve(HTTPDelivery(extent: .nothing(ending))) { server in
            let connection = try open(server)
            #expect(connection.receiveAll() == "")
        }
    }

    @Test("ends with a reset that the client's kernel knows of")
    func reset() throws {
        try serve(HTTPDelivery(extent: .nothing(.reset))) { server in
            let connection = try open(server)
            #expect(connection.receive() == [])
            // After a reset nothing can be sent; after a close something can.
            #expect(!connection.send("x"))
        }
    }

    @Test("does not come for a while, and the connection is then closed; others are served meanwhile")
    func hang() throws {
        try serve(HTTPDelivery(extent: .nothing(.hang(.milliseconds(700))))) { server in
            let connection = try open(server)
            #expect(connection.receive(within: 300) == nil)
            let other = try #require(RawConnection(port: server.port))
            other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(other.receiveAnswer()?.status == 200)
            #expect(connection.receiveAll() == "")
        }
    }

    @Test("comes late, and the connection goes on")
    func delay() throws {
        try serve(HTTPDelivery(delay: .milliseconds(400))) { server in
            let connection = try open(server)
            #expect(connection.receive(within: 200) == nil)
            #expect(connection.receiveAnswer()?.body == Self.text)
            connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(connection.receiveAnswer()?.status == 200)
        }
    }

    @Test("has only the beginning of its body, and the connection is closed", arguments: [0, 100, 5000])
    func truncated(count: Int) throws {
        try serve(HTTPDelivery(extent: .first(count))) { server in
            let all = try #require(try open(server).receiveAll())
            #expect(all.contains("Content-Length: \(Self.text.count)\r\n"))
            let body = try #require(all.firstRange(of: "\r\n\r\n")).upperBound
            #expect(String(all[body...]) == Self.text.prefix(count))
        }
    }

    @Test("comes slowly and whole")
    func slow() throws {
        try serve(HTTPDelivery(bytesPerSecond: 20_000)) { server in
            let begin = ContinuousClock.now
            let connection = try open(server)
            #expect(connection.receiveAnswer()?.body == Self.text)
            let taken = begin.duration(to: .now)
            #expect(taken >= .milliseconds(450))
            #expect(taken < .seconds(3))
        }
    }

    @Test("does not keep the server from stopping")
    func drain() throws {
        let server = try HTTPServer(
            configuration: HTTPServerConfiguration(),
            handler: ClosureHandler { _ in
                var response = HTTPResponse(status: 200, text: "late")
                response.delivery = HTTPDelivery(delay: .seconds(60))
                return .now(response)
            })
        let connection = try open(server)
        #expect(connection.receive(within: 200) == nil)
        #expect(server.drain(within: .seconds(5)))
        #expect(connection.receiveAnswer()?.body == "late")
    }

    @Test("waits for its work without a thread: a hundred wait as long as one")
    func delayedWork() throws {
        let handler = ClosureHandler { _ in
            .later(for: .disk.delayed(by: .milliseconds(300)), busy: { HTTPResponse(status: 503) }) { HTTPResponse(status: 200) }
        }
        try withLiveServer(handler) { server in
            let begin = ContinuousClock.now
            let connections = try (0..<100).map { _ in try open(server) }
            for connection in connections { #expect(connection.receiveAnswer()?.status == 200) }
            let taken = begin.duration(to: .now)
            #expect(taken >= .milliseconds(300))
            #expect(taken < .seconds(3))
        }
    }
}

/// A source that says one thing and then nothing more.
private final class QuietSource: HTTPBodySource {
    private let isSaid = Atomic(false)

    func next(atMost count: Int) -> [UInt8]? { isSaid.exchange(true, ordering: .relaxed) ? [] : Array("hello\n".utf8) }
}

@Suite("A stream")
struct StreamDeliveryTests {
    @Test("whose client goes leaves no connection")
    func leaving() throws {
        try withLiveServer(
            answering: { _ in
                var response = HTTPResponse(status: 200, contentType: "text/event-stream", body: [])
                response.delivery = HTTPDelivery(source: QuietSource())
                return response
            }
        ) { server in
            for _ in 0..<20 {
                let connection = try #require(RawConnection(port: server.port))
                connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(connection.receive(within: 2000)?.isEmpty == false)
            }
            let end = ContinuousClock.now + .seconds(5)
            while server.connectionCount > 0, ContinuousClock.now < end { usleep(20_000) }
            #expect(server.connectionCount == 0)
        }
    }
}
