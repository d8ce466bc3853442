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

    /// libmicrohttpd refuses these by itself, before the gate sees the head, and 0.9.75 then writes the head of its answer twice.
    private func expectRefusalByTheLibrary(_ status: Int, of text: String) throws {
        let outcome = try outcome(of: text)
        #expect(outcome.statuses == [status] || outcome.statuses == [status, status])
        #expect(outcome.text.contains("Connection: close\r\n"))
        #expect(outcome.isClosed)
        #expect(outcome.paths == [])
    }

    @Test(arguments: ["abc", "+0", "-1", "0x0", "0,0", "0 0", "", "0.0", "0;", "1e1", "\u{0660}"])
    func refusesMalformedContentLength(_ value: String) throws {
        try expectRefusalByTheLibrary(400, of: "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(value)\r\n\r\n")
    }

    @Test(arguments: ["18446744073709551616", "18446744073709551615", "9223372036854775808", "99999999999999999999999999"])
    func refusesContentLengthsBeyondCounting(_ value: String) throws {
        try expectRefusalByTheLibrary(413, of: "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: \(value)\r\n\r\n")
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
            of: "POST /a HTTP/1.1\r\nHost: x\r\ntransfer-ENCODING:   Chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n")
        #expect(outcome.statuses == [200])
    }

    @Test(arguments: [
        "3\nabc\n0\n\n", "3;\n\r\nabc\r\n0\r\n\r\n", "3;a\nx\r\nabc\r\n0\r\n\r\n", "3\r\nabc\r\n0\r\n\0x\r\n",
        "3\r\nabc\r\n0\r\nA: b\r\n\r\n",
    ])
    func runsNothingBehindAChunkedBody(_ body: String) throws {
        // The library reads chunk framing laxly, so nothing that follows it is trusted, however well-formed it looks.
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
