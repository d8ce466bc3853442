import HTTP
import HTTPServer
import TestSupport
import Testing

/// How a message's end is found (RFC 9112, section 6). A server that reads it in another way than a proxy in front runs requests that the
/// proxy has not seen.
@Suite("Framing")
struct FramingTests {
    @Test func refusesContentLengthWithTransferEncoding() throws {
        try expectRefusal(400, of: "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
        try expectRefusal(400, of: "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n")
    }

    @Test func refusesDifferingContentLengths() throws {
        try expectRefusal(400, of: "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 36\r\n\r\n")
    }

    @Test func refusesRepeatedContentLength() throws {
        try expectRefusal(400, of: "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\ncontent-length: 0\r\n\r\n")
    }

    /// libmicrohttpd refuses these by itself, before the gate sees the head, and 0.9.75 then writes the head of its answer twice: its answer must
    /// not be the one that comes.
    private func expectOneRefusal(_ status: Int, _ reason: String, of text: String) throws {
        let outcome = try outcome(of: text)
        #expect(outcome.statuses == [status])
        #expect(outcome.text.contains("\r\nConnection: close\r\n"))
        #expect(outcome.text.hasSuffix("\r\nContent-Length: \(reason.utf8.count)\r\n\r\n\(reason)"))
        #expect(outcome.isClosed)
        #expect(outcome.paths == [])
    }

    @Test(arguments: ["abc", "+0", "-1", "0x0", "0,0", "0 0", "", "0.0", "0;", "1e1", "\u{0660}", "5, 6", "0 "])
    func refusesMalformedContentLength(_ value: String) throws {
        try expectOneRefusal(
            400, "Content-Length is malformed.\n", of: "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(value)\r\n\r\n")
    }

    @Test(arguments: ["18446744073709551616", "18446744073709551615", "9223372036854775808", "99999999999999999999999999"])
    func refusesContentLengthsBeyondCounting(_ value: String) throws {
        try expectOneRefusal(413, "The body is too large.\n", of: "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(value)\r\n\r\n")
    }

    @Test func refusesAMalformedContentLengthThatComesInPieces() throws {
        try withLiveServer(answering: { HTTPResponse(status: 200, text: $0.path) }) { server in
            let connection = try #require(RawConnection(port: server.port))
            let other = try #require(RawConnection(port: server.port))
            other.send("POST /other HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n")
            connection.send("GET /first HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(connection.receiveAnswer()?.body == "/first")
            connection.send("POST /second HTTP/1.1\r\nHost: x\r\nContent-Le")
            #expect(connection.receive(within: 50) == nil)
            connection.send("ngth: -1\r\n\r\n")
            let answer = connection.receiveAll() ?? ""
            #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(answer.split(separator: "HTTP/1.1 ").count == 1)
            other.send("\r\na")
            #expect(other.receiveAnswer()?.body == "/other")
        }
    }

    @Test(arguments: [
        "gzip", "gzip, chunked", "chunked, gzip", "chunked, chunked", "identity", "xchunked", "chunked;q=1", "\"chunked\"", "",
    ])
    func refusesUnknownTransferCoding(_ value: String) throws {
        try expectRefusal(501, of: "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \(value)\r\n\r\n0\r\n\r\n")
    }

    @Test func refusesTransferCodingWithControlCharacter() throws {
        try expectRefusal(400, of: "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \u{0B}chunked\r\n\r\n0\r\n\r\n")
    }

    @Test(arguments: ["chunked ", "chunked\t"])
    func refusesTransferCodingTheLibraryWouldNotRecognize(_ value: String) throws {
        try expectRefusal(400, of: "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \(value)\r\n\r\n0\r\n\r\n")
    }

    @Test func refusesTwoTransferEncodings() throws {
        try expectRefusal(
            400, of: "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
        try expectRefusal(
            501, of: "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n")
    }

    @Test func refusesTransferEncodingInHTTP10() throws {
        try expectRefusal(400, of: "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
    }

    @Test func takesChunksInAnyLetterCase() throws {
        let outcome = try outcome(
            of: "POST /a HTTP/1.1\r\nHost: x\r\ntransfer-ENCODING:   Chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n",
            followedBy: last)
        #expect(outcome.statuses == [200, 200])
    }

    private let chunked = "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    private let last = "GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

    /// The last two are answered by a lane's thread, and longer than what the library reads at once.
    @Test(arguments: [
        "0\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n", "3;a=\"b;\"\r\nabc\r\n1\r\nd\r\n0;c\r\nA: b\r\nC:\r\n\r\n", "3\r\n0\r\n\r\n0\r\n\r\n\r\n",
        "186a0\r\n" + String(repeating: "0\r\n\r\n", count: 20000) + "\r\n0\r\n\r\n",
        String(repeating: "5\r\n0\r\n\r\n\r\n", count: 20000) + "0\r\n\r\n",
    ])
    func runsASecondRequestBehindASoundChunkedBody(_ body: String) throws {
        let one = try outcome(of: chunked + body, followedBy: last)
        #expect(one.statuses == [200, 200])
        #expect(one.paths == ["/a", "/b"])
        // Behind three, and a malformed one behind two.
        let three = try outcome(of: chunked + body + chunked + body + chunked + body, followedBy: last)
        #expect(three.statuses == [200, 200, 200, 200])
        #expect(three.paths == ["/a", "/a", "/a", "/b"])
        let malformed = try outcome(of: chunked + body + chunked + body + chunked + "3\nabc\n0\n\n")
        #expect(malformed.statuses == [200, 200, 400])
        #expect(malformed.paths == ["/a", "/a"])
    }

    @Test func runsASecondRequestBehindAChunkedBodyInPieces() throws {
        let log = PathLog()
        let text = try withLiveServer(answering: { request in
            log.append("\(request.path) \(String(decoding: request.body, as: UTF8.self))")
            return HTTPResponse(status: 200, text: "ran")
        }) { server in
            let connection = try #require(RawConnection(port: server.port))
            let requests = chunked + "3\r\nabc\r\n2;d\r\nef\r\n0\r\nA: b\r\n\r\n"
            for byte in (requests + requests + last).utf8 { connection.send([byte]) }
            return try #require(connection.receiveAll())
        }
        #expect(text.split(separator: "HTTP/1.1 200 ").count == 3)
        #expect(log.all == ["/a abcef", "/a abcef", "/b "])
    }

    @Test(arguments: [
        "3\nabc\n0\n\n", "3;\n\r\nabc\r\n0\r\n\r\n", "3;a\nx\r\nabc\r\n0\r\n\r\n", "3\r\nabc\r\n0\r\n\0x\r\n",
        "3\r\nabc\r\n0\r\nA: b\n\r\n", "3\r\nabc\r\n0\r\nA: b\r\n c\r\n\r\n",
    ])
    func runsNothingBehindAMalformedChunkedBody(_ body: String) throws {
        // The library reads chunk framing laxly, so nothing that follows a body is trusted unless its framing is sound.
        let outcome = try outcome(of: "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\(body)")
        #expect(outcome.isClosed)
        #expect(!outcome.paths.contains("/smuggled"))
        #expect(outcome.statuses.count <= 1)
    }

    @Test(arguments: ["x\r\n", "-1\r\nabc", "3 \r\nabc\r\n0\r\n\r\n", "0x3\r\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n", "\r\n", ";\r\n"])
    func refusesMalformedChunks(_ body: String) throws {
        try expectRefusal(400, of: "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\(body)")
    }

    @Test func refusesChunkSizeBeyondCounting() throws {
        try expectRefusal(413, of: "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nabc")
    }

    @Test func runsASecondRequestBehindAPlainBody() throws {
        let outcome = try outcome(
            of: "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc",
            followedBy: "GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(outcome.statuses == [200, 200])
        #expect(outcome.paths == ["/a", "/b"])
    }
}
