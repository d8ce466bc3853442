import Calls
import HTTP
import HTTPServer
import TestSupport
import Testing

/// Stopping: nothing new is taken, and what has begun is answered.
@Suite("Draining")
struct DrainTests {
    @Test func answersWhatIsInFlight() throws {
        let gate = Gate()
        let server = try HTTPServer(configuration: HTTPServerConfiguration(), handler: slowHandler(gate))
        let slow = try ask("/slow", server)
        let resting = try ask("/", server)
        #expect(resting.receiveAnswer()?.body == "quick")
        gate.waitForArrivals(1)
        let isClean = Background { server.drain(within: .seconds(10)) }
        #expect(resting.isClosedByPeer())
        // Idle connections may be closed a little before the listening socket.
        let end = ContinuousClock.now + .seconds(5)
        var isRefused = false
        while !isRefused, .now < end { isRefused = RawConnection(port: server.port) == nil }
        #expect(isRefused)
        gate.open()
        let answer = try #require(slow.receiveAnswer())
        #expect(answer.body == "slow")
        #expect(answer.field("connection") == "close")
        #expect(slow.isClosedByPeer())
        #expect(isClean.value == true)
    }

    @Test func answersARequestThatHasBegunToArrive() throws {
        let server = try HTTPServer(configuration: HTTPServerConfiguration(), handler: slowHandler(Gate()))
        let head = try #require(RawConnection(port: server.port))
        head.send("GET / HTTP/1.1\r\nHo")
        let body = try #require(RawConnection(port: server.port))
        body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na")
        let silent = try #require(RawConnection(port: server.port))
        let isClean = Background { server.drain(within: .seconds(10)) }
        #expect(silent.isClosedByPeer())
        head.send("st: x\r\n\r\n")
        body.send("b")
        #expect(head.receiveAnswer()?.body == "quick")
        #expect(body.receiveAnswer()?.body == "quick")
        #expect(isClean.value == true)
    }

    @Test(arguments: [[], [0x16, 0x03, 0x01, 0x02, 0x00, 0x01]])
    func waitsForNoHandshake(_ bytes: [UInt8]) throws {
        var configuration = HTTPServerConfiguration()
        configuration.tls = TLSFiles(certificate: TestCertificate.certificate, key: TestCertificate.key)
        let server = try HTTPServer(configuration: configuration, handler: slowHandler(Gate()))
        let connection = try #require(RawConnection(port: server.port))
        connection.send(bytes)
        // Within the time that is given, nothing had to be cut.
        #expect(server.drain(within: .seconds(4)))
        #expect(connection.isClosedByPeer())
    }

    @Test func losesNoAnswerUnderLoad() throws {
        for _ in 1...5 {
            let paths = PathLog()
            let handler = ClosureHandler { request in
                paths.append(request.path)
                return .later(for: .disk, busy: { HTTPResponse(status: 503) }) { HTTPResponse(status: 200) }
            }
            let server = try HTTPServer(configuration: HTTPServerConfiguration(), handler: handler)
            let connections = try (1...40).map { _ in try #require(RawConnection(port: server.port)) }
            for connection in connections { connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n") }
            #expect(server.drain(within: .seconds(10)))
            let answers = connections.count { $0.receiveAnswer()?.status == 200 }
            #expect(answers == 40)
            #expect(paths.all.count == 40)
        }
    }

    @Test func cutsWhatDoesNotEndInTime() throws {
        let server = try HTTPServer(configuration: HTTPServerConfiguration(), handler: slowHandler(Gate()))
        let connection = try #require(RawConnection(port: server.port))
        connection.send("GET / HTTP/1.1\r\n")
        #expect(connection.receive(within: 50) == nil)
        #expect(!server.drain(within: .milliseconds(100)))
        #expect(connection.isClosedByPeer())
    }

    @Test func answersBusyToWhatHasNotBegunWhenTimeRunsOut() throws {
        let gate = Gate()
        var configuration = HTTPServerConfiguration()
        configuration.disk.threads = 1
        let server = try HTTPServer(configuration: configuration, handler: slowHandler(gate))
        let running = try ask("/slow", server)
        gate.waitForArrivals(1)
        let waiting = try ask("/slow", server)
        #expect(waiting.receive(within: 100) == nil)
        #expect(!server.drain(within: .milliseconds(100)))
        #expect(waiting.isClosedByPeer())
        gate.open()
        #expect(running.isClosedByPeer())
    }

    @Test func drainsOnce() throws {
        let server = try HTTPServer(configuration: HTTPServerConfiguration(), handler: slowHandler(Gate()))
        #expect(server.drain(within: .seconds(5)))
        #expect(server.drain(within: .seconds(5)))
        #expect(RawConnection(port: server.port) == nil)
    }
}
