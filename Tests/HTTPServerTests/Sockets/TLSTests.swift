import Calls
import HTTP
import HTTPClient
import HTTPServer
import TestSupport
import Testing

@Suite("TLS")
struct TLSTests {
    private let client = HTTPClient(timeout: .seconds(10), verifiesTLS: false)

    private func configuration(
        _ certificate: [UInt8] = TestCertificate.certificate, _ key: [UInt8] = TestCertificate.key
    ) -> HTTPServerConfiguration {
        var configuration = HTTPServerConfiguration()
        configuration.tls = TLSFiles(certificate: certificate, key: key)
        return configuration
    }

    @Test func servesEncrypted() throws {
        try withLiveServer(answering: { HTTPResponse(status: 200, text: "\($0.isSecure) \($0.url)") }, configuration: configuration()) {
            server in
            #expect(server.url == "https://127.0.0.1:\(server.port)")
            for _ in 1...3 {
                let answer = try client.send(HTTPClientRequest(url: server.url + "/a"))
                #expect(String(decoding: answer.body, as: UTF8.self) == "true \(server.url)/a")
            }
        }
    }

    @Test func takesAndGivesLargeBodies() throws {
        let handler = ClosureHandler { request in
            .later(for: .disk, busy: { HTTPResponse(status: 503) }) { HTTPResponse(status: 200, contentType: "a/b", body: request.body) }
        }
        try withLiveServer(handler, configuration: configuration()) { server in
            let body = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0) }
            let answer = try client.send(HTTPClientRequest(url: server.url, method: "POST", body: body))
            #expect(answer.body == body)
        }
    }

    @Test func refusesHeadsAsItDoesInTheClear() throws {
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }, configuration: configuration()) { server in
            let answer = try client.send(HTTPClientRequest(url: server.url, fields: [("Host", "a"), ("Content-Encoding", "gzip")]))
            #expect(answer.status == 415)
        }
    }

    @Test func refusesAMalformedContentLengthAsItDoesInTheClear() throws {
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }, configuration: configuration()) { server in
            let answer = try client.send(HTTPClientRequest(url: server.url, method: "POST", fields: [("Content-Length", "abc")]))
            #expect(answer.status == 400)
            #expect(String(decoding: answer.body, as: UTF8.self) == "Content-Length is malformed.\n")
        }
    }

    @Test func closesAHandshakeThatNeverEnds() throws {
        var configuration = configuration()
        configuration.deadlines.head = .milliseconds(200)
        try withLiveServer(answering: { _ in HTTPResponse(status: 200) }, configuration: configuration) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])
            #expect(connection.isClosedByPeer())
        }
    }

    @Test func closesAClientThatDoesNotEncrypt() throws {
        try withLiveServer(answering: { _ in HTTPResponse(status: 200, text: "ran") }, configuration: configuration()) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            let answer = try #require(connection.receiveAll())
            #expect(!answer.contains("ran"))
        }
    }

    @Test func refusesFilesThatAreNoPEM() {
        let error = #expect(throws: HTTPServerError.self) {
            try HTTPServer(
                configuration: configuration(Array("nonsense".utf8)), handler: ClosureHandler { _ in .now(HTTPResponse(status: 200)) })
        }
        #expect("\(error.map(\.description) ?? "")".hasPrefix("cannot use the TLS certificate and key: "))
        #expect(throws: HTTPServerError.self) {
            try HTTPServer(
                configuration: configuration(TestCertificate.certificate, []),
                handler: ClosureHandler { _ in .now(HTTPResponse(status: 200)) })
        }
    }

    @Test func refusesAKeyOfAnotherCertificate() {
        #expect(throws: HTTPServerError.self) {
            try HTTPServer(
                configuration: configuration(TestCertificate.certificate, TestCertificate.foreignKey),
                handler: ClosureHandler { _ in .now(HTTPResponse(status: 200)) })
        }
    }
}
