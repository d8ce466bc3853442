import Testing
import XML

@Suite("The layout for comparisons")
struct LayoutTests {
    private func layout(_ text: String) throws -> String { try XMLDocument.parse(Array(text.utf8)).root.comparableLayout }

    @Test(arguments: [
        #"<s:a xmlns:s="urn:s" xmlns="urn:d"><b y="2" x="1"> t </b><!-- c --><s:c></s:c></s:a>"#,
        "<?xml version=\"1.0\"?>\n<q:a xmlns:q=\"urn:s\">\n\t<o:b xmlns:o='urn:d' x='1'\n y='2'> t </o:b><q:c /></q:a>",
        #"<a xmlns="urn:s"><b xmlns="urn:d" x="1" y="2"><![CDATA[ t ]]></b><c/></a>"#,
    ])
    func isTheSameForTheSameContent(text: String) throws {
        #expect(try layout(text) == "<a xmlns=\"urn:s\">\n  <b xmlns=\"urn:d\" x=\"1\" y=\"2\"> t </b>\n  <c/>\n</a>")
    }

    @Test func differsWhereTheContentDoes() throws {
        let texts = [
            #"<a/>"#, #"<a xmlns="urn:s"/>"#, #"<a x=""/>"#, #"<p:a xmlns:p="urn:p"/>"#, #"<a xmlns:p="urn:p" p:x=""/>"#, "<a> </a>",
            "<a>t</a>",
            "<a><b/></a>", "<a>t<b/></a>", "<a><b/>t</a>",
        ]
        #expect(Set(try texts.map(layout)).count == texts.count)
    }

    @Test func namesTheNamespaceOfATypeAndEscapes() throws {
        let type = #"xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="#
        let one = try layout("<a xmlns:x=\"urn:t\" \(type)\"x:n\">&lt;&amp;</a>")
        let other = try layout("<a xmlns=\"\" xmlns:y='urn:t' \(type)'y:n'>&#60;&#38;</a>")
        #expect(one == other && one.hasSuffix(#"type="{urn:t}n">&lt;&amp;</a>"#))
    }
}
