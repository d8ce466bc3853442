import SOAP
import Testing
import XML

/// SOAP 1.2 part 1, section 5.1.1.
@Suite struct EncodingStyleTests {
    static let encoding = "s:encodingStyle='http://www.w3.org/2003/05/soap-encoding'"

    @Test func refusesItOnTheEnvelopesOwnElements() throws {
        func misplaced(_ local: String) -> SOAPReadError {
            .encodingStyle(.misplaced(on: XMLName(local, in: Namespaces.soap12)))
        }
        #expect(try refusal(of: envelope(.v1_2, "<s:Body/>", attributes: Self.encoding)) == misplaced("Envelope"))
        #expect(try refusal(of: envelope(.v1_2, "<s:Header \(Self.encoding)/><s:Body/>")) == misplaced("Header"))
        #expect(try refusal(of: envelope(.v1_2, "<s:Body \(Self.encoding)/>")) == misplaced("Body"))
    }

    @Test(arguments: [
        "http://www.w3.org/2003/05/soap-encoding", "http://www.w3.org/2003/05/soap-envelope/encoding/none",
        " http://www.w3.org/2003/05/soap-encoding\n",
    ])
    func acceptsKnownValuesOnBlocksEntriesAndBelow(value: String) throws {
        let attribute = "s:encodingStyle='\(value)'"
        #expect(
            try refusal(
                of: envelope(
                    .v1_2, "<s:Header><t:h \(attribute)/></s:Header><s:Body><t:Op \(attribute)><t:p \(attribute)/></t:Op></s:Body>"))
                == nil)
    }

    @Test(arguments: [
        ("<s:Header><t:h s:encodingStyle='urn:x'/></s:Header><s:Body/>", true),
        ("<s:Body><t:Op s:encodingStyle='urn:x'/></s:Body>", false),
        ("<s:Body><t:Op><t:p><t:q s:encodingStyle='urn:x'/></t:p></t:Op></s:Body>", false),
    ])
    func refusesUnknownValues(content: String, inHeader: Bool) throws {
        let error = try refusal(of: envelope(.v1_2, content))
        #expect(error == .encodingStyle(.unknown("urn:x", inHeader: inHeader)))
        #expect(error?.concernsHeader == inHeader)
    }

    /// Section 5.4.6: only what is targeted at the node is its to read.
    @Test func leavesBlocksForOtherNodesAlone() throws {
        #expect(
            try refusal(
                of: envelope(.v1_2, "<s:Header><t:h s:role='urn:other' s:encodingStyle='urn:x'/></s:Header><s:Body/>")) == nil)
    }

    @Test func ignoresItWithoutTheRule() throws {
        let message = envelope(.v1_2, "<s:Body s:encodingStyle='urn:x'><t:Op/></s:Body>", attributes: Self.encoding)
        #expect(try refusal(of: message, rules: .strict.subtracting(.encodingStyle)) == nil)
        #expect(try refusal(of: message, rules: .lenient) == nil)
    }

    /// SOAP 1.1, section 4.1.1, and what PHP and SOAP::Lite send.
    @Test func acceptsItAnywhereIn11() throws {
        let attribute = "s:encodingStyle='http://schemas.xmlsoap.org/soap/encoding/'"
        #expect(try refusal(of: envelope(.v1_1, "<s:Body \(attribute)><t:Op \(attribute)/></s:Body>", attributes: attribute)) == nil)
    }
}
