import Testing

@testable import Replay

@Suite("Comparing contracts")
struct ContractTests {
    private func contract(
        action: String = "urn:x/A", members: String = "<s:element minOccurs='0' name='b' type='s:string'/>", more: String = ""
    ) -> [UInt8] {
        let text = """
            <wsdl:definitions xmlns:wsdl='http://schemas.xmlsoap.org/wsdl/' xmlns:s='http://www.w3.org/2001/XMLSchema' xmlns:tns='urn:x'
              xmlns:soap='http://schemas.xmlsoap.org/wsdl/soap/' targetNamespace='urn:x'>
            <wsdl:types><s:schema targetNamespace='urn:x'>
            <s:element name='A'><s:complexType><s:sequence>\(members)</s:sequence></s:complexType></s:element>\(more)
            </s:schema></wsdl:types>
            <wsdl:message name='In'><wsdl:part name='p' element='tns:A'/></wsdl:message>
            <wsdl:portType name='P'><wsdl:operation name='A'><wsdl:input message='tns:In'/></wsdl:operation></wsdl:portType>
            <wsdl:binding name='B' type='tns:P'><wsdl:operation name='A'><soap:operation soapAction='\(action)'/></wsdl:operation></wsdl:binding>
            </wsdl:definitions>
            """
        return Array(text.utf8)
    }

    private func differences(_ own: [UInt8], _ other: [UInt8]) throws -> [String] {
        try ContractComparison.differences(own: own, other: other).map { "\($0.tier.rawValue) \($0)" }
    }

    @Test func contractsAreTheSameWhateverTheirPrefixes() throws {
        let renamed = Array(
            String(decoding: contract(), as: UTF8.self).replacing("tns:", with: "q:").replacing("xmlns:tns", with: "xmlns:q").utf8)
        #expect(try differences(contract(), contract()) == [])
        #expect(try differences(contract(), renamed) == [])
    }

    @Test(arguments: [
        ("<s:element minOccurs='0' name='b' type='s:int'/>", "error element {urn:x}A/b: the other has int, this one string"),
        ("<s:element minOccurs='1' name='b' type='s:string'/>", "warning element {urn:x}A/b: the other has 1..1, this one 0..1"),
        ("<s:element minOccurs='0' name='b' type='s:string' nillable='true'/>", "warning element {urn:x}A/b: is nillable there only"),
        ("", "info element {urn:x}A/b: is only here"),
        (
            "<s:element minOccurs='0' name='b' type='s:string'/><s:element name='c' type='s:int'/>",
            "error element {urn:x}A/c: is missing here"
        ),
    ])
    func saysWhatDiffers(members: String, message: String) throws {
        #expect(try differences(contract(), contract(members: members)) == [message])
    }

    @Test func saysThatTheOrderDiffers() throws {
        let b = "<s:element name='b' type='s:int'/>", c = "<s:element name='c' type='s:int'/>"
        #expect(
            try differences(contract(members: b + c), contract(members: c + b)) == [
                "error element {urn:x}A: the order of its members differs"
            ])
    }

    @Test func saysWhichOperationsAndTypesDiffer() throws {
        #expect(
            try differences(contract(), contract(action: "urn:x/B")) == [
                "error operation A SOAPAction: the other has \"urn:x/B\", this one \"urn:x/A\""
            ])
        let type = "<s:simpleType name='T'><s:restriction base='s:string'><s:enumeration value='1'/></s:restriction></s:simpleType>"
        #expect(try differences(contract(), contract(more: type)) == ["error type {urn:x}T: is missing here"])
        let other = type.replacing("value='1'", with: "value='2'")
        #expect(
            try differences(contract(more: type), contract(more: other)) == [
                "error type {urn:x}T/value 2: is missing here", "info type {urn:x}T/value 1: is only here",
            ])
    }

    @Test(arguments: [
        "", "<a/>", "<wsdl:definitions xmlns:wsdl='http://schemas.xmlsoap.org/wsdl/'><wsdl:import location='x'/></wsdl:definitions>",
    ])
    func refusesWhatIsNoWholeContract(text: String) {
        #expect(throws: RecordingError.self) { try differences(contract(), Array(text.utf8)) }
    }
}
