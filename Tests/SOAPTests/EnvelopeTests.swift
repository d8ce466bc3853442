import SOAP
import Testing
import XML

/// The envelope in a text.
func read(_ text: String, rules: SOAPReadingRules = .strict) throws -> SOAPEnvelope {
    try SOAPEnvelope.read(try XMLDocument.parse(Array(text.utf8)), rules: rules)
}

/// A message whose envelope has the prefix `s` and that content.
func envelope(_ version: SOAPVersion, _ content: String) -> String {
    "<s:Envelope xmlns:s='\(version.namespace)' xmlns:t='urn:t'>\(content)</s:Envelope>"
}

@Suite struct EnvelopeTests {
    @Test(arguments: SOAPVersion.allCases)
    func readsVersionHeaderAndBody(version: SOAPVersion) throws {
        let message = try read(
            envelope(version, "<s:Header><t:a/><t:b s:mustUnderstand='1'/></s:Header><s:Body><t:Op><t:p>x</t:p></t:Op></s:Body>"))
        #expect(message.version == version)
        #expect(message.headerBlocks.map(\.element.localName) == ["a", "b"])
        #expect(message.headerBlocks.map(\.mustUnderstand) == [false, true])
        #expect(message.bodyEntry?.name == XMLName("Op", in: "urn:t"))
    }
}
