import Testing
import XML

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
        #expect(!three.isNamed(XMLName("three", in: "urn:d")))
        #expect(!three.isNamed(XMLName("thre", in: "urn:a")))
        let four = try #require(three.firstChild)
        #expect(four.namespace == "")
        #expect(four.isInNamespace(""))
        #expect(!four.isInNamespace("urn:d"))
        #expect(four.parent == three)
        #expect(three.nextSibling == nil)
        #expect(root.parent == nil)
    }

    @Test func readsDeclarationsThatShadowEachOther() throws {
        let root = try parse("<p:a xmlns:p='urn:1' xmlns:q='urn:1'><p:b xmlns:p='urn:2'><p:c/><q:d/></p:b><p:e/></p:a>").root
        let b = try #require(root.firstChild)
        #expect(b.namespace == "urn:2")
        #expect(b.children.map(\.namespace) == ["urn:2", "urn:1"])
        #expect(b.nextSibling?.namespace == "urn:1")
    }

    @Test func joinsTextAndCDATAAndResolvesReferences() throws {
        let root = try parse("<a>x &amp; &#65;&#x42;<![CDATA[<b>&amp;]]><!-- no --><?no no?>&lt;&gt;&quot;&apos;<c>inner</c>é\r\n</a>").root
        #expect(root.text == "x & AB<b>&amp;<>\"'é\n")
        #expect(root.child(XMLName("c", in: ""))?.text == "inner")
        #expect(root.textBytes == Array(root.text.utf8))
    }

    @Test func keepsTextUnchanged() throws {
        #expect(try parse("<a>  x\t\n y  </a>").root.text == "  x\t\n y  ")
        #expect(try parse("<a>&#13;&#10;</a>").root.text == "\r\n")
        #expect(try parse("<a/>").root.text == "")
        #expect(try parse("<a></a>").root.text == "")
    }

    @Test func tellsBlankTextFromOther() throws {
        #expect(try !parse("<a> \t\r\n<b>x</b> </a>").root.hasNonBlankText)
        #expect(try parse("<a> <b/> x</a>").root.hasNonBlankText)
        #expect(try !parse("<a/>").root.hasNonBlankText)
        #expect(try parse("<a>\u{A0}</a>").root.hasNonBlankText)
    }

    @Test func walksChildrenInOrder() throws {
        let root = try parse("<a>t<b/>t<c><d/></c><b/>t</a>").root
        #expect(root.children.map(\.localName) == ["b", "c", "b"])
        #expect(root.hasElementChildren)
        #expect(root.firstChild?.hasElementChildren == false)
        #expect(root.child(XMLName("c", in: ""))?.firstChild?.localName == "d")
        #expect(root.child(XMLName("d", in: "")) == nil)
        #expect(root.child(XMLName("b", in: "")) == root.firstChild)
    }

    @Test func readsAttributesByExpandedName() throws {
        let root = try parse("<a xmlns='urn:d' xmlns:p='urn:p' one='1' p:one='2' xml:lang='en' two='a &amp; &#60;&#10;b\tc\nd'/>").root
        #expect(root.attribute("one") == "1")
        #expect(root.attribute("one", in: "urn:p") == "2")
        #expect(root.attribute("one", in: "urn:d") == nil)
        #expect(root.attribute("lang", in: XMLName.xmlNamespace) == "en")
        #expect(root.attribute("two") == "a & <\nb c d")
        #expect(root.attribute("three") == nil)
        #expect(root.attributes.count == 4)
        #expect(root.attributes.map(\.name.local) == ["one", "one", "lang", "two"])
        #expect(root.hasAttributes)
        #expect(try !parse("<a xmlns='urn:d'/>").root.hasAttributes)
    }

    @Test func resolvesPrefixesInScope() throws {
        let root = try parse("<a xmlns='urn:d' xmlns:p='urn:&#112;'><b xmlns='' xmlns:p='urn:q'/><c/></a>").root
        let b = try #require(root.firstChild)
        let c = try #require(b.nextSibling)
        #expect(root.namespace(forPrefix: "p") == "urn:p")
        #expect(b.namespace(forPrefix: "p") == "urn:q")
        #expect(c.namespace(forPrefix: "p") == "urn:p")
        #expect(c.namespace(forPrefix: "") == "urn:d")
        #expect(b.namespace(forPrefix: "") == nil)
        #expect(b.namespace(forPrefix: "none") == nil)
        #expect(b.namespace(forPrefix: "xml") == XMLName.xmlNamespace)
        #expect(b.namespaceDeclarations.map(\.prefix) == ["", "p"])
    }

    @Test func tellsPositionsInLinesAndUTF16Units() throws {
        let text = "<?xml version='1.0'?>\r\n<a>\n  é😀<b x='1'>\r</b><c/></a>"
        let root = try parse(text).root
        #expect(root.position == XMLPosition(line: 2, column: 1))
        let b = try #require(root.firstChild)
        #expect(b.position == XMLPosition(line: 3, column: 6))
        #expect(b.endPosition == XMLPosition(line: 4, column: 5))
        #expect(b.nextSibling?.position == XMLPosition(line: 4, column: 5))
        #expect(b.nextSibling?.endPosition == XMLPosition(line: 4, column: 9))
        #expect(root.endPosition == XMLPosition(line: 4, column: 13))
    }

    @Test func skipsCommentsAndProcessingInstructionsEverywhere() throws {
        let root = try parse("<!-- <x> --><?p <y>?><a><!-- <z> --><b/><?q '\"?></a><!-- end --><?r?>").root
        #expect(root.children.map(\.localName) == ["b"])
        #expect(root.text == "")
    }

    @Test func tellsWhetherThereAreProcessingInstructions() throws {
        for text in ["<?p?><a/>", "<a><b><?p?></b></a>", "<a/><?p?>"] {
            #expect(try parse(text).hasProcessingInstruction)
        }
        #expect(
            try !parse("<?xml version='1.0'?><!-- <?p?> --><a b='&lt;?p?>'>&lt;?p?><![CDATA[<?p?>]]></a>").hasProcessingInstruction)
    }

    @Test func toleratesLeadingWhiteSpaceWithoutDeclaration() throws {
        #expect(try parse("\n \r\n\t<a/>").root.localName == "a")
        #expect(refusal(of: " <?xml version='1.0'?><a/>") == .notWellFormed)
    }

    @Test func toleratesNamespaceNamesThatAreNoURIs() throws {
        let root = try parse("<a xmlns='relative' xmlns:x='http://www w3.org/2001|XMLSchema' x:b='1' xml:lang='not a tag'/>").root
        #expect(root.namespace == "relative")
        #expect(root.attribute("b", in: "http://www w3.org/2001|XMLSchema") == "1")
    }

    @Test func readsElementsOfTheNamespaceXML() throws {
        let root = try parse("<xml:a xml:b='c' xmlns:xml='http://www.w3.org/XML/1998/namespace'/>").root
        #expect(root.name == XMLName("a", in: XMLName.xmlNamespace))
        #expect(root.attribute("b", in: XMLName.xmlNamespace) == "c")
    }

    @Test func namesAreComparedInAnyScript() throws {
        let root = try parse("<été:größe xmlns:été='urn:ü' 名='値'/>").root
        #expect(root.isNamed(XMLName("größe", in: "urn:ü")))
        #expect(root.prefix == "été")
        #expect(root.attribute("名") == "値")
    }
}
