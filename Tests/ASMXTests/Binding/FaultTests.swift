import ASMX
import HTTP
import Operations
import Testing

@Suite("Faults of the host")
struct FaultTests {
    let toy = Toy()

    @Test("Malformed XML, a DTD and an undeclared prefix get 400 with nothing in it", arguments: ["<a", "", "<!DOCTYPE a><a/>", "<p:a/>"])
    func malformed(message: String) {
        let response = toy.post(message, action: "urn:toy/Add")
        #expect(response.status == 400)
        #expect(response.body.isEmpty)
    }

    @Test(
        "What is XML but no envelope is a Client fault",
        arguments: ["<e:Letter xmlns:e=\"\(Toy.envelope11)\"/>", "<e:Envelope xmlns:e=\"\(Toy.envelope11)\"/>"])
    func noEnvelope(message: String) {
        let response = toy.post(message, action: "urn:toy/Add")
        #expect(response.status == 500)
        #expect(response.value(of: "faultcode") == "soap:Client")
        #expect(response.value(of: "faultstring")?.hasPrefix("Server was unable to read request.") == true)
    }

    @Test("An envelope of neither version is a VersionMismatch of 1.1 with the versions to upgrade to, 1.1 first")
    func unknownVersion() throws {
        let response = toy.post(Toy.envelope("", namespace: "urn:envelope"), action: "urn:toy/Add")
        #expect(response.status == 500)
        #expect(response.value(of: "faultcode") == "soap:VersionMismatch")
        let text = response.text
        let supported = text.split(separator: "<soap12:SupportedEnvelope ").dropFirst()
        try #require(supported.count == 2)
        #expect(supported.first?.contains(Toy.envelope11) == true)
        #expect(supported.last?.contains(Toy.envelope12) == true)
    }

    @Test("A refusal of the service is its own fault; the texts of a fault have no default namespace in scope")
    func foreseen() {
        let response = toy.call("Fail", "")
        #expect(response.status == 500)
        #expect(response.text.contains("<faultcode>soap:Server</faultcode><faultstring>No &amp; no.</faultstring><detail />"))
        #expect(!response.text.contains("xmlns=\""))
    }

    @Test("An error nobody foresaw is a Server fault that tells nothing of it")
    func unforeseen() {
        let response = toy.call("Crash", "")
        #expect(response.status == 500)
        #expect(response.value(of: "faultcode") == "soap:Server")
        #expect(response.value(of: "faultstring") == "Server was unable to process request. ---> Unexpected error.")
        #expect(!response.text.contains("Unforeseen"))
    }

    @Test(
        "A body that is larger than the server reads is refused as ASP.NET refuses it, in the caller's protocol, and nothing runs",
        arguments: [
            ("text/xml; charset=utf-8", nil, "text/xml; charset=utf-8", "<faultcode>soap:Server</faultcode>"),
            (nil, nil, "text/xml; charset=utf-8", "soap:Server"),
            ("application/soap+xml", nil, "application/soap+xml; charset=utf-8", "<soap:Value>soap:Receiver</soap:Value>"),
            ("application/x-www-form-urlencoded", "Add", "text/plain; charset=utf-8", ""),
        ] as [(String?, String?, String, String)])
    func tooLarge(type: String?, pathInfo: String?, answered: String, code: String) {
        var request = HTTPRequest(method: "POST", path: "/toy.asmx", body: Array("<a/>".utf8))
        if let type { request.fields.append("Content-Type", HTTPFieldValue(replacingControlsIn: type)) }
        request.isTooLarge = true
        let response = toy.send(request, pathInfo: pathInfo)
        #expect(response.status == 500)
        #expect(response.fields.first("Content-Type") == answered)
        #expect(response.text.contains("Maximum request length exceeded.") && response.text.contains(code), "\(response.text)")
        #expect(toy.ran.isEmpty)
    }

    @Test("A server with no room for more work says so, with a time to come again")
    func busy() {
        let response = toy.call("Crowd", "")
        #expect(response.status == 503)
        #expect(response.fields.first("Retry-After") == "1")
        #expect(response.value(of: "faultcode") == "soap:Server")
    }

    @Test("With exceptions shown, a text names the exception's type and place")
    func exceptions() {
        let toy = Toy(ServiceSettings(showsExceptions: true))
        let text = toy.post(Toy.envelope(""), action: "urn:nix").value(of: "faultstring") ?? ""
        #expect(text.hasPrefix("System.Web.Services.Protocols.SoapException: Server did not recognize the value"))
        #expect(text.contains("\n   at System.Web.Services.Protocols.Soap11ServerProtocolHelper.RouteRequest()"))
    }

    @Test(
        "With exceptions shown, a value that does not convert names the type of each exception",
        arguments: [
            ("<a>x</a>", "System.FormatException: Input string was not in a correct format."),
            ("<a>3000000000</a>", "System.OverflowException: Value was either too large or too small for an Int32."),
            ("<a><b/></a>", "System.Xml.XmlException: Unexpected node type Element."),
        ])
    func innerExceptions(parameter: String, inner: String) {
        let text = Toy(ServiceSettings(showsExceptions: true)).call("Add", parameter).value(of: "faultstring") ?? ""
        let outer = "System.Web.Services.Protocols.SoapException: Server was unable to read request."
        #expect(text.hasPrefix(outer + " ---> System.InvalidOperationException: There is an error in XML document (1, "))
        #expect(text.contains("). ---> " + inner))
        let end = "\n   --- End of inner exception stack trace ---"
        #expect(text.hasSuffix("\(end)\(end)\n   at System.Web.Services.Protocols.SoapServerProtocol.ReadParameters()"))
    }

    @Test("In SOAP 1.2 a Sender's fault is 500 as ASP.NET has it, and 400 by the specification's profile")
    func senderStatus() {
        let message = Toy.envelope("<Add xmlns=\"urn:toy/\"><a>x</a></Add>", namespace: Toy.envelope12)
        #expect(toy.post(message, type: "application/soap+xml").status == 500)
        #expect(Toy(ServiceSettings(profile: .w3c)).post(message, type: "application/soap+xml").status == 400)
    }
}

@Suite("Header blocks that must be understood")
struct MustUnderstandTests {
    let toy = Toy()
    let add = "<Add xmlns=\"urn:toy/\"><a>2</a><b>3</b></Add>"

    private func post(_ header: String, _ body: String? = nil, profile: Profile = .asmx) -> (HTTPResponse, [String]) {
        let toy = Toy(ServiceSettings(profile: profile))
        let response = toy.post(Toy.envelope(body ?? add, header: header))
        return (response, toy.ran)
    }

    @Test("A strange one is a fault without detail, and nothing runs", arguments: ["1", "true", " 1 "])
    func notUnderstood(value: String) {
        let (response, ran) = post("<x:Odd xmlns:x=\"urn:x\" e:mustUnderstand=\"\(value)\"/>")
        #expect(response.status == 500)
        #expect(response.value(of: "faultcode") == "soap:MustUnderstand")
        #expect(response.value(of: "faultstring") == "SOAP header Odd was not understood.")
        #expect(!response.text.contains("detail"))
        #expect(ran.isEmpty)
    }

    @Test("One that need not be understood is ignored", arguments: ["", "e:mustUnderstand=\"0\"", "e:mustUnderstand=\"false\""])
    func ignored(attribute: String) {
        #expect(post("<x:Odd xmlns:x=\"urn:x\" \(attribute)/>").0.status == 200)
    }

    @Test("The service's own is understood by the operations that map it, and by no other")
    func ownHeader() {
        let ticket = "<Ticket xmlns=\"urn:toy/\" e:mustUnderstand=\"1\"><Number>1</Number></Ticket>"
        #expect(post(ticket, "<Echo xmlns=\"urn:toy/\"/>").0.status == 200)
        let (response, ran) = post(ticket)
        #expect(response.value(of: "faultstring") == "SOAP header Ticket was not understood.")
        #expect(ran.isEmpty)
    }

    @Test("WS-Addressing's blocks and .NET's synthetic Action are tolerated")
    func addressing() {
        for namespace in [
            "http://schemas.microsoft.com/ws/2005/05/addressing/none", "http://www.w3.org/2005/08/addressing",
            "http://schemas.xmlsoap.org/ws/2004/08/addressing",
        ] {
            #expect(post("<Action xmlns=\"\(namespace)\" e:mustUnderstand=\"1\">urn:toy/Add</Action>").0.status == 200, "\(namespace)")
        }
    }

    @Test("The specification's profile looks only at those addressed to it")
    func roles() {
        let other = "<x:Odd xmlns:x=\"urn:x\" e:mustUnderstand=\"1\" e:actor=\"urn:somebody-else\"/>"
        #expect(post(other, profile: .w3c).0.status == 200)
        #expect(post(other, profile: .asmx).0.status == 500)
        let next = "<x:Odd xmlns:x=\"urn:x\" e:mustUnderstand=\"1\" e:actor=\"http://schemas.xmlsoap.org/soap/actor/next\"/>"
        #expect(post(next, profile: .w3c).0.status == 500)
    }
}
