import ASMX
import HTTP
import SOAP
import Testing

@Suite("Routing of SOAP requests")
struct RoutingTests {
    let toy = Toy()
    let add = "<Add xmlns=\"urn:toy/\"><a>2</a><b>3</b></Add>"

    @Test("A SOAPAction counts quoted, unquoted and percent-encoded", arguments: ["\"urn:toy/Add\"", "urn:toy/Add", "urn%3Atoy/Add"])
    func soapActionSpellings(action: String) {
        let response = toy.post(Toy.envelope(add), action: action)
        #expect(response.status == 200)
        #expect(response.value(of: "AddResult") == "5")
    }

    @Test(
        "Quotes at one end only, another case and the empty action are not recognised",
        arguments: ["\"urn:toy/Add", "urn:toy/add", "", "\"\""])
    func unknownSOAPAction(action: String) {
        let response = toy.post(Toy.envelope(add), action: action)
        #expect(response.status == 500)
        #expect(response.value(of: "faultcode") == "soap:Client")
        let shown = action == "\"\"" ? "" : action
        #expect(response.value(of: "faultstring") == "Server did not recognize the value of HTTP Header SOAPAction: \(shown).")
        #expect(toy.ran.isEmpty)
    }

    @Test("Without SOAPAction the body's first element decides, and a 1.1 message is answered in 1.1")
    func routesByBody() {
        let response = toy.post(Toy.envelope(add))
        #expect(response.value(of: "AddResult") == "5")
        #expect(response.fields.first("Content-Type") == "text/xml; charset=utf-8")
        #expect(response.text.contains("xmlns:soap=\"\(Toy.envelope11)\""))
    }

    @Test("A SOAP 1.2 message is routed by its action parameter, else by its body, whatever SOAPAction says")
    func routesSOAP12() {
        let message = Toy.envelope(add, namespace: Toy.envelope12)
        for (type, action) in [
            ("application/soap+xml; charset=utf-8; action=\"urn:toy/Add\"", nil), ("application/soap+xml; charset=utf-8", nil),
            ("application/soap+xml", "urn:toy/Echo"), ("text/xml", nil), ("application/xml", nil),
        ] {
            let response = toy.post(message, type: type, action: action)
            #expect(response.status == 200, "\(type)")
            #expect(response.value(of: "AddResult") == "5")
            #expect(response.fields.first("Content-Type") == "application/soap+xml; charset=utf-8")
            #expect(response.text.contains("xmlns:soap=\"\(Toy.envelope12)\""))
        }
    }

    @Test("An action that names nothing, and a body that names nothing, are faults of the version asked in")
    func unknownAction() {
        let nix = Toy.envelope("<Nix xmlns=\"urn:toy/\"/>", namespace: Toy.envelope12)
        let wrong = toy.post(nix, type: "application/soap+xml; action=\"urn:toy/Nix\"")
        #expect(wrong.status == 500)
        #expect(wrong.value(of: "Value") == "soap:Sender")
        #expect(wrong.value(of: "Text") == "Unable to handle request. The action 'urn:toy/Nix' was not recognized.")
        let empty = toy.post(Toy.envelope("", namespace: Toy.envelope12), type: "application/soap+xml")
        #expect(empty.value(of: "Text")?.contains("without a valid action parameter") == true)
        #expect(toy.ran.isEmpty)
    }

    @Test("A body with another operation's element than the action names runs neither")
    func refusesDisagreement() {
        let response = toy.post(Toy.envelope(add), action: "urn:toy/Echo")
        #expect(response.status == 500)
        #expect(response.value(of: "faultcode") == "soap:Client")
        #expect(toy.ran.isEmpty)
    }

    @Test("With a known action and a body that names no operation, all parameters are missing")
    func runsWithoutArguments() {
        let response = toy.post(Toy.envelope("<Add xmlns=\"urn:other/\"><a>2</a></Add>"), action: "urn:toy/Add")
        #expect(response.value(of: "AddResult") == "0")
    }

    @Test("Media types that are not SOAP's, and 1.1 messages under 1.2's, get 415 with nothing in it")
    func unsupportedMediaTypes() {
        for type in ["application/json", "text/plain", "application/x-www-form-urlencoded", nil] as [String?] {
            let response = toy.post(Toy.envelope(add), type: type)
            #expect(response.status == 415)
            #expect(response.body.isEmpty)
        }
        let response = toy.post(Toy.envelope(add), type: "application/soap+xml", action: "urn:toy/Add")
        #expect(response.status == 415)
        #expect(response.body.isEmpty)
        #expect(toy.ran.isEmpty)
    }

    @Test("The log has nothing of an unknown action but its length, and no text of a request makes it or the fault long")
    func actionsInTheLog() throws {
        for action in ["urn:toy/Forget?word=hunter4", "urn:toy/Forget&word=hunter4", "hunter4", "urn:toy/Nix"] {
            let toy = Toy()
            let fault = toy.post(Toy.envelope("<x/>"), action: action)
            let words = "Server did not recognize the value of HTTP Header SOAPAction: "
            #expect(fault.value(of: "faultstring") == "\(words)\(action).")
            #expect(toy.host.told == ["request: The SOAPAction is an unknown name of \(action.utf8.count) bytes."])
            _ = toy.post(Toy.envelope("<x/>", namespace: Toy.envelope12), type: "application/soap+xml; action=\"\(action)\"")
            #expect(toy.host.told.last == "request: The action is an unknown name of \(action.utf8.count) bytes.")
        }
        let toy = Toy()
        let long = String(repeating: "a", count: 7000)
        let faults = [
            toy.post(Toy.envelope("<x/>"), action: "urn:toy/\(long)"), toy.post(Toy.envelope("", namespace: "urn:\(long)"), action: nil),
            toy.call("Add", "", header: "<\(long.prefix(900)) xmlns='urn:x' e:mustUnderstand='1'/>"),
        ]
        #expect(try #require(faults[0].value(of: "faultstring")).utf8.count < 300)
        let told = toy.host.told
        #expect(told.count == 3)
        #expect(told.allSatisfy { $0.utf8.count < 600 })
    }

    @Test("An answer says no caching, and other methods than POST and GET are not allowed")
    func headersAndMethods() {
        #expect(toy.call("Add", "").fields.first("Cache-Control") == "private, max-age=0")
        #expect(toy.call("Add", "<a>x</a>").fields.first("Cache-Control") == "private")
        let response = toy.send(HTTPRequest(method: "PUT", path: "/toy.asmx"))
        #expect(response.status == 405)
        #expect(response.fields.first("Allow") == "GET, POST")
    }
}

@Suite("A service of SOAP 1.1 only")
struct OnlySOAP11Tests {
    let toy = Toy(ServiceSettings(versions: [.v1_1]))
    let add = "<Add xmlns=\"urn:toy/\"><a>2</a><b>3</b></Add>"

    @Test("wants a SOAPAction")
    func noAction() {
        let response = toy.post(Toy.envelope(add))
        #expect(response.status == 500)
        #expect(
            response.value(of: "faultstring")
                == "Unable to handle request without a valid action parameter. Please supply a valid soap action.")
    }

    @Test("answers an envelope of 1.2 with a VersionMismatch of 1.1")
    func versionMismatch() {
        let response = toy.post(
            Toy.envelope(add, namespace: Toy.envelope12), type: "application/soap+xml", action: "urn:toy/Add")
        #expect(response.status == 500)
        #expect(response.value(of: "faultcode") == "soap:VersionMismatch")
        #expect(response.value(of: "faultstring")?.hasPrefix("Possible SOAP version mismatch: Envelope namespace") == true)
    }
}
