import HTTP
import Luminate
import StageSupport
import Testing

@Suite("Common parameters")
struct CommonParameterTests {
    private let stage: Stage

    init() throws { stage = try Stage { $0.secondaryAPIKey = "second" } }

    private func test(_ form: Form) -> Reply { stage.post(.client, form) }

    // MARK: Refusals, in the order in which they come

    @Test(arguments: [
        (["api_key": "wrong", "v": "9", "method": "nonsense"], 2), (["v": "1.0", "method": "logout"], 2), (["api_key": ""], 2),
        (["api_key": "open", "v": "9", "method": "nonsense"], 1), (["api_key": "open", "method": "logout"], 1),
        (["api_key": "open", "v": "1.0", "method": "nonsense"], 6), (["api_key": "open", "v": "1.0"], 6),
        (["api_key": "open", "v": "1.0", "method": ""], 6), (["api_key": "open", "v": "1.0", "method": "LOGOUT"], 6),
        (["api_key": "open", "v": "1.0", "method": "getSingleSignOnToken"], 14),
        (["api_key": "open", "v": "1.0", "method": "getUserTransactions"], 1),
        (["API_KEY": "open", "v": "1.0", "method": "logout"], 2),
    ])
    func refusesInOrder(_ fields: [String: String], code: Int) throws {
        var form = Form(raw: [:])
        for (name, value) in fields { form = form.adding([name: value]) }
        let reply = test(form)
        #expect(reply.status == 403)
        #expect(reply.code == code)
        #expect(!reply.waited)
        #expect(reply.element("message")?.isEmpty == false)
    }

    @Test func printsTheVendorsErrorDocument() throws {
        let form = Form("logout").replacing("api_key", by: "wrong")
        #expect(
            test(form).text == """
                <?xml version="1.0" encoding="UTF-8"?>
                <errorResponse xsi:schemaLocation="http://convio.com/crm/v1.0 http://service.convio.net/xmlschema/crm.public.v1.xsd" \
                xmlns="http://convio.com/crm/v1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
                  <code>2</code>
                  <message>Incorrect API key.</message>
                </errorResponse>
                """)
        let json = test(form.adding(["response_format": "json"])).text
        #expect(json == #"{"errorResponse":{"code":"2","message":"Incorrect API key."}}"#)
    }

    @Test func takesTheSecondaryKey() throws {
        #expect(test(Form("logout").replacing("api_key", by: "second")).status == 200)
    }

    @Test func takesAnyVersionWhereTheSiteSaysSo() throws {
        let lax = try Stage { $0.requiresVersion = false }
        #expect(lax.post(.client, Form("logout").without("v")).status == 200)
    }

    @Test func aMethodOfTheOtherServletIsNotAllowed() throws {
        for method in ["logout", "loginTest", "getLoginUrl", "singleSignOn"] {
            #expect(stage.postAsAdministrator(method, [:]).code == 14)
        }
    }

    // MARK: HTTP methods

    @Test(arguments: ["changePassword", "login", "authenticateUser"], ["GET", "HEAD", "PUT", "DELETE"])
    func refusesOtherHTTPMethods(_ method: String, verb: String) throws {
        let reply = stage.send(Form(method).inQuery(verb, .client), to: .client)
        #expect(reply.status == 405)
        #expect(reply.code == 405)
        #expect(reply.header("Allow") == "POST, OPTIONS")
    }

    @Test(arguments: ["PUT", "PATCH", "DELETE"])
    func readsTheFormOfEveryHTTPMethodThatHasABody(verb: String) {
        for servlet in Luminate.Servlet.allCases {
            var request = Form("login").adding(["response_format": "json"]).post(servlet)
            request.method = verb
            let reply = stage.send(request, to: servlet)
            #expect(reply.status == 405)
            #expect(reply.text.hasPrefix(#"{"errorResponse":{"code":"405""#))
            #expect(reply.header("Allow") == "POST, OPTIONS")
        }
        var request = Form("login").replacing("api_key", by: "wrong").post(.client)
        request.method = verb
        #expect(stage.send(request, to: .client).code == 2)
    }

    @Test func refusesOtherHTTPMethodsThanGETAndPOST() throws {
        let reply = stage.send(Form("logout").inQuery("PUT", .client), to: .client)
        #expect(reply.status == 405)
        #expect(reply.header("Allow") == "GET, POST, OPTIONS")
    }

    // MARK: Statuses

    @Test(arguments: ["true", "TRUE", "t", "T"])
    func suppressesStatuses(_ value: String) throws {
        let form = Form("loginTest", ["suppress_response_codes": value])
        #expect(test(form).status == 200)
        #expect(test(form).code == 204)
        #expect(stage.send(Form("login", ["suppress_response_codes": value]).inQuery("GET", .client), to: .client).status == 200)
    }

    @Test(arguments: ["false", "", "1", "yes", "f"])
    func suppressesNothingElse(_ value: String) throws {
        #expect(test(Form("loginTest", ["suppress_response_codes": value])).status == 403)
    }

    // MARK: Where parameters are read

    @Test func readsTheQueryOfAnEmptyPost() throws {
        var request = Form("login", ["user_name": "donor", "password": "old-secret"]).inQuery("POST", .client)
        #expect(stage.send(request, to: .client).status == 200)
        request.fields.append("Content-Type", "application/json")
        #expect(stage.send(request, to: .client).status == 200)
    }

    @Test func mergesQueryAndBody() throws {
        var request = Form(raw: ["user_name": "donor", "password": "old-secret"]).post(.client)
        request.query = "method=login&api_key=open&v=1.0&luminateExtend=1.9.0&ts=1454341434000"
        #expect(stage.send(request, to: .client).element("cons_id") == "1000121")
    }

    @Test func readsABodyWithoutAType() throws {
        var request = Form("login", ["user_name": "donor", "password": "old-secret"]).post(.client)
        request.fields.remove("Content-Type")
        #expect(stage.send(request, to: .client).status == 200)
        request.fields.append("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
        #expect(stage.send(request, to: .client).status == 200)
    }

    @Test func readsMultipartForms() throws {
        var request = Form("login").inQuery("POST", .client)
        request.fields.append("Content-Type", "multipart/form-data; boundary=XX")
        let parts = ["user_name": "donor", "password": "old-secret"].map { name, value in
            "--XX\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        request.body = Array((parts.joined() + "--XX--\r\n").utf8)
        #expect(stage.send(request, to: .client).status == 200)
        request.body.removeLast(4)
        #expect(stage.send(request, to: .client).code == 1)
    }

    @Test func readsNoBodyOfAnotherTypeAndNoneOfAGet() throws {
        var request = Form("login", ["user_name": "donor", "password": "old-secret"]).post(.client)
        request.fields.set("Content-Type", "text/plain")
        #expect(stage.send(request, to: .client).code == 2)
        request = Form("logout").post(.client)
        request.method = "GET"
        #expect(stage.send(request, to: .client).code == 2)
    }

    // MARK: Media types

    @Test func mediaTypesAreSettings() throws {
        let other = try Stage {
            $0.jsonContentType = "application/json"
            $0.xmlContentType = "application/xml"
        }
        #expect(other.post(.client, Form("logout")).header("Content-Type") == "application/xml")
        let json = other.post(.client, Form("logout", ["response_format": "json"]))
        #expect(json.header("Content-Type") == "application/json")
    }

    @Test func messagesAreSettings() throws {
        let other = try Stage { $0.messages = [204: "Bitte anmelden."] }
        #expect(other.post(.client, Form("loginTest")).element("message") == "Bitte anmelden.")
    }

    @Test func answersAreNotStored() throws {
        #expect(test(Form("loginTest")).header("Cache-Control") == "no-store")
    }
}
