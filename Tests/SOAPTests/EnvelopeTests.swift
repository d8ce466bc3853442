import SOAP
import Testing
import XML

/// The envelope in a text.
func read(_ text: String, rules: SOAPReadingRules = .strict) throws -> SOAPEnvelope {
    try SOAPEnvelope.read(try XMLDocument.parse(Array(text.utf8)), rules: rules)
}

/// Why a text is refused; nil when it is accepted.
func refusal(of text: String, rules: SOAPReadingRules = .strict) throws -> SOAPReadError? {
    do {
        _ = try read(text, rules: rules)
        return nil
    } catch let error as SOAPReadError {
        return error
    }
}

/// A message whose envelope has the prefix `s` and that content.
func envelope(_ version: SOAPVersion, _ content: String, attributes: String = "") -> String {
    "<s:Envelope xmlns:s='\(version.namespace)' xmlns:t='urn:t' \(attributes)>\(content)</s:Envelope>"
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
        #expect(message.body.localName == "Body")
    }

    @Test(arguments: SOAPVersion.allCases)
    func readsWhatIsLeftOut(version: SOAPVersion) throws {
        let message = try read(envelope(version, " <s:Body/> "))
        #expect(message.headerBlocks.isEmpty)
        #expect(message.bodyEntry == nil)
        #expect(try read(envelope(version, "<s:Header/><s:Body><t:Op/></s:Body>")).headerBlocks.isEmpty)
    }

    @Test func readsAnyPrefix() throws {
        let message = try read("<Envelope xmlns='\(Namespaces.soap11)'><Body><Op xmlns=''/></Body></Envelope>")
        #expect(message.version == .v1_1)
        #expect(message.bodyEntry?.name == XMLName("Op", in: ""))
    }

    @Test func tellsVersionsByTheirNamespace() throws {
        #expect(SOAPVersion.v1_1.namespace == "http://schemas.xmlsoap.org/soap/envelope/")
        #expect(SOAPVersion.v1_2.namespace == "http://www.w3.org/2003/05/soap-envelope")
        #expect(SOAPVersion.v1_1.mediaType == "text/xml")
        #expect(SOAPVersion.v1_2.mediaType == "application/soap+xml")
        let root = try XMLDocument.parse(Array("<e:Envelope xmlns:e='urn:other'><e:Body/></e:Envelope>".utf8)).root
        #expect(SOAPVersion(envelope: root) == nil)
    }

    @Test(arguments: [SOAPReadingRules.strict, .lenient])
    func refusesWhatIsNoEnvelope(rules: SOAPReadingRules) throws {
        #expect(
            try refusal(of: "<e:Envelope xmlns:e='urn:other'><e:Body/></e:Envelope>", rules: rules)
                == .unknownEnvelopeNamespace("urn:other"))
        #expect(try refusal(of: "<Envelope/>", rules: rules) == .unknownEnvelopeNamespace(""))
        #expect(try refusal(of: "<a xmlns='urn:a'/>", rules: rules) == .unknownEnvelopeNamespace("urn:a"))
        for version in SOAPVersion.allCases {
            #expect(try refusal(of: "<s:Body xmlns:s='\(version.namespace)'/>", rules: rules) == .notAnEnvelope(version))
        }
    }

    @Test(arguments: SOAPVersion.allCases, [SOAPReadingRules.strict, .lenient])
    func refusesAnEnvelopeWithoutBody(version: SOAPVersion, rules: SOAPReadingRules) throws {
        #expect(try refusal(of: envelope(version, ""), rules: rules) == .noBody)
        #expect(try refusal(of: envelope(version, "<s:Header/>"), rules: rules) == .noBody)
        #expect(try refusal(of: envelope(version, "<t:Body/>"), rules: rules) == .noBody)
        #expect(try refusal(of: envelope(version, "<Body/>"), rules: rules) == .noBody)
        let other: SOAPVersion = version == .v1_1 ? .v1_2 : .v1_1
        #expect(try refusal(of: envelope(version, "<o:Body xmlns:o='\(other.namespace)'/>"), rules: rules) == .noBody)
    }

    @Test(arguments: SOAPVersion.allCases, [SOAPReadingRules.strict, .lenient])
    func refusesElementsBeforeTheBody(version: SOAPVersion, rules: SOAPReadingRules) throws {
        let header = XMLName("Header", in: version.namespace)
        #expect(try refusal(of: envelope(version, "<t:x/><s:Body/>"), rules: rules) == .misplacedElement(XMLName("x", in: "urn:t")))
        #expect(
            try refusal(of: envelope(version, "<s:Header/><t:x/><s:Body/>"), rules: rules) == .misplacedElement(XMLName("x", in: "urn:t")))
        #expect(try refusal(of: envelope(version, "<s:Header/><s:Header/><s:Body/>"), rules: rules) == .misplacedElement(header))
    }

    @Test(arguments: SOAPVersion.allCases)
    func strictRulesRefuseWhatFollowsTheBody(version: SOAPVersion) throws {
        let body = XMLName("Body", in: version.namespace)
        #expect(try refusal(of: envelope(version, "<s:Body/><s:Body/>")) == .misplacedElement(body))
        #expect(try refusal(of: envelope(version, "<s:Body/><s:Header/>")) == .headerAfterBody)
        #expect(try refusal(of: envelope(version, "<s:Body/><x/>")) == .misplacedElement(XMLName("x", in: "")))
        let trailer = XMLName("x", in: "urn:t")
        #expect(try refusal(of: envelope(version, "<s:Body/><t:x/>")) == (version == .v1_2 ? .misplacedElement(trailer) : nil))
    }

    @Test(arguments: SOAPVersion.allCases)
    func strictRulesRefuseText(version: SOAPVersion) throws {
        #expect(try refusal(of: envelope(version, "<s:Body>text<t:Op/></s:Body>")) == .textInBody)
        #expect(try refusal(of: envelope(version, "<s:Body><t:Op/><![CDATA[text]]></s:Body>")) == .textInBody)
        #expect(try refusal(of: envelope(version, "text<s:Body><t:Op/></s:Body>")) == .textOutsideBody)
        #expect(try refusal(of: envelope(version, "<s:Header>text</s:Header><s:Body/>")) == .textOutsideBody)
        #expect(try refusal(of: envelope(version, "\n<s:Header>\n</s:Header>\n<s:Body>\r\n\t <t:Op/></s:Body>")) == nil)
    }

    @Test(arguments: SOAPVersion.allCases)
    func strictRulesRefuseASecondBodyEntry(version: SOAPVersion) throws {
        #expect(try refusal(of: envelope(version, "<s:Body><t:Op/><t:Op/></s:Body>")) == .severalBodyEntries)
    }

    @Test(arguments: SOAPVersion.allCases)
    func strictRulesRefuseHeaderBlocksWithoutNamespace(version: SOAPVersion) throws {
        let message = envelope(version, "<s:Header><x/></s:Header><s:Body/>")
        #expect(try refusal(of: message) == .unqualifiedHeaderBlock(XMLName("x", in: "")))
        #expect(try read(message, rules: .lenient).headerBlocks.count == 1)
    }

    @Test(arguments: SOAPVersion.allCases)
    func strictRulesRefuseProcessingInstructions(version: SOAPVersion) throws {
        let message = envelope(version, "<s:Body><t:Op><?p?></t:Op></s:Body>")
        #expect(try refusal(of: message) == .processingInstruction)
        #expect(try refusal(of: "<?p?><e:Envelope xmlns:e='urn:other'/>") == .unknownEnvelopeNamespace("urn:other"))
        #expect(try refusal(of: message, rules: .lenient) == nil)
    }

    @Test func strictRulesRefuseAttributesWithoutNamespace() throws {
        for version in SOAPVersion.allCases {
            let message = envelope(version, "<s:Body/>", attributes: "a='1'")
            #expect(try refusal(of: message) == .unqualifiedAttribute("a", on: XMLName("Envelope", in: version.namespace)))
            #expect(try refusal(of: message, rules: .lenient) == nil)
            #expect(try refusal(of: envelope(version, "<s:Header t:a='1'/><s:Body t:a='1'/>", attributes: "t:a='1'")) == nil)
        }
        for (content, name) in [("<s:Header a='1'/><s:Body/>", "Header"), ("<s:Body a='1'/>", "Body")] {
            #expect(try refusal(of: envelope(.v1_1, content)) == nil)
            #expect(try refusal(of: envelope(.v1_2, content)) == .unqualifiedAttribute("a", on: XMLName(name, in: Namespaces.soap12)))
        }
    }

    @Test(arguments: SOAPVersion.allCases)
    func lenientRulesTakeTheFirstEntryAndIgnoreTheRest(version: SOAPVersion) throws {
        let message = try read(
            envelope(
                version, "text<s:Header>text</s:Header><s:Body>text<t:Op/><t:Other/></s:Body><s:Body><t:Third/></s:Body><x/><s:Header/>"),
            rules: .lenient)
        #expect(message.bodyEntry?.localName == "Op")
        #expect(message.headerBlocks.isEmpty)
    }

    @Test func rulesAreSeparable() throws {
        let message = envelope(.v1_2, "<s:Body>text<t:Op/><t:Op/></s:Body>")
        #expect(try refusal(of: message, rules: .oneBodyEntry) == .severalBodyEntries)
        #expect(try refusal(of: message, rules: .noTextInBody) == .textInBody)
        #expect(try refusal(of: message, rules: SOAPReadingRules.strict.subtracting([.oneBodyEntry, .noTextInBody])) == nil)
    }
}
