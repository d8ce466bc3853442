import Testing
import XML

/// A message larger than libxml2 takes at once goes to it in pieces; where they are cut makes no difference.
@Suite struct PieceTests {
    static let documents = [
        "<a>x</a>",
        "<?xml version='1.0' encoding='utf-8'?>\r\n<p:a xmlns:p='urn:p' b='&lt;>' c=\">'\"><!-- > <c> - -> --><d><![CDATA[x]]]]>&amp;</d><?e > f?>é😀</p:a>\n",
        "<a>]] > ]&gt; &#x1F600;&#13;\r\n\r</a>",
        "<a><b/><b></b><c><d e='1' f='2'/></c>text<!---->text</a><!-- end --><?end?>",
        "<a>]]></a>", "<a><b></a>", "<a>&x;</a>", "<p:a/>", "<a b='1' b='2'/>", "<a/>x", "<a><!-- -- --></a>", "<a><![CDATA[x]]</a>",
        "<a>&#1;</a>",
        "<a>\u{FFFE}</a>", "<a>x &amp y</a>", "<a><?xml x?></a>",
    ]

    @Test(arguments: documents)
    func makesNoDifferenceWhereATextIsCut(document: String) throws {
        let bytes = Array(document.utf8)
        func read(_ pieceBytes: Int) -> XMLElement? {
            try? XMLDocument.parse(bytes, charset: nil, limits: .standard, pieceBytes: pieceBytes).root
        }
        let whole = read(1 << 20)
        for pieceBytes in 1...max(bytes.count, 1) {
            let pieces = read(pieceBytes)
            #expect((pieces == nil) == (whole == nil), "pieces of \(pieceBytes)")
            if let pieces, let whole {
                #expect(pieces.firstDifference(to: whole) == nil, "pieces of \(pieceBytes)")
                #expect(pieces.text == whole.text)
            }
        }
    }

    /// libxml2 refuses to look at more than 10 million bytes at once.
    @Test(arguments: ["text ", "<b>01234567890123456789012345678901234567890123456789</b>\n"])
    func readsMoreThanLibxml2TakesAtOnce(part: String) throws {
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
