import HTTP
import Operations
import Testing
import XML
@testable import ASMX

@Suite("Parameters and results with parts")
struct TreeParameterTests {
    let toy = Toy()

    private func result(_ operation: String, _ parameters: String) -> String {
        let text = toy.call(operation, parameters).text
        guard let start = text.firstRange(of: "<\(operation)Result"), let end = text.firstRange(of: "</\(operation)Result>") else {
            return text
        }
        return String(text[start.lowerBound..<end.upperBound])
    }

    @Test("A value of a complex type is read by element names, in any order, unknown elements passed over")
    func record() {
        #expect(
            result("Build", "<house><Garden/><Door><Colour>red</Colour></Door><Name>A &amp; B</Name></house>")
                == "<BuildResult><Name>A &amp; B</Name><Door><Colour>red</Colour></Door></BuildResult>")
        #expect(result("Build", "<house><Name>a</Name><Name>b</Name></house>").contains("<Name>a</Name>"))
    }

    @Test("Elements in another namespace, and those that stand for null, are absent")
    func absent() {
        #expect(!result("Build", "<house><Name xmlns=\"urn:other\">a</Name></house>").contains("<Name>"))
        let nil11 = "<house><Name xmlns:x=\"http://www.w3.org/2001/XMLSchema-instance\" x:nil=\"true\">a</Name></house>"
        #expect(!result("Build", nil11).contains("<Name>"))
        #expect(!result("Build", "").contains("BuildResult"))
    }

    @Test("An empty element that the contract asks for is written where others follow it, and left out where none do")
    func emptyRequired() {
        #expect(
            result("Build", "<house><Name>a</Name><Roof>b</Roof></house>")
                == "<BuildResult><Name>a</Name><Door /><Roof>b</Roof></BuildResult>")
        #expect(result("Build", "<house><Name>a</Name></house>") == "<BuildResult><Name>a</Name></BuildResult>")
    }

    @Test("Elements where text belongs are refused, and nothing runs")
    func elementsForText() {
        let response = toy.call("Build", "<house><Name><b>a</b></Name></house>")
        #expect(response.status == 500)
        #expect(response.value(of: "faultstring")?.contains("ReadElementString method") == true)
        #expect(toy.ran.isEmpty)
    }

    @Test("Any XML comes as it is and goes back in the namespace it has")
    func anyXML() {
        #expect(
            result("Mirror", "<node><a b=\"1\"><c>x</c></a></node>")
                == "<MirrorResult><a b=\"1\"><c>x</c></a></MirrorResult>")
        #expect(result("Mirror", "<node><a xmlns=\"\">x &lt; y</a></node>") == "<MirrorResult><a xmlns=\"\">x &lt; y</a></MirrorResult>")
        #expect(!result("Mirror", "<node/>").contains("MirrorResult"))
    }

    @Test(
        "A GUID is read in the forms .NET takes",
        arguments: [
            "0F8FAD5B-D9CB-469F-A165-70867728950E", "{0f8fad5b-d9cb-469f-a165-70867728950e}", "0f8fad5bd9cb469fa16570867728950e",
            " 0f8fad5b-d9cb-469f-a165-70867728950e\n",
        ])
    func guid(text: String) {
        #expect(toy.call("Find", "<key>\(text)</key>").value(of: "FindResult") == "0f8fad5b-d9cb-469f-a165-70867728950e")
    }

    @Test(
        "What is no GUID is refused; a missing one is all zeros",
        arguments: [
            "", "x", "0f8fad5b", "0f8fad5b-d9cb-469f-a165-70867728950", "-0f8fad5bd9cb469fa16570867728950e",
            "0f8fad5b--d9cb-469f-a165-70867728950e", "{0f8fad5b-d9cb-469f-a165-70867728950e",
        ])
    func noGUID(text: String) {
        #expect(toy.call("Find", "<key>\(text)</key>").status == 500)
        #expect(toy.ran.isEmpty)
        #expect(toy.call("Find", "").value(of: "FindResult") == GUIDText.zero)
    }

    @Test("None of them has a form binding")
    func forms() {
        for name in ["Build", "Mirror", "Find"] {
            let response = toy.send(HTTPRequest(method: "POST", path: "/toy.asmx/\(name)"), pathInfo: name)
            #expect(response.status == 500)
            #expect(response.text.contains("\(name) Web Service method name is not valid."))
        }
    }

    @Test("The contract has their types, and ASP.NET's schema for the GUID")
    func contract() throws {
        let text = String(decoding: toy.host.service.contract(ServiceSettings(), at: "http://localhost/toy.asmx"), as: UTF8.self)
        #expect(text.contains("<s:element minOccurs=\"0\" maxOccurs=\"1\" name=\"house\" type=\"tns:House\" />"))
        #expect(text.contains("<s:element minOccurs=\"1\" maxOccurs=\"1\" name=\"key\" type=\"s1:guid\" />"))
        #expect(text.contains("xmlns:s1=\"http://microsoft.com/wsdl/types/\""))
        #expect(text.contains("<s:import namespace=\"http://microsoft.com/wsdl/types/\" />"))
        #expect(text.contains("targetNamespace=\"http://microsoft.com/wsdl/types/\""))
        let schema = { (id: String) in
            toy.send(HTTPRequest(method: "GET", path: "/toy.asmx", query: "schema\(id)")).text
        }
        #expect(schema("").contains("schemaLocation=\"?schema=schema1\""))
        #expect(schema("=schema1").contains("<s:simpleType name=\"guid\">"))
    }

    @Test("An operation known by its name only is refused by its code, and no contract and no page offers it as one to call")
    func unemulated() {
        let response = toy.call("Fly", "<a/>")
        #expect(response.status == 500)
        #expect(response.value(of: "faultstring") == "No & no.")
        #expect(!String(decoding: toy.host.service.contract(ServiceSettings(), at: ""), as: UTF8.self).contains("Fly"))
        #expect(toy.send(HTTPRequest(method: "GET", path: "/toy.asmx", query: "op=Fly")).status == 404)
        let list = toy.send(HTTPRequest(method: "GET", path: "/toy.asmx")).text
        #expect(list.contains("<code>Fly</code>"))
        #expect(!list.contains("?op=Fly"))
    }

    @Test("The help page has a field for each part, a secret one for what never comes back, and a large one for XML")
    func helpPage() {
        let page = { (name: String) in toy.send(HTTPRequest(method: "GET", path: "/toy.asmx", query: "op=\(name)")).text }
        #expect(page("Build").contains("name=\"house/Door/Colour\""))
        #expect(page("Build").contains("data-field=\"house/Door/Code\""))
        #expect(page("Build").contains("<input id=\"part-house-Door-Code\" name=\"house/Door/Code\" type=\"password\""))
        #expect(page("Mirror").contains("<textarea id=\"parameter-node\" name=\"node\""))
    }
}
