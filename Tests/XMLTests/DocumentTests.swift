import Testing
import XML

/// The document of a text.
func parse(_ text: String, charset: String? = nil, limits: XMLLimits = .standard) throws(XMLError) -> XMLDocument {
    try XMLDocument.parse(Array(text.utf8), charset: charset, limits: limits)
}

@Suite struct DocumentTests {
    @Test func readsNamesPrefixesAndNamespaces() throws {
        let root = try parse("<a:one xmlns:a='urn:a' xmlns='urn:d'><two/><a:three xmlns=''><four/></a:three></a:one>").root
        #expect(root.localName == "one")
        #expect(root.prefix == "a")
        #expect(root.namespace == "urn:a")
        let two = try #require(root.firstChild)
        #expect(two.name == XMLName("two", in: "urn:d"))
        #expect(two.prefix == "")
        let three = try #require(two.nextSibling)
        #expect(three.isNamed(XMLName("three", in: "urn:a")))
        let four = try #require(three.firstChild)
        #expect(four.namespace == "")
        #expect(four.isInNamespace(""))
        #expect(!four.isInNamespace("urn:d"))
        #expect(four.parent == three)
        #expect(three.nextSibling == nil)
    }

    @Test func joinsTextAndCDATAAndResolvesReferences() throws {
        let root = try parse("<a>x &amp; &#65;<![CDATA[<b>&amp;]]><!-- no --><?no no?>&lt;<c>inner</c>é\r\n</a>").root
        #expect(root.text == "x & A<b>&amp;<é\n")
        #expect(root.child(XMLName("c", in: ""))?.text == "inner")
        #expect(root.textBytes == Array(root.text.utf8))
    }
}
