import Testing
import XML

/// libxml2 reads stand-ins for namespace names. A document means the same with and without them.
@Suite struct NamespaceStandInTests {
    /// The namespaces of a document's elements, in order.
    private func namespaces(_ text: String) throws -> [String] {
        func all(_ element: XMLElement) -> [String] { [element.namespace] + element.children.flatMap(all) }
        return all(try parse(text).root)
    }

    @Test func findsEachNameAgain() throws {
        let text = "<s:a xmlns:s='urn:the-one' xmlns=\"urn:other\"><b/><c xmlns=''/><p:d xmlns:p = 'urn:the-one'/></s:a>"
        #expect(try namespaces(text) == ["urn:the-one", "urn:other", "", "urn:the-one"])
    }

    /// A name that is like a stand-in, one with a reference to what a stand-in begins with, and one that libxml2 has rules for.
    @Test(arguments: [
        "a:a", "a:b", "a", "urn", "&#97;:a", "a:&#97;", " urn:x", "urn:\u{E9}", "http://www.w3.org/2000/xmlns", "a:a:", "a:bc",
        "urn:567", "urn:5678", "urn:56789abcdef", "urn:56789abcdefg", "urn:56789 bcdefg", "urn:56789abcdef\u{E9}",
        "urn:5678&#97;",
    ])
    func findsAnyName(name: String) throws {
        let read = name.replacing("&#97;", with: "a")
        #expect(try namespaces("<s:a xmlns:s='urn:the-one'><b xmlns='\(name)'/><s:c/></s:a>") == ["urn:the-one", read, "urn:the-one"])
        #expect(try namespaces("<b xmlns='\(name)'><s:a xmlns:s='urn:the-one'/><c/></b>") == [read, "urn:the-one", read])
    }

    /// One more name than there are stand-ins, and one more declaration than a document with stand-ins has.
    @Test(arguments: [1, 16, 17, 64, 65, 200])
    func findsManyNames(count: Int) throws {
        let children = (0..<count).map { "<p:b xmlns:p='urn:name-\($0)'/>" }.joined()
        #expect(try namespaces("<a>\(children)</a>") == [""] + (0..<count).map { "urn:name-\($0)" })
        let repeated = (0..<count).map { "<p:b xmlns:p='urn:name-\($0 % 3)'/>" }.joined()
        #expect(try namespaces("<a>\(repeated)</a>") == [""] + (0..<count).map { "urn:name-\($0 % 3)" })
    }

    /// Two attributes of one name are refused even if their prefixes differ (Namespaces in XML 1.0, section 6.3).
    @Test func comparesAttributesByTheirNames() throws {
        #expect(refusal(of: "<a xmlns:p='urn:the-one' xmlns:q='urn:the-one' p:x='1' q:x='2'/>") != nil)
        let root = try parse("<a xmlns:p='urn:the-one' xmlns:q='urn:the-two' p:x='1' q:x='2'/>").root
        #expect(root.attribute("x", in: "urn:the-one") == "1")
        #expect(root.attribute("x", in: "urn:the-two") == "2")
    }

    @Test func refusesTheSameDocuments() throws {
        #expect(refusal(of: "<a xmlns:p='urn:the-one'xmlns:q='urn:the-two'/>") == .notWellFormed)
        #expect(refusal(of: "<a xmlns='urn:the-one' xmlns='urn:the-two'/>") != nil)
        #expect(refusal(of: "<a xmlns='urn:the-one' xmlns='urn:the-one'/>") != nil)
        #expect(refusal(of: "<a xmlns='urn:the-one\"/>") == .notWellFormed)
        #expect(refusal(of: "<a xmlns=urn:the-one/>") == .notWellFormed)
        #expect(refusal(of: "<a xmlns='urn:the-one'><p:b/></a>") == .undeclaredPrefix)
    }

    @Test func keepsTextThatLooksLikeADeclaration() throws {
        let root = try parse(
            "<a xmlns='urn:the-one'>xmlns='urn:the-one'<![CDATA[<b xmlns='urn:the-one'/>]]><!-- xmlns='urn:the-one' --></a>"
        ).root
        #expect(root.text == "xmlns='urn:the-one'<b xmlns='urn:the-one'/>")
        #expect(try parse("<a xmlns='urn:the-one' b=\"xmlns='urn:the-one'\"/>").root.attribute("b") == "xmlns='urn:the-one'")
    }
}
