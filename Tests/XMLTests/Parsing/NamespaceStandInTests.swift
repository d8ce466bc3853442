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
        let text = "<s:a xmlns:s='urn:one' xmlns=\"urn:other\"><b/><c xmlns=''/><p:d xmlns:p = 'urn:one'/></s:a>"
        #expect(try namespaces(text) == ["urn:one", "urn:other", "", "urn:one"])
    }

    /// A name that is like a stand-in, one with a reference to what a stand-in begins with, and one that libxml2 has rules for.
    @Test(arguments: [
        "a:a", "a:b", "a", "urn", "&#97;:a", "a:&#97;", " urn:x", "urn:\u{E9}", "http://www.w3.org/2000/xmlns", "a:a:", "a:bc",
    ])
    func findsAnyName(name: String) throws {
        let read = name.replacing("&#97;", with: "a")
        #expect(try namespaces("<s:a xmlns:s='urn:one'><b xmlns='\(name)'/><s:c/></s:a>") == ["urn:one", read, "urn:one"])
        #expect(try namespaces("<b xmlns='\(name)'><s:a xmlns:s='urn:one'/><c/></b>") == [read, "urn:one", read])
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
        #expect(refusal(of: "<a xmlns:p='urn:one' xmlns:q='urn:one' p:x='1' q:x='2'/>") != nil)
        let root = try parse("<a xmlns:p='urn:one' xmlns:q='urn:two' p:x='1' q:x='2'/>").root
        #expect(root.attribute("x", in: "urn:one") == "1")
        #expect(root.attribute("x", in: "urn:two") == "2")
    }

    @Test func refusesTheSameDocuments() throws {
        #expect(refusal(of: "<a xmlns:p='urn:one'xmlns:q='urn:two'/>") == .notWellFormed)
        #expect(refusal(of: "<a xmlns='urn:one' xmlns='urn:two'/>") != nil)
        #expect(refusal(of: "<a xmlns='urn:one' xmlns='urn:one'/>") != nil)
        #expect(refusal(of: "<a xmlns='urn:one\"/>") == .notWellFormed)
        #expect(refusal(of: "<a xmlns=urn:one/>") == .notWellFormed)
        #expect(refusal(of: "<a xmlns='urn:one'><p:b/></a>") == .undeclaredPrefix)
    }

    @Test func keepsTextThatLooksLikeADeclaration() throws {
        let root = try parse("<a xmlns='urn:one'>xmlns='urn:one'<![CDATA[<b xmlns='urn:one'/>]]><!-- xmlns='urn:one' --></a>").root
        #expect(root.text == "xmlns='urn:one'<b xmlns='urn:one'/>")
        #expect(try parse("<a xmlns='urn:one' b=\"xmlns='urn:one'\"/>").root.attribute("b") == "xmlns='urn:one'")
    }
}
