import Testing

@testable import HTTPServer

/// The framing of chunked bodies. No socket: bytes in, in one piece and byte by byte, a refusal or none out.
@Suite("Chunk framing")
struct ChunkFramingTests {
    private let limits = HTTPLimits()

    /// The status of the refusal, 0 when there is none.
    private func status(of text: String, pieces size: Int) -> Int {
        var framing = ChunkFraming(limits: limits)
        let bytes = Array(text.utf8)
        do {
            for start in stride(from: 0, to: bytes.count, by: size) {
                try Array(bytes[start..<min(start + size, bytes.count)]).withUnsafeBytes { try framing.take($0) }
            }
            return 0
        } catch {
            return (error as? HeadRefusal)?.status ?? -1
        }
    }

    private func expect(_ status: Int, of text: String, sourceLocation: SourceLocation = #_sourceLocation) {
        for size in [1, 2, 3, 7, text.utf8.count] {
            #expect(self.status(of: text, pieces: size) == status, "in pieces of \(size)", sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: [
        "0\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n", "00003\r\nabc\r\n000\r\n\r\n", "a\r\n0123456789\r\nA\r\n\r\n\r\n\r\n\r\n\0\n\r\n0\r\n\r\n",
        "3;a\r\nabc\r\n0;b=c\r\n\r\n", "3; a = b ; c\r\nabc\r\n0\r\n\r\n", "3;a=\"b;\\\"c\"\r\nabc\r\n0\r\n\r\n", "0\r\nA: b\r\nC:\r\n\r\n",
        "0\r\n\r\nanything \0 behind it\n",
    ])
    func takesWellFormedChunks(_ text: String) {
        expect(0, of: text)
    }

    @Test(arguments: ["0\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n", "3;a=\"b\"\r\nabc\r\n2\r\n\r\n\r\n0;c\r\nA: b\r\nC:\r\n\r\n"])
    func knowsWhereTheBodyEnds(_ text: String) throws {
        let bytes = Array((text + "GET / HTTP/1.1\r\n\r\n0\r\n\r\n").utf8)
        for size in [1, 2, 3, 7, bytes.count] {
            var framing = ChunkFraming(limits: limits)
            for start in stride(from: 0, to: bytes.count, by: size) {
                #expect(framing.hasEnded == (start >= text.utf8.count))
                try Array(bytes[start..<min(start + size, bytes.count)]).withUnsafeBytes { try framing.take($0) }
            }
            #expect(framing.hasEnded)
            #expect(framing.length == text.utf8.count)
        }
    }

    @Test(arguments: [
        "3;\r\nabc", "3; \r\nabc", "3;a;\r\nabc", "3;;a\r\nabc", "3;=a\r\nabc", "3;a=\r\nabc", "3;a=\"b\r\nabc", "3;a=\"b\\\"\r\nabc",
        "3;a b\r\nabc",
        "3;a=\"b\"c\r\nabc", "0;\r\n\r\n",
    ])
    func refusesMalformedExtensions(_ text: String) {
        expect(400, of: text)
    }

    @Test(arguments: [
        "3;a\0\r\nabc", "3;\0\r\nabc", "3\0\r\nabc", "3;a\rb\r\nabc", "3;a\r\r\nabc", "3;a=\"\r\"\r\nabc", "3;a\u{7F}\r\nabc",
        "0;a\0\r\n\r\n",
    ])
    func refusesControlCharacters(_ text: String) {
        expect(400, of: text)
    }

    @Test(arguments: ["3\nabc\r\n", "3\r\nabc\n", "0\n\r\n", "0\r\n\n", "0\r\nA: b\n\r\n", "3;a\nabc"])
    func refusesASingleLF(_ text: String) {
        expect(400, of: text)
    }

    @Test(arguments: [
        "\r\n", ";a\r\n", "g\r\n", "-1\r\n", "+1\r\n", "0x3\r\n", " 3\r\n", "3 \r\n", "3 ;a\r\n", "3\r\nabcd\r\n", "3\r\nab\r\n0\r\n",
    ])
    func refusesMalformedSizes(_ text: String) {
        expect(400, of: text)
    }

    @Test(arguments: ["0\r\nA\r\n", "0\r\n: b\r\n", "0\r\nA : b\r\n", "0\r\n A: b\r\n", "0\r\nA: b\r\n c\r\n", "0\r\nA: \0\r\n"])
    func refusesMalformedTrailers(_ text: String) {
        expect(400, of: text)
    }

    @Test(arguments: ["400001\r\n", "FFFFFFFFFFFFFFFF\r\n", "10000000000000000000000000000000000000003\r\n", "1\r\na\r\n400000\r\n"])
    func refusesChunksOverTheLimit(_ text: String) {
        expect(413, of: text)
    }

    @Test func refusesALineThatIsTooLong() {
        expect(400, of: "3;" + String(repeating: "a", count: 65536) + "\r\nabc\r\n0\r\n\r\n")
        expect(0, of: "3;" + String(repeating: "a", count: 8000) + "\r\nabc\r\n0\r\n\r\n")
        expect(400, of: String(repeating: "0", count: 9000))
    }

    @Test func refusesATrailerThatIsTooLarge() {
        expect(0, of: "0\r\n" + String(repeating: "A: b\r\n", count: 100) + "\r\n")
        expect(431, of: "0\r\n" + String(repeating: "A: b\r\n", count: 101) + "\r\n")
        expect(431, of: "0\r\n" + String(repeating: "A: \(String(repeating: "b", count: 8000))\r\n", count: 5) + "\r\n")
    }
}
