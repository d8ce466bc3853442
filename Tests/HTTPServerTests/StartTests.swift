import Calls
import HTTP
import HTTPClient
import HTTPServer
import TestSupport
import Testing

@Suite("Starting")
struct StartTests {
    private let handler = ClosureHandler { .now(HTTPResponse(status: 200, text: "\($0.clientAddress) \($0.url)")) }

    private func get(_ url: String) throws -> String {
        String(decoding: try HTTPClient(timeout: .seconds(10)).send(HTTPClientRequest(url: url)).body, as: UTF8.self)
    }

    @Test(arguments: ["::1", "[::1]"])
    func servesOnIPv6(_ host: String) throws {
        try withLiveServer(handler, configuration: HTTPServerConfiguration(host: host, port: 0)) { server in
            #expect(server.url == "http://[::1]:\(server.port)")
            let answer1 = try get(server.url)
            #expect(answer1 == "::1 \(server.url)/")
        }
    }

    @Test func servesBothFamiliesOnEveryInterface() throws {
        try withLiveServer(handler, configuration: HTTPServerConfiguration(host: "::", port: 0)) { server in
            let answer2 = try get("http://127.0.0.1:\(server.port)")
            #expect(answer2.hasPrefix("127.0.0.1 "))
            let answer3 = try get("http://[::1]:\(server.port)")
            #expect(answer3.hasPrefix("::1 "))
        }
    }

    @Test func servesOnAName() throws {
        try withLiveServer(handler, configuration: HTTPServerConfiguration(host: "localhost", port: 0)) { server in
            #expect(server.url == "http://localhost:\(server.port)")
            let answer4 = try get(server.url)
            #expect(answer4.hasSuffix("\(server.url)/"))
        }
    }

    @Test func refusesAPortInUse() throws {
        try withLiveServer(handler) { server in
            let error = #expect(throws: HTTPServerError.self) {
                try HTTPServer(configuration: HTTPServerConfiguration(host: "127.0.0.1", port: server.port), handler: handler)
            }
            #expect(error == .addressInUse(host: "127.0.0.1", port: server.port))
            #expect(error?.description.contains("choose another port") == true)
        }
    }

    @Test func checksWithoutListening() throws {
        let server = try HTTPServer(configuration: HTTPServerConfiguration(), handler: handler)
        let taken = HTTPServerConfiguration(host: "127.0.0.1", port: server.port)
        #expect(throws: HTTPServerError.addressInUse(host: "127.0.0.1", port: server.port)) { try HTTPServer.check(taken) }
        #expect(server.drain(within: .seconds(5)))
        try HTTPServer.check(taken)
        #expect(RawConnection(port: server.port) == nil)
        var secure = taken
        secure.tls = TLSFiles(certificate: TestCertificate.certificate, key: TestCertificate.key)
        try HTTPServer.check(secure)
        secure.tls = TLSFiles(certificate: TestCertificate.certificate, key: TestCertificate.foreignKey)
        let error = #expect(throws: HTTPServerError.self) { try HTTPServer.check(secure) }
        #expect(error?.description.hasPrefix("cannot use the TLS certificate and key: ") == true)
    }

    @Test(arguments: ["192.0.2.1", "no.such.host.invalid", "1.2.3.4.5", ""])
    func refusesAHostThatIsNotItsOwn(_ host: String) {
        #expect(throws: HTTPServerError.self) {
            try HTTPServer(configuration: HTTPServerConfiguration(host: host, port: 0), handler: handler)
        }
    }

    @Test func servesWithOddNumbers() throws {
        var configuration = HTTPServerConfiguration()
        configuration.threads = 0
        configuration.disk = LaneLimits(threads: -1, queue: -1, wait: .seconds(-1), niceness: -1)
        configuration.connectionLimit = -1
        configuration.limits.headBytes = -1
        configuration.limits.fieldCount = 0
        configuration.limits.lineBytes = 0
        try withLiveServer(handler, configuration: configuration) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(connection.receiveAnswer()?.status == 431)
        }
    }

    @Test func servesWithHugeNumbers() throws {
        var configuration = HTTPServerConfiguration()
        configuration.threads = 4
        configuration.disk = LaneLimits(threads: .max, queue: .max, wait: .seconds(Int64.max), niceness: .max)
        configuration.connectionLimit = .max
        configuration.limits.headBytes = .max
        configuration.limits.fieldCount = .max
        configuration.limits.lineBytes = .max
        configuration.limits.allBodiesBytes = .max
        configuration.deadlines.head = .seconds(Int64.max)
        configuration.deadlines.idle = .seconds(Int64.max)
        configuration.deadlines.bodyBytesPerSecond = .max
        try withLiveServer(handler, configuration: configuration) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET / HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "a", count: 500_000))\r\n\r\n")
            #expect(connection.receiveAnswer()?.status == 200)
        }
    }

    @Test func freesItsPortWhenItIsDropped() throws {
        var server: HTTPServer? = try HTTPServer(configuration: HTTPServerConfiguration(), handler: handler)
        let port = try #require(server?.port)
        server = nil
        _ = server
        try withLiveServer(handler, configuration: HTTPServerConfiguration(host: "127.0.0.1", port: port)) { server in
            #expect(server.port == port)
        }
    }
}
