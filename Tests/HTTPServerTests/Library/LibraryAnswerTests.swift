import Calls
import HTTP
import HTTPServer
import TestSupport
import Testing

/// libmicrohttpd refuses some requests by itself. Its clients must not notice: each of these answers is one head and one line of the server's own.
@Suite("No answer of the library's own")
struct LibraryAnswerTests {
    private func expectOurRefusal(_ status: Int, of bytes: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try expectOurRefusal(status, of: [bytes], sourceLocation: sourceLocation)
    }

    /// Sends pieces one after the other, so that each is read by itself, and another request behind them.
    private func expectOurRefusal(_ status: Int, of pieces: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
        let log = PathLog()
        let handler = ClosureHandler { request in
            log.append(request.path)
            return .now(HTTPResponse(status: 200, text: "ran"))
        }
        try withLiveServer(handler) { server in
            let connection = try #require(RawConnection(port: server.port))
            var early: [UInt8] = []
            for piece in pieces.dropLast() where early.isEmpty {
                connection.send(piece)
                early = connection.receive(within: 20) ?? []
            }
            connection.send((pieces.last ?? "") + smuggled)
            let text = String(decoding: early, as: UTF8.self) + (try #require(connection.receiveAll(), sourceLocation: sourceLocation))
            #expect(text.hasPrefix("HTTP/1.1 \(status) "), sourceLocation: sourceLocation)
            #expect(text.split(separator: "HTTP/1.1 ").count == 1, sourceLocation: sourceLocation)
            #expect(text.contains("\r\nContent-Type: text/plain; charset=utf-8\r\n"), sourceLocation: sourceLocation)
            #expect(!text.contains("<"), sourceLocation: sourceLocation)
            #expect(log.all == [], sourceLocation: sourceLocation)
        }
    }

    private let chunked = "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test(arguments: ["3;\r\nabc\r\n", "3;a\0\r\nabc\r\n", "3;a\rb\r\nabc\r\n", "0;\r\n\r\n", "0;a\0b\r\n\r\n"])
    func refusesMalformedChunkExtensions(_ chunks: String) throws {
        try expectOurRefusal(400, of: chunked + chunks)
        try expectOurRefusal(400, of: [chunked, chunks])
        try expectOurRefusal(400, of: [chunked + "1\r\na\r\n", chunks])
        // The line by itself, then what is in the chunk.
        let line = chunks.firstRange(of: "\r\n").map { String(chunks[..<$0.upperBound]) } ?? ""
        try expectOurRefusal(400, of: [chunked, line, String(chunks.dropFirst(line.count))])
        // Behind another request in the same packet.
        let first = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
        let outcome = try outcome(of: "\r\n" + first + "\r\n" + chunked + chunks)
        #expect(outcome.statuses == [200, 400])
        #expect(outcome.paths == ["/a"])
    }

    @Test func refusesAChunkExtensionWithoutEnd() throws {
        try expectOurRefusal(400, of: chunked + "3;" + String(repeating: "a", count: 65536) + "\r\nabc\r\n0\r\n\r\n")
        try expectOurRefusal(400, of: [chunked, "3;a=" + String(repeating: "b", count: 65536)])
    }

    @Test(arguments: ["x\r\n", "3\r\nabcd\r\n", "3\r\nabc\n", "\r\n", "0\r\nno colon\r\n\r\n"])
    func refusesMalformedChunks(_ chunks: String) throws {
        try expectOurRefusal(400, of: chunked + chunks)
    }

    @Test(arguments: ["x\r\n", "GET  HTTP/1.1\r\n", "GET / HTTP/1.1 x\r\n", "GET / http/1.1\r\n"])
    func refusesMalformedRequestLines(_ line: String) throws {
        guard line.contains(" ") else {
            let outcome = try outcome(of: line)
            #expect(outcome.isClosed && outcome.text == "")
            return
        }
        try expectOurRefusal(400, of: line + "Host: x\r\n\r\n")
    }

    @Test func refusesOtherVersions() throws {
        try expectOurRefusal(505, of: "GET / HTTP/2.0\r\nHost: x\r\n\r\n")
    }

    @Test func refusesAFieldWithoutColon() throws {
        try expectOurRefusal(400, of: "GET / HTTP/1.1\r\nHost: x\r\nabc\r\n\r\n")
        try expectOurRefusal(400, of: "GET / HTTP/1.1\r\nabc\r\nHost: x\r\n\r\n")
    }

    @Test func refusesWhatDoesNotFit() throws {
        try expectOurRefusal(414, of: "GET /" + String(repeating: "a", count: 100_000) + " HTTP/1.1\r\nHost: x\r\n\r\n")
        try expectOurRefusal(431, of: "GET / HTTP/1.1\r\nHost: x\r\nX: " + String(repeating: "a", count: 100_000) + "\r\n\r\n")
        try expectOurRefusal(431, of: "GET / HTTP/1.1\r\nHost: x\r\n" + String(repeating: "a:\r\n", count: 20_000) + "\r\n")
    }

    /// A library that cuts cookies apart runs out of memory for these.
    @Test func takesAsManyCookiesAsFitIntoAField() throws {
        let cookies = (1...600).map { "c\($0)=v" }.joined(separator: "; ")
        try withLiveServer(answering: { HTTPResponse(status: 200, text: $0.fields.first("cookie") ?? "") }) { server in
            let connection = try #require(RawConnection(port: server.port))
            for _ in 1...3 {
                connection.send("GET / HTTP/1.1\r\nHost: x\r\nCookie: \(cookies)\r\nCookie: d=w\r\n\r\n")
                let answer = try #require(connection.receiveAnswer())
                #expect(answer.status == 200)
                #expect(answer.body == cookies)
            }
        }
    }

    @Test func refusesTheRightConnection() throws {
        try withLiveServer(answering: { HTTPResponse(status: 200, text: $0.path) }) { server in
            // More than there are threads, each in the middle of something.
            let begun = try (1...20).map { _ in try #require(RawConnection(port: server.port)) }
            for (index, connection) in begun.enumerated() {
                connection.send(index % 2 == 0 ? "GET /\(index) HT" : "GET /\(index) HTTP/1.1\r\nHo")
                #expect(connection.receive(within: 20) == nil)
            }
            for bytes in ["GET / HTTP/3.0\r\n", "GET / HTTP/1.1\r\nabc\r\n\r\n", chunked + "3;\r\n"] {
                let connection = try #require(RawConnection(port: server.port))
                connection.send(bytes)
                #expect(connection.receiveAll()?.split(separator: "HTTP/1.1 ").count == 1)
            }
            for (index, connection) in begun.enumerated() {
                connection.send(index % 2 == 0 ? "TP/1.1\r\nHost: x\r\n\r\n" : "st: x\r\n\r\n")
                #expect(connection.receiveAnswer()?.body == "/\(index)")
            }
        }
    }
}
