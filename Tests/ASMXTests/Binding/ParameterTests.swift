import ASMX
import HTTP
import Testing

@Suite("Parameters of SOAP requests")
struct ParameterTests {
    let toy = Toy()

    @Test("come in any order, unknown ones are passed over, and of two with one name the first counts")
    func lenience() {
        #expect(toy.call("Add", "<b>3</b><a>2</a>").value(of: "AddResult") == "5")
        #expect(toy.call("Add", "<x>9</x><a>2</a><y><a>7</a></y><b>3</b>").value(of: "AddResult") == "5")
        #expect(toy.call("Add", "<a>2</a><a>4</a><b>3</b>").value(of: "AddResult") == "5")
    }

    @Test("have the names of their vendor's other pages too, which the contract does not list")
    func aliases() {
        #expect(toy.call("Add", "<bee>3</bee><a>2</a>").value(of: "AddResult") == "5")
        #expect(toy.call("Add", "<a>2</a><second>3</second><b>9</b>").value(of: "AddResult") == "5", "the first of two counts")
        #expect(toy.call("Add", "<a>2</a><b>3</b><bee>9</bee>").value(of: "AddResult") == "5")
        #expect(toy.call("Add", "<a>2</a><Bee>3</Bee>").value(of: "AddResult") == "2")
    }

    @Test("that are missing are null, 0 and false")
    func missing() {
        #expect(toy.call("Add", "").value(of: "AddResult") == "0")
        #expect(toy.call("Invert", "").value(of: "InvertResult") == "true")
        let response = toy.call("Echo", "")
        #expect(response.status == 200)
        #expect(response.text.contains("<EchoResponse xmlns=\"urn:toy/\" />"))
    }

    @Test("in no namespace or another one are not recognised")
    func namespaces() {
        #expect(toy.call("Add", "<a xmlns=\"\">2</a><b>3</b>").value(of: "AddResult") == "3")
        #expect(toy.call("Add", "<a xmlns=\"urn:toy\">2</a><b>3</b>").value(of: "AddResult") == "3")
        #expect(toy.call("Add", "<p:a xmlns:p=\"urn:toy/\">2</p:a><b>3</b>").value(of: "AddResult") == "5")
    }

    @Test("may be nil, CDATA, self-closed, or decorated with xsi:type and encodingStyle")
    func spellings() {
        let xsi = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
        #expect(toy.call("Echo", "<text \(xsi) xsi:nil=\"true\"/>").value(of: "EchoResult") == nil)
        #expect(toy.call("Echo", "<text \(xsi) xsi:nil=\"1\">x</text>").value(of: "EchoResult") == nil)
        #expect(toy.call("Echo", "<text \(xsi) xsi:nil=\"false\">x</text>").value(of: "EchoResult") == "x")
        #expect(toy.call("Echo", "<text><![CDATA[<a>&b]]>c</text>").value(of: "EchoResult") == "<a>&bc")
        #expect(toy.call("Echo", "<text/>").value(of: "EchoResult") == "")
        #expect(toy.call("Echo", "<text> x&#13;\n </text>").value(of: "EchoResult") == " x\r\n ")
        let typed = "<a \(xsi) xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xsi:type=\"xsd:int\">2</a>"
        #expect(toy.call("Add", typed).value(of: "AddResult") == "2")
    }

    @Test("of type int are read as .NET reads them", arguments: [(" 7\n", "7"), ("+7", "7"), ("-7", "-7"), ("007", "7")])
    func ints(text: String, value: String) {
        #expect(toy.call("Add", "<a>\(text)</a>").value(of: "AddResult") == value)
    }

    @Test(
        "that do not convert are a Client fault that names the place, and nothing runs",
        arguments: [
            ("Add", "<a>x</a>", "Input string was not in a correct format."),
            ("Add", "<a></a>", "Input string was not in a correct format."),
            ("Add", "<a>1.5</a>", "Input string was not in a correct format."),
            ("Add", "<a>2147483648</a>", "Value was either too large or too small for an Int32."),
            ("Add", "<a>--1</a>", "Input string was not in a correct format."),
            ("Invert", "<flag>yes</flag>", "The string 'yes' is not a valid Boolean value."),
            ("Add", "<a><b/></a>", "Unexpected node type Element."),
            ("Echo", "<text><b/></text>", "Unexpected node type Element."),
        ])
    func unconvertible(operation: String, parameters: String, message: String) {
        let response = toy.call(operation, parameters)
        #expect(response.status == 500)
        #expect(response.value(of: "faultcode") == "soap:Client")
        let text = response.value(of: "faultstring") ?? ""
        #expect(text.hasPrefix("Server was unable to read request. ---> There is an error in XML document (1, "))
        #expect(text.contains(message))
        #expect(toy.ran.isEmpty)
    }

    @Test("of a void operation lead to an empty response element")
    func void() {
        #expect(toy.call("Forget", "<word>x</word>").text.contains("<ForgetResponse xmlns=\"urn:toy/\" />"))
    }
}
