import ASMX
import HTTP
import Operations
import Testing
import XML

@Suite("The form protocols")
struct FormBindingTests {
    let toy = Toy(ServiceSettings(formMethods: [.get, .post]))

    private func get(_ operation: String, _ query: String?) -> HTTPResponse {
        toy.send(HTTPRequest(method: "GET", path: "/toy.asmx/\(operation)", query: query), pathInfo: operation)
    }

    private func post(_ operation: String, _ body: String, type: String = "application/x-www-form-urlencoded") -> HTTPResponse {
        var fields = HTTPFields()
        fields.append("Content-Type", HTTPFieldValue(replacingControlsIn: type))
        return toy.send(
            HTTPRequest(method: "POST", path: "/toy.asmx/\(operation)", query: "a=9", fields: fields, body: Array(body.utf8)),
            pathInfo: operation)
    }

    @Test("answer the bare result element in the service's namespace")
    func results() {
        let response = get("Add", "a=2&b=3")
        #expect(response.status == 200)
        #expect(response.fields.first("Content-Type") == "text/xml; charset=utf-8")
        #expect(response.text.contains("<int xmlns=\"urn:toy/\">5</int>"))
        #expect(get("Add", "a=2&second=3").text.contains(">5</int>"))
        #expect(post("Invert", "flag=true").text.contains("<boolean xmlns=\"urn:toy/\">false</boolean>"))
        #expect(post("Echo", "text=a+b%26%3C").text.contains("<string xmlns=\"urn:toy/\">a b&amp;&lt;</string>"))
        #expect(post("Forget", "word=x").body.isEmpty)
    }

    @Test("want every parameter, and take a posted form's from its body only")
    func missing() {
        let response = get("Add", "a=2")
        #expect(response.status == 500)
        #expect(response.fields.first("Content-Type") == "text/plain; charset=utf-8")
        #expect(response.text == "Missing parameter: b.")
        #expect(post("Add", "b=3").text == "Missing parameter: a.")
        #expect(toy.ran.isEmpty)
    }

    @Test("refuse bytes that are not UTF-8, wherever they stand, instead of taking one text for another")
    func otherBytes() {
        for form in ["text=p%E4", "text=a&%E4=b", "text=%C0%80"] {
            for response in [get("Echo", form), post("Echo", form)] {
                #expect(response.status == 500)
                #expect(response.text == "The parameters hold bytes that are not UTF-8.")
            }
        }
        #expect(toy.ran.isEmpty)
    }

    @Test("tell what does not convert, escaped as for a page")
    func unconvertible() {
        let format = "\r\nParameter name: type ---> Input string was not in a correct format."
        #expect(get("Add", "a=%3Cx&b=1").text == "Cannot convert &lt;x to System.Int32.\(format)")
        // A combining mark behind it makes no other character of it.
        #expect(get("Add", "a=%3C%CC%81x&b=1").text.hasPrefix("Cannot convert &lt;\u{301}x to "))
        #expect(get("Add", "a=1&a=2&b=1").text == "Cannot convert 1,2 to System.Int32.\(format)")
        #expect(get("Add", "a=3000000000&b=1").text.hasSuffix(" ---> Value was either too large or too small for an Int32."))
        #expect(toy.ran.isEmpty)
    }

    @Test("name each exception and the place with exceptions shown")
    func exceptions() {
        let toy = Toy(ServiceSettings(showsExceptions: true, formMethods: [.get]))
        func text(_ operation: String, _ query: String) -> String {
            toy.send(HTTPRequest(method: "GET", path: "/toy.asmx/\(operation)", query: query), pathInfo: operation).text
        }
        #expect(
            text("Add", "a=x&b=1") == """
                System.ArgumentException: Cannot convert x to System.Int32.\r
                Parameter name: type ---> System.FormatException: Input string was not in a correct format.\r
                   --- End of inner exception stack trace ---\r
                   at System.Web.Services.Protocols.ScalarFormatter.FromString(String value, Type type)
                """)
        #expect(text("Add", "a=3000000000&b=1").contains(" ---> System.OverflowException: Value was either too large"))
        #expect(
            text("Add", "a=1") == """
                System.InvalidOperationException: Missing parameter: b.\r
                   at System.Web.Services.Protocols.ValueCollectionParameterReader.Read(NameValueCollection collection)
                """)
    }

    @Test("know names with their letter case, and tell a wrong case from an unknown name")
    func names() {
        #expect(get("Nix", nil).text == "Nix Web Service method name is not valid.")
        #expect(
            get("add", "a=1&b=1").text == """
                Invalid method name &#39;add&#39;,  method names are case sensitive. \
                The method name &#39;Add&#39; with the same name but different casing was found.\r
                Parameter name: methodName
                """)
    }

    @Test("repeat of a name that is none only its beginning in the answer, and its length in the log")
    func mistypedQuery() {
        let cases = [
            ("Forget&word=hunter4", "Forget…"), ("Forget?word=hunter4", "Forget…"), ("=hunter4", "…"),
            (String(repeating: "a", count: 128), String(repeating: "a", count: 128)),
            (String(repeating: "a", count: 129), String(repeating: "a", count: 128) + "…"),
        ]
        for (name, shown) in cases {
            #expect(get(name, nil).text == "\(shown) Web Service method name is not valid.")
            #expect(toy.host.told.last == "request: The method is an unknown name of \(name.utf8.count) bytes.")
        }
        #expect(post("Add", "", type: "x=hunter4" + String(repeating: "y", count: 1000)).text.utf8.count < 300)
        #expect(toy.host.told.allSatisfy { !$0.contains("hunter") })
    }

    @Test("do not run an operation for HEAD or for any other verb")
    func verbs() {
        for verb in ["HEAD", "PUT", "DELETE", "OPTIONS"] {
            let response = toy.send(HTTPRequest(method: verb, path: "/toy.asmx/Forget", query: "word=x"), pathInfo: "Forget")
            #expect(response.status == 405)
            #expect(response.fields.first("Allow") == "GET, POST")
            #expect(toy.host.told.last == "request: Not an allowed method: \(verb).")
        }
        _ = toy.send(HTTPRequest(method: "HUNTER", path: "/toy.asmx/Forget", query: "word=x"), pathInfo: "Forget")
        #expect(toy.host.told.last == "request: Not an allowed method: an unknown name of 6 bytes.")
        #expect(toy.ran.isEmpty)
    }

    @Test("are not known behind a slash alone, whatever the verb", arguments: ["GET", "POST", "HEAD", "PUT"])
    func slash(verb: String) {
        let response = toy.send(HTTPRequest(method: verb, path: "/toy.asmx/"), pathInfo: "")
        #expect(response.status == 500)
        #expect(response.text == "Request format is unrecognized for URL unexpectedly ending in &#39;/&#39;.")
        #expect(toy.host.told == ["request: Request format is unrecognized for URL unexpectedly ending in '/'."])
    }

    @Test("refuse other media types, and GET where it is switched off")
    func refusals() {
        #expect(post("Add", "{}", type: "application/json").text == "Request format is invalid: application/json.")
        let closed = Toy()
        let response = closed.send(HTTPRequest(method: "GET", path: "/toy.asmx/Add", query: "a=1&b=1"), pathInfo: "Add")
        #expect(response.status == 500)
        #expect(response.text == "Request format is unrecognized for URL unexpectedly ending in &#39;/Add&#39;.")
        #expect(closed.ran.isEmpty)
    }

    @Test("give a refusal of the service as text")
    func faults() {
        let response = get("Fail", nil)
        #expect(response.status == 500)
        #expect(response.text == "No &amp; no.")
    }
}

@Suite("The contract's addresses")
struct ContractQueryTests {
    @Test(
        "Contract, schema and discovery are found at any place of the query, in any case, and are nobody else's to keep",
        arguments: ["WSDL", "wsdl", "x=1&wsdl", "Schema=schema1", "schema", "DISCO", "disco="])
    func documents(query: String) throws {
        let response = Toy().send(HTTPRequest(method: "GET", path: "/toy.asmx", query: query))
        #expect(response.status == 200)
        #expect(response.fields.first("Content-Type") == "text/xml; charset=utf-8")
        #expect(response.fields.first("Cache-Control") == "private, max-age=0")
        let root = try XMLDocument.parse(response.body).root.localName
        let expected = query.lowercased().contains("wsdl") ? "definitions" : query.lowercased().hasPrefix("s") ? "schema" : "discovery"
        #expect(root == expected)
    }
}
