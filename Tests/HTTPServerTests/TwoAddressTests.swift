import Calls
import Glibc
import HTTP
import HTTPClient
import TestSupport
import Testing

@testable import HTTPServer

/// A server with an address with TLS next to one without it.
@Suite("Two addresses of one server")
struct TwoAddressTests {
    private let client = HTTPClient(timeout: .seconds(10), verifiesTLS: false)

    private var configuration: HTTPServerConfiguration {
        var configuration = HTTPServerConfiguration()
        let tls = TLSFiles(certificate: TestCertificate.certificate, key: TestCertificate.key)
        configuration.secured = SecuredAddress(host: "127.0.0.1", port: 0, tls: tls)
        return configuration
    }

    private func port(of url: String) throws -> UInt16 { try #require(UInt16(url.split(separator: ":").last ?? "")) }

    @Test("say of each request by which it came")
    func schemes() throws {
        try withLiveServer(answering: { HTTPResponse(status: 200, text: "\($0.isSecure) \($0.url)") }, configuration: configuration) {
            server in
            let secured = try #require(server.securedURL)
            #expect(server.url == "http://127.0.0.1:\(server.port)")
            #expect(secured.hasPrefix("https://127.0.0.1:"))
            for (url, isSecure) in [(server.url, false), (secured, true), (server.url, false)] {
                let answer = try client.send(HTTPClientRequest(url: url + "/a"))
                #expect(String(decoding: answer.body, as: UTF8.self) == "\(isSecure) \(url)/a")
            }
        }
    }

    @Test("keep their certificate when the one that is to replace it cannot be used")
    func certificates() throws {
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }, configuration: configuration) { server in
            let (certificate, key) = (TestCertificate.certificate, TestCertificate.key)
            for files in [
                TLSFiles(certificate: certificate, key: TestCertificate.foreignKey), TLSFiles(certificate: key, key: key),
                TLSFiles(certificate: [], key: []),
            ] {
                #expect {
                    try server.replaceTLS(files)
                } throws: {
                    if case HTTPServerError.badTLSFiles = $0 { true } else { false }
                }
            }
            for _ in 0..<2 {
                for url in [server.url, try #require(server.securedURL)] {
                    #expect(try client.send(HTTPClientRequest(url: url)).status == 200)
                }
                try server.replaceTLS(TLSFiles(certificate: certificate, key: key))
            }
        }
    }

    @Test("can be sockets that are open already, and nothing else that is")
    func sockets() throws {
        var configuration = self.configuration
        let opened = try (Listener(host: "127.0.0.1", port: 0), Listener(host: "127.0.0.1", port: 0))
        // The server closes what it is given.
        configuration.socket = dup(opened.0.socket)
        configuration.secured?.socket = dup(opened.1.socket)
        try HTTPServer.check(configuration)
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }, configuration: configuration) { server in
            #expect(server.port == opened.0.port)
            let secured = try #require(server.securedURL)
            #expect(try port(of: secured) == opened.1.port)
            for url in [server.url, secured] { #expect(try client.send(HTTPClientRequest(url: url)).status == 200) }
        }
        let unbound = try Listener(host: "127.0.0.1", port: 0, listening: false)
        for socket in [unbound.socket, 0, -1] {
            configuration.socket = socket
            #expect(throws: HTTPServerError.unusableSocket(socket)) { try HTTPServer.check(configuration) }
        }
    }

    @Test("share the limit on connections")
    func connections() throws {
        var configuration = self.configuration
        configuration.connectionLimit = 16
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }, configuration: configuration) { server in
            let secured = try port(of: #require(server.securedURL))
            // Fifteen that are in the middle of something leave one place, whichever address they chose.
            let clients = try (0..<15).map { number in
                let client = try #require(RawConnection(port: number % 2 == 0 ? server.port : secured))
                client.send(number % 2 == 0 ? Array("GET / HTTP/1.1\r\nX:".utf8) : [0x16, 0x03, 0x01, 0x02])
                return client
            }
            let last = try #require(RawConnection(port: server.port))
            last.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(last.receiveAnswer()?.status == 200)
            last.send("GET / HTTP/1.1\r\nX:")
            // The seventeenth waits.
            let quick = HTTPClient(timeout: .milliseconds(300), verifiesTLS: false)
            #expect(throws: HTTPClientError.self) { try quick.send(HTTPClientRequest(url: "https://127.0.0.1:\(secured)/")) }
            for client in clients { client.close() }
            #expect(try client.send(HTTPClientRequest(url: "https://127.0.0.1:\(secured)/")).status == 200)
        }
    }

    @Test("share the lanes, so that a full one is full for both")
    func lanes() throws {
        let gate = Gate()
        var configuration = self.configuration
        configuration.disk = LaneLimits(threads: 1, queue: 0)
        let handler = ClosureHandler { _ in
            .later(for: .disk, busy: { HTTPResponse(status: 503) }) {
                gate.wait()
                return HTTPResponse(status: 200)
            }
        }
        try withLiveServer(handler, configuration: configuration) { server in
            let slow = try #require(RawConnection(port: server.port))
            slow.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            gate.waitForArrivals(1)
            #expect(try client.send(HTTPClientRequest(url: #require(server.securedURL))).status == 503)
            gate.open()
            #expect(slow.receiveAnswer()?.status == 200)
        }
    }

    @Test("stop together, and both answer what is in flight")
    func drains() throws {
        let gate = Gate()
        let server = try HTTPServer(configuration: configuration, handler: slowHandler(gate))
        let secured = try #require(server.securedURL)
        let client = client
        let answers = [server.url, secured].map { url in
            Background { try? client.send(HTTPClientRequest(url: url + "/slow")).status }
        }
        gate.waitForArrivals(2)
        let isClean = Background { server.drain(within: .seconds(10)) }
        let port = try port(of: secured)
        yieldUntil { RawConnection(port: server.port) == nil && RawConnection(port: port) == nil }
        gate.open()
        for answer in answers { #expect(answer.value == 200) }
        #expect(isClean.value == true)
    }

    @Test("are refused if one of them cannot be used, and then neither listens")
    func starts() throws {
        let handler = ClosureHandler { _ in .now(HTTPResponse(status: 200)) }
        try withLiveServer(handler) { other in
            var configuration = self.configuration
            configuration.secured?.port = other.port
            let inUse = HTTPServerError.addressInUse(host: "127.0.0.1", port: other.port)
            #expect(throws: inUse) { try HTTPServer.check(configuration) }
            #expect(throws: inUse) { try HTTPServer(configuration: configuration, handler: handler) }
        }
        var configuration = self.configuration
        configuration.secured?.tls.key = TestCertificate.foreignKey
        #expect(throws: HTTPServerError.self) { try HTTPServer.check(configuration) }
        #expect(throws: HTTPServerError.self) { try HTTPServer(configuration: configuration, handler: handler) }
    }

    @Test("need descriptors for the threads of both")
    func descriptors() {
        var one = HTTPServerConfiguration()
        one.threads = 2
        var two = configuration
        two.threads = 2
        #expect(two.descriptorCount == one.descriptorCount + 2 * Descriptors.perThread)
    }
}
