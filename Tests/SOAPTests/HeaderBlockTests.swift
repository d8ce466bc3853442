import SOAP
import Testing
import XML

@Suite struct HeaderBlockTests {
    private func block(_ version: SOAPVersion, _ attributes: String) throws -> SOAPHeaderBlock {
        let message = try read(envelope(version, "<s:Header><t:h \(attributes)/></s:Header><s:Body/>"))
        return try #require(message.headerBlocks.first)
    }

    @Test(
        arguments: SOAPVersion.allCases,
        [("0", false), ("1", true), ("true", true), ("false", false), (" 1 ", true), ("\n\ttrue", true), ("&#32;0&#9;", false)])
    func readsEverySpellingOfMustUnderstand(version: SOAPVersion, spelling: (String, Bool)) throws {
        #expect(try block(version, "s:mustUnderstand='\(spelling.0)'").mustUnderstand == spelling.1)
    }

    @Test(arguments: SOAPVersion.allCases, ["", " ", "2", "01", "yes", "True", "TRUE", "FALSE", "1 1", "-1", "\u{A0}1", "１"])
    func refusesOtherValuesOfMustUnderstand(version: SOAPVersion, value: String) throws {
        let message = envelope(version, "<s:Header><t:h s:mustUnderstand='\(value)'/></s:Header><s:Body/>")
        #expect(try refusal(of: message) == .invalidMustUnderstand(name: XMLName("h", in: "urn:t")))
        #expect(try refusal(of: message, rules: .lenient) == .invalidMustUnderstand(name: XMLName("h", in: "urn:t")))
    }

    @Test(arguments: SOAPVersion.allCases)
    func ignoresMustUnderstandOfNoOrOtherNamespace(version: SOAPVersion) throws {
        #expect(try !block(version, "mustUnderstand='1'").mustUnderstand)
        #expect(try !block(version, "t:mustUnderstand='nonsense'").mustUnderstand)
        let other: SOAPVersion = version == .v1_1 ? .v1_2 : .v1_1
        #expect(try !block(version, "xmlns:o='\(other.namespace)' o:mustUnderstand='1'").mustUnderstand)
    }

    @Test func readsActorsOf11() throws {
        #expect(try block(.v1_1, "").role == .ultimateReceiver)
        #expect(try block(.v1_1, "s:actor=''").role == .ultimateReceiver)
        #expect(try block(.v1_1, "s:actor='http://schemas.xmlsoap.org/soap/actor/next'").role == .next)
        #expect(try block(.v1_1, "s:actor='urn:someone'").role == .other("urn:someone"))
        #expect(try block(.v1_1, "s:role='urn:someone'").role == .ultimateReceiver)
        let next12 = "http://www.w3.org/2003/05/soap-envelope/role/next"
        #expect(try block(.v1_1, "s:actor='\(next12)'").role == .other(next12))
    }

    @Test func readsRolesOf12() throws {
        let base = "http://www.w3.org/2003/05/soap-envelope/role/"
        #expect(try block(.v1_2, "").role == .ultimateReceiver)
        #expect(try block(.v1_2, "s:role=' '").role == .ultimateReceiver)
        #expect(try block(.v1_2, "s:role='\(base)ultimateReceiver'").role == .ultimateReceiver)
        #expect(try block(.v1_2, "s:role=' \(base)next '").role == .next)
        #expect(try block(.v1_2, "s:role='\(base)none'").role == .none)
        #expect(try block(.v1_2, "s:role='\(base)other'").role == .other(base + "other"))
        #expect(try block(.v1_2, "s:actor='urn:someone'").role == .ultimateReceiver)
    }

    @Test func tellsWhichRolesTheLastReceiverHas() {
        #expect(SOAPRole.ultimateReceiver.includesUltimateReceiver)
        #expect(SOAPRole.next.includesUltimateReceiver)
        #expect(!SOAPRole.none.includesUltimateReceiver)
        #expect(!SOAPRole.other("urn:x").includesUltimateReceiver)
    }

    @Test func readsRelayOf12() throws {
        #expect(try block(.v1_2, "s:relay='true'").relay)
        #expect(try block(.v1_2, "s:relay=' 1'").relay)
        #expect(try !block(.v1_2, "s:relay='false'").relay)
        #expect(try !block(.v1_2, "").relay)
        #expect(try !block(.v1_1, "s:relay='1'").relay)
    }

    @Test func refusesOtherValuesOfRelay() throws {
        let message = envelope(.v1_2, "<s:Header><t:h s:relay='maybe'/></s:Header><s:Body/>")
        #expect(try refusal(of: message) == .invalidRelay(name: XMLName("h", in: "urn:t")))
        #expect(try read(message, rules: .lenient).headerBlocks.first?.relay == false)
        #expect(try refusal(of: envelope(.v1_1, "<s:Header><t:h s:relay='maybe'/></s:Header><s:Body/>")) == nil)
    }

    @Test(arguments: [
        ("xsi:nil='true'", true), ("xsi:nil='1'", true), ("xsi:nil=' true '", true), ("xsi:nil='false'", false), ("xsi:nil='0'", false),
        ("xsi:nil='x'", false), ("nil='true'", false), ("", false),
    ])
    func tellsNilElements(attribute: String, expected: Bool) throws {
        let text = "<a xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' \(attribute)/>"
        #expect(try XMLDocument.parse(Array(text.utf8)).root.isNil == expected)
    }
}
