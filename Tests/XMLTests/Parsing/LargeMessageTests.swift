import Testing
import XML

/// libxml2 has bounds of its own on what it looks at; a message within ours is read whatever they are.
@Suite struct LargeMessageTests {
    /// More than the 10 million bytes that libxml2 looks at when it is given a message in pieces.
    @Test(arguments: ["text ", "<b>01234567890123456789012345678901234567890123456789</b>\n"])
    func readsMoreThanLibxml2TakesAsAPiece(part: String) throws {
        var limits = XMLLimits.standard
        limits.messageBytes = 16 << 20
        limits.elements = 1 << 24
        limits.childrenPerElement = 1 << 24
        let count = 11_000_000 / part.utf8.count
        let root = try parse("<a>" + String(repeating: part, count: count) + "</a>", limits: limits).root
        let one = try parse("<a>" + part + "</a>").root
        #expect(root.withTextBytes(\.count) == one.withTextBytes(\.count) * count)
    }
}
