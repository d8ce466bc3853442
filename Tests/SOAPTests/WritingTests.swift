import SOAP
import Testing
import XML

@Suite struct WritingTests {
    static let xmlns = #"xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema""#

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func writesEnvelopesAsASPNETDoes() {
        let bytes = SOAPWriter.envelope(.v1_1) { writer in
            writer.element("OpResponse", ("xmlns", "urn:t")) { $0.element("OpResult", "true") }
        }
        #expect(
            text(bytes) == #"<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" "#
                + Self.xmlns
                + #"><soap:Body><OpResponse xmlns="urn:t"><OpResult>true</OpResult></OpResponse></soap:Body></soap:Envelope>"#)
    }

    @Test func writesTheHeaderOnlyWhenAsked() throws {
        let with = SOAPWriter.envelope(.v1_2, header: { $0.element("t", ("xmlns", "urn:t")) { $0.text("1") } }, body: { $0.start("x") })
        #expect(
            text(with) == #"<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope" "#
                + Self.xmlns
                + #"><soap:Header><t xmlns="urn:t">1</t></soap:Header><soap:Body><x /></soap:Body></soap:Envelope>"#)
        #expect(try read(text(with)).headerBlocks.map(\.element.text) == ["1"])
    }

    @Test(arguments: SOAPVersion.allCases)
    func readsWhatItWrites(version: SOAPVersion) throws {
        let bytes = SOAPWriter.envelope(version, header: { $0.element("h", ("xmlns", "urn:t")) { _ in } }) { writer in
            writer.element("Op", ("xmlns", "urn:t")) { $0.element("p", "<&>\r\n\u{1}") }
        }
        let message = try SOAPEnvelope.read(try XMLDocument.parse(bytes))
        #expect(message.version == version)
        #expect(message.headerBlocks.map(\.element.name) == [XMLName("h", in: "urn:t")])
        #expect(message.bodyEntry?.child(XMLName("p", in: "urn:t"))?.text == "<&>\r\n\u{FFFD}")
    }

    @Test(arguments: [
        (SOAPFault.Code.versionMismatch, "VersionMismatch", "VersionMismatch"), (.mustUnderstand, "MustUnderstand", "MustUnderstand"),
        (.sender, "Client", "Sender"), (.receiver, "Server", "Receiver"), (.dataEncodingUnknown, "Client", "DataEncodingUnknown"),
    ])
    func spellsCodesForTheVersion(code: SOAPFault.Code, in11: String, in12: String) throws {
        let fault = SOAPFault(code, "r")
        #expect(text(SOAPWriter.fault(fault, version: .v1_1)).contains("<faultcode>soap:\(in11)</faultcode>"))
        #expect(text(SOAPWriter.fault(fault, version: .v1_2)).contains("<soap:Value>soap:\(in12)</soap:Value>"))
    }

    @Test func writesFaultsOf11WithUnprefixedChildren() throws {
        let bytes = SOAPWriter.fault(SOAPFault(.sender, "Bad <thing>", actor: "urn:me", detail: .empty), version: .v1_1)
        #expect(
            text(bytes) == #"<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" "#
                + Self.xmlns
                + #"><soap:Body><soap:Fault><faultcode>soap:Client</faultcode><faultstring>Bad &lt;thing&gt;</faultstring>"#
                + #"<faultactor>urn:me</faultactor><detail /></soap:Fault></soap:Body></soap:Envelope>"#)
        let entry = try #require(try read(text(bytes)).bodyEntry)
        #expect(entry.children.allSatisfy { $0.isInNamespace("") && $0.namespace(forPrefix: "") == nil })
    }

    @Test func writesFaultsOf12InTheirOrder() throws {
        let fault = SOAPFault(
            .sender, "Bad", subcode: XMLName("Sub", in: "urn:t"), actor: "urn:node", role: "urn:role", detail: .content(Array("<d />".utf8))
        )
        let bytes = SOAPWriter.fault(fault, version: .v1_2)
        #expect(
            text(bytes) == #"<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope" "#
                + Self.xmlns
                + #"><soap:Body><soap:Fault><soap:Code><soap:Value>soap:Sender</soap:Value><soap:Subcode><soap:Value xmlns:q="urn:t">q:Sub</soap:Value>"#
                + #"</soap:Subcode></soap:Code><soap:Reason><soap:Text xml:lang="en">Bad</soap:Text></soap:Reason><soap:Node>urn:node</soap:Node>"#
                + #"<soap:Role>urn:role</soap:Role><soap:Detail><d /></soap:Detail></soap:Fault></soap:Body></soap:Envelope>"#)
        #expect(try read(text(bytes)).bodyEntry?.name == XMLName("Fault", in: Namespaces.soap12))
    }

    @Test func writesTheDetailAsAsked() {
        func detail(_ detail: SOAPFault.Detail, _ version: SOAPVersion) -> String {
            let text = text(SOAPWriter.fault(SOAPFault(.receiver, "r", detail: detail), version: version))
            let start = text.firstRange(of: version == .v1_1 ? "</faultstring>" : "</soap:Reason>")
            let end = text.firstRange(of: "</soap:Fault>")
            guard let start, let end else { return "no fault" }
            return String(text[start.upperBound..<end.lowerBound])
        }
        #expect(detail(.absent, .v1_1) == "")
        #expect(detail(.empty, .v1_1) == "<detail />")
        #expect(detail(.content(Array("<a />".utf8)), .v1_1) == "<detail><a /></detail>")
        #expect(detail(.absent, .v1_2) == "")
        #expect(detail(.empty, .v1_2) == "<soap:Detail />")
        #expect(detail(.content(Array("<a />".utf8)), .v1_2) == "<soap:Detail><a /></soap:Detail>")
    }

    @Test(arguments: SOAPVersion.allCases)
    func writesTheUpgradeBlockWithNamesThatResolve(version: SOAPVersion) throws {
        let bytes = SOAPWriter.fault(SOAPFault(.versionMismatch, "r", detail: .absent), version: version) {
            SOAPWriter.upgradeHeader(SOAPVersion.allCases, to: &$0)
        }
        let block = try #require(try read(text(bytes)).headerBlocks.first?.element)
        #expect(block.name == XMLName("Upgrade", in: Namespaces.soap12))
        #expect(block.children.map(\.name) == [XMLName](repeating: XMLName("SupportedEnvelope", in: Namespaces.soap12), count: 2))
        #expect(
            block.children.map { resolve($0.attribute("qname"), at: $0) }
                == SOAPVersion.allCases.map { XMLName("Envelope", in: $0.namespace) })
    }

    @Test func writesABlockForEachNotUnderstood() throws {
        let names = [XMLName("a", in: "urn:a&b"), XMLName("b", in: ""), XMLName("größe", in: "urn:t")]
        let bytes = SOAPWriter.fault(SOAPFault(.mustUnderstand, "r", detail: .absent), version: .v1_2) {
            SOAPWriter.notUnderstoodHeader(names, to: &$0)
        }
        let blocks = try read(text(bytes)).headerBlocks.map(\.element)
        #expect(blocks.allSatisfy { $0.isNamed(XMLName("NotUnderstood", in: Namespaces.soap12)) })
        #expect(blocks.map { resolve($0.attribute("qname"), at: $0) } == names)
    }

    /// The name a qualified name in content stands for.
    private func resolve(_ name: String?, at element: XMLElement) -> XMLName? {
        guard let parts = name?.split(separator: ":").map(String.init), let local = parts.last else { return nil }
        if parts.count == 1 { return XMLName(local, in: "") }
        return element.namespace(forPrefix: parts[0]).map { XMLName(local, in: $0) }
    }
}
