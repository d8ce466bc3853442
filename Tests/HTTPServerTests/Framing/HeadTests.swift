import HTTP
import TestSupport
import Testing

@testable import HTTPServer

/// The syntax of a head (RFC 9112, sections 2 to 5).
@Suite("Heads")
struct HeadTests {
    private func get(_ fields: String) -> String { "GET / HTTP/1.1\r\nHost: x\r\n\(fields)\r\n" }

    @Test(arguments: ["X : y", "Content-Length : 5", "X\t: y", "Transfer-Encoding : chunked"])
    func refusesSpaceBeforeTheColon(_ field: String) throws {
        try expectRefusal(400, of: get("\(field)\r\n"))
    }

    @Test(arguments: [
        "X: a\r\n b\r\n", "X: a\r\n\tb\r\n", "X:\r\n bcd\r\n", "Content-: 0\r\n Length\r\n", "X: a\r\n \r\n",
        "X: a\r\n b\r\n c\r\nY: z\r\n",
    ])
    func refusesFoldedLines(_ fields: String) throws {
        try expectRefusal(400, of: get(fields))
    }

    @Test func refusesFoldedFirstLine() throws {
        try expectRefusal(400, of: "GET / HTTP/1.1\r\n Host: x\r\n\r\n")
        try expectRefusal(400, of: "GET / HTTP/1.1\r\n \r\nHost: x\r\n\r\n")
    }

    @Test func refusesAFoldAtTheEndOfTheBuffer() throws {
        // The library moves a folded line elsewhere, except when it lies within the last 16 bytes of the buffer as it then is, which is
        // half of the connection's memory: there it is joined in place, over the line that continued it.
        let end = Daemon.connectionMemory(HTTPLimits()) / 2
        try withLiveServer(answering: { HTTPResponse(status: 200, text: $0.fields.all.map { "\($0.name)|\($0.value)" }.joined()) }) {
            server in
            for start in end - 24..<end + 8 {
                for fold in ["X:\r\n bcd", "X:\r\n bc", "X:a\r\n b", "X:\r\n\tb"] {
                    let connection = try #require(RawConnection(port: server.port))
                    var head = "GET / HTTP/1.1\r\nHost: x\r\n"
                    while start - head.utf8.count > 6000 { head += "P:\(String(repeating: "p", count: 5000))\r\n" }
                    head += "Q:\(String(repeating: "q", count: start - head.utf8.count - 4))\r\n"
                    #expect(head.utf8.count == start)
                    connection.send("\(head)\(fold)\r\n\r\n")
                    #expect(connection.receiveAnswer()?.status == 400)
                }
            }
        }
    }

    @Test(arguments: ["X: a\0b", "X: \0", "X: a\0", "X: a\0\0b", "X: a\0\0", "X: a\0\0Y: b", "X: \0\0\0\0", "X: a\0b\0\0"])
    func refusesNULInAValue(_ field: String) throws {
        try expectRefusal(400, of: get("\(field)\r\n"))
        try expectRefusal(400, of: get("\(field)\r\nZ: z\r\n"))
    }

    @Test(arguments: ["X\0: a", "\0X: a", "\0", "\0\0", "\0: a", "X\0Y: a", "\0abc"])
    func refusesNULInAName(_ field: String) throws {
        try expectRefusal(400, of: get("\(field)\r\n"))
        try expectRefusal(400, of: get("\(field)\r\nZ: z\r\n"))
    }

    @Test func refusesALineOfNULAsTheEndOfTheHead() throws {
        let outcome = try outcome(of: "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\0\r\n")
        #expect(outcome.statuses == [400])
        #expect(outcome.paths == [])
    }

    @Test(arguments: [
        "GE\0T / HTTP/1.1", "GET /\0 HTTP/1.1", "GET /a\0b HTTP/1.1", "GET\0 / HTTP/1.1", "GET /a?b\0c HTTP/1.1", "GET /a?\0 HTTP/1.1",
    ])
    func refusesNULInTheRequestLine(_ line: String) throws {
        try expectRefusal(400, of: "\(line)\r\nHost: x\r\n\r\n")
    }

    @Test(arguments: ["X: a\rb", "X: a\r", "X: \ra", "X\r: a", "X: a\r\r"])
    func refusesCRInAField(_ field: String) throws {
        try expectRefusal(400, of: get("\(field)\r\n"))
    }

    @Test(arguments: [
        "GET / HTTP/1.1\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\n\r\n", "GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n\n",
    ])
    func refusesASingleLF(_ head: String) throws {
        try expectRefusal(400, of: head)
    }

    @Test(arguments: ["X Y: a", "X(: a", "X/Y: a", "X\u{7F}: a", "Ü: a", ": a", "X@: a", "\"X\": a", "X[: a"])
    func refusesBadCharactersInNames(_ field: String) throws {
        try expectRefusal(400, of: get("\(field)\r\n"))
    }

    @Test(arguments: ["X: \u{01}", "X: a\u{1B}b", "X: \u{7F}"])
    func refusesControlCharactersInValues(_ field: String) throws {
        try expectRefusal(400, of: get("\(field)\r\n"))
    }

    @Test func refusesALineWithoutColon() throws {
        try expectRefusal(400, of: get("X\r\n"))
    }

    @Test func refusesMissingHost() throws {
        try expectRefusal(400, of: "GET / HTTP/1.1\r\nA: b\r\n\r\n")
        try expectRefusal(400, of: "GET / HTTP/1.1\r\n\r\n")
    }

    @Test func refusesDoubleHost() throws {
        try expectRefusal(400, of: "GET / HTTP/1.1\r\nHost: x\r\nhost: x\r\n\r\n")
        try expectRefusal(400, of: "GET / HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n")
    }

    @Test(arguments: ["a b", "a/b", "a@b", "a<b", "a\"b", "a?b", "a\\b", "", "a\"b<c", "x:y", "[::1", "a,b"])
    func refusesMalformedHost(_ host: String) throws {
        try expectRefusal(400, of: "GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n")
    }

    @Test(arguments: ["x", "x:80", "[::1]:8080", "127.0.0.1", "a-b.example.org", "x:"])
    func takesEveryFormOfHost(_ host: String) throws {
        let outcome = try outcome(of: "GET / HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
        #expect(outcome.statuses == [200])
    }

    @Test func refusesAnOverlongHost() throws {
        try expectRefusal(400, of: "GET / HTTP/1.1\r\nHost: \(String(repeating: "a", count: 255))\r\n\r\n")
    }

    @Test(arguments: ["http://", "http://a\"b/", "http://user@x/", "http://x:y/", "http://:80/", "http://[::1/"])
    func refusesMalformedAuthoritiesInTargets(_ target: String) throws {
        try expectRefusal(400, of: "GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
    }

    @Test(arguments: ["127.0.0.1", "::"])
    func takesTheAddressThatWasConnectedToForAMissingHost(_ host: String) throws {
        let configuration = HTTPServerConfiguration(host: host, port: 0)
        try withLiveServer(answering: { HTTPResponse(status: 200, text: $0.url) }, configuration: configuration) { server in
            let connection = try #require(RawConnection(port: server.port))
            connection.send("GET /a HTTP/1.0\r\n\r\n")
            #expect(connection.receiveAnswer()?.body == "http://127.0.0.1:\(server.port)/a")
        }
    }

    @Test func takesHTTP10WithoutHost() throws {
        let outcome = try outcome(of: "GET /a HTTP/1.0\r\n\r\n")
        #expect(outcome.statuses == [200])
        #expect(outcome.isClosed)
        #expect(outcome.paths == ["/a"])
    }

    @Test(arguments: [
        "GET  / HTTP/1.1", "GET /  HTTP/1.1", "GET /a b HTTP/1.1", "GET\t/ HTTP/1.1", "G(T / HTTP/1.1", "GET /\u{7F} HTTP/1.1",
        "GET a HTTP/1.1", "GET http:// HTTP/1.1", "GET ftp://x/ HTTP/1.1", "GET /\t HTTP/1.1",
    ])
    func refusesMalformedRequestLines(_ line: String) throws {
        try expectRefusal(400, of: "\(line)\r\nHost: x\r\n\r\n")
    }

    @Test(arguments: ["GET /", "GET / HTTP/1.1 ", "GET / http/1.1", "GET / HTTP/1.10", "GET / HTTP/11", "GET / HTTP/1,1"])
    func refusesMalformedVersions(_ line: String) throws {
        try expectRefusal(400, of: "\(line)\r\nHost: x\r\n\r\n")
    }

    @Test(arguments: ["GET / HTTP/2.0", "GET / HTTP/0.9", "GET / HTTP/3.1"])
    func refusesOtherVersions(_ line: String) throws {
        try expectRefusal(505, of: "\(line)\r\nHost: x\r\n\r\n")
    }

    @Test(arguments: [" GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\u{16}\u{03}\u{01}\0\u{01}\r\n\r\n", "garbage\r\n\r\n"])
    func closesOnWhatIsNoRequest(_ bytes: String) throws {
        let outcome = try outcome(of: bytes)
        #expect(outcome.isClosed)
        #expect(outcome.paths == [])
        #expect(outcome.statuses == [] || outcome.statuses == [400])
    }

    @Test func toleratesEmptyLinesBeforeARequest() throws {
        let outcome = try outcome(of: "\r\n\r\nGET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(outcome.paths == ["/a"])
    }
}
