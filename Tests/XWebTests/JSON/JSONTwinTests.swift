import Accounts
import Operations
import HTTP
import JSON
import StageSupport
import TestSupport
import Testing

@testable import XWeb

@Suite("xWEB's JSON twin")
struct JSONTwinTests {
    let stage: Stage
    let change = "WEBWebUserChangePassword"
    /// xweb:xweb-secret
    let basic = "Basic eHdlYjp4d2ViLXNlY3JldA=="

    init() throws {
        stage = try Stage()
    }

    @Test("The vendor's samples work as printed, by GET and by POST")
    func samplesAsPrinted() {
        let get = stage.json("GET", change, query: "recno=240656&oldPassword=Pa%24%24w0rd&newPassword=Pa%24%24w0RD")
        #expect(get.status == 200)
        #expect(get.bodyText == "true")
        #expect(stage.json("GET", change, query: "recno=240656&oldPassword=Pa%24%24w0RD&newPassword=Pa%24%24w0rd").bodyText == "true")
        let body = """
            {
                "WEBWebUserChangePassword": {
                    "recno": "240656",
                    "oldPassword": "Pa$$w0rd",
                    "newPassword": "Pa$$w0RD"
                }
            }
            """
        let post = stage.json("POST", change, body: body)
        #expect(post.bodyText == "true")
        #expect(post.fields.first("Content-Type") == "application/json; charset=utf-8")
        #expect(post.fields.first("WWW-Authenticate") == "Bearer token = \(Stage.token)")
        #expect(stage.json("POST", change, body: body).bodyText == "false")
    }

    @Test("Basic credentials are good for one call and bring a token for the next")
    func basicCredentials() throws {
        let response = stage.json("GET", change, query: "recno=82457&oldPassword=123&newPassword=456", authorization: basic)
        #expect(response.bodyText == "true")
        let field = try #require(response.fields.first("WWW-Authenticate"))
        let token = String(field.dropFirst("Bearer token = ".count))
        #expect(token.count == 36)
        let next = stage.json("GET", change, query: "recno=82457&oldPassword=456&newPassword=123", authorization: "bearer \(token)")
        #expect(next.bodyText == "true")
    }

    @Test("Basic credentials leave no more than twenty tokens behind for an address, the newest, and end none of Authenticate's")
    func basicTokens() throws {
        for validates in [true, false] {
            let store = MemoryAccountStore()
            var settings = XWebSettings()
            settings.validatesIPAddress = validates
            let stage = try Stage(over: store, FakePasswordHasher(), settings)
            func poll(from address: String = "127.0.0.1") throws -> String {
                stage.clock.advance(by: .seconds(1))
                let response = stage.json("GET", "TestConnection", authorization: basic, from: address)
                let field = try #require(response.fields.first("WWW-Authenticate"))
                return String(field.dropFirst("Bearer token = ".count))
            }
            func stands(_ token: String, from address: String = "127.0.0.1") -> Bool {
                stage.json("GET", "TestConnection", authorization: "Bearer \(token)", from: address).status == 200
            }
            let authenticated = try #require(stage.authenticate().text(of: "Token"))
            let elsewhere = try poll(from: "192.0.2.1")
            let before = store.sessionCount
            let tokens = try (0..<50).map { _ in try poll() }
            #expect(store.sessionCount == (validates ? before + 20 : before + 19))
            #expect(tokens.map { stands($0) } == (0..<50).map { $0 >= 30 })
            #expect(stands(authenticated))
            #expect(stands(elsewhere, from: "192.0.2.1") == validates)
            let both = stage.json("POST", "Authenticate", authorization: basic)
            #expect(both.status == 200 && stands(tokens[30]))
        }
    }

    @Test("A token that came with Basic credentials slides and ends as Authenticate's does")
    func basicTokenSlides() throws {
        let store = MemoryAccountStore()
        var settings = XWebSettings()
        settings.expiration = .sliding
        let stage = try Stage(over: store, FakePasswordHasher(), settings)
        let before = store.sessionCount
        for _ in 0..<30 {
            stage.clock.advance(by: .seconds(1))
            let answer = stage.json("GET", "TestConnection", authorization: basic)
            let first = try #require(answer.fields.first("WWW-Authenticate")).replacing("token = ", with: "")
            let next = try #require(stage.json("GET", "TestConnection", authorization: first).fields.first("WWW-Authenticate"))
            #expect(next.hasPrefix("Bearer token = "))
            #expect(stage.json("GET", "TestConnection", authorization: first).status == 401)
        }
        #expect(store.sessionCount == before + 20)
        let last = try #require(stage.json("GET", "TestConnection", authorization: basic).fields.first("WWW-Authenticate"))
            .replacing("token = ", with: "")
        #expect(stage.json("GET", "WEBWebUserGet", query: "cst_key=nix", authorization: last).status == 500)
        #expect(store.sessionCount == before + 19, "the fault has used the token up")
    }

    @Test("Authenticate gives the token in the field and in the body, with a body, with a query, and with Basic and nothing")
    func authenticate() throws {
        let answers = [
            stage.json(
                "POST", "Authenticate", body: #"{"Authenticate":{"userName":"xweb","password":"xweb-secret"}}"#, authorization: nil),
            stage.json("GET", "authenticate", query: "userName=xweb&password=xweb-secret", authorization: nil),
            stage.json("POST", "Authenticate", authorization: basic),
        ]
        for response in answers {
            #expect(response.status == 200)
            let token = try #require(try JSON.parse(response.body)["Token"]?.string)
            #expect(response.fields.first("WWW-Authenticate") == "Bearer token = \(token)")
            let login = stage.json(
                "GET", "WEBWebUserLogin", query: "LoginOrEmail=member%40example.org&password=123", authorization: "Bearer \(token)")
            #expect(login.status == 200)
        }
    }

    @Test("Missing and bad credentials are 401 with a challenge, and nothing is changed")
    func unauthorised() {
        for authorization in [
            nil, "Bearer nix", "Bearer ", "Basic eHdlYjp3cm9uZw==", "Basic !!", "Basic eHdlYg==", "Digest x", "Bearer",
        ] as [String?] {
            let response = stage.json("GET", change, query: "recno=82457&oldPassword=123&newPassword=456", authorization: authorization)
            #expect(response.status == 401, "\(authorization ?? "none")")
            #expect(response.fields.first("WWW-Authenticate") == "Bearer")
        }
        #expect(stage.login("member@example.org", "123").status == 200)
    }

    @Test("A call without credentials is 401 before its body is looked at", arguments: ["[", "{\"x\":", "\u{FF}", ""])
    func unauthorisedBeforeTheBody(body: String) {
        let refused = stage.json("POST", "WEBGetAllRoles", body: body, authorization: nil)
        #expect(refused.status == 401)
        #expect(refused.bodyText == stage.json("POST", "WEBGetAllRoles", body: "{}", authorization: nil).bodyText)
        if body == "[" { #expect(stage.json("POST", "WEBGetAllRoles", body: body).status == 400) }
    }

    @Test("The methods that map no header in SOAP want credentials here too, and bring the token back")
    func unmappedMethods() {
        for method in ["TestConnection", "GetDateTime"] {
            #expect(stage.json("GET", method, authorization: "Bearer nix").status == 401)
            #expect(stage.json("GET", method, authorization: nil).status == 401)
            let response = stage.json("GET", method)
            #expect(response.status == 200)
            #expect(response.fields.first("WWW-Authenticate") == "Bearer token = \(Stage.token)")
        }
    }

    @Test("No-break spaces between tokens, as the vendor's page prints them, count as blanks; in a password they stay")
    func printedBlanks() {
        let nbsp = "\u{A0}"
        let body =
            "{\(nbsp)\"WEBWebUserChangePassword\":\(nbsp){\"recno\": \"82457\",\(nbsp)\"oldPassword\":\"123\",\"newPassword\":\"a\(nbsp)\\\"\(nbsp)b\"}}"
        #expect(stage.json("POST", change, body: body).bodyText == "true")
        #expect(stage.login("member@example.org", "a\(nbsp)\"\(nbsp)b").status == 200)
    }

    @Test("A password that SOAP could not carry is not set")
    func controlCharacters() {
        let body = #"{"WEBWebUserChangePassword":{"recno":"82457","oldPassword":"123","newPassword":"a\u0001b"}}"#
        #expect(stage.json("POST", change, body: body).bodyText == "false")
        #expect(stage.login("member@example.org", "123").status == 200)
    }

    @Test("A login is wrapped in its type's name; empty containers are null, empty leaves left out")
    func objects() throws {
        let response = stage.json(
            "POST", "WEBWebUserLogin", body: #"{"WEBWebUserLogin":{"LoginOrEmail":"second@example.org","password":"Pa$$w0rd"}}"#)
        #expect(response.status == 200)
        let user = try #require(try JSON.parse(response.body)["WebUserType"])
        #expect(user["Customer"] == .object([.init("cst_recno", .string("240656"))]))
        #expect(user["Email"]?["eml_address"]?.string == "second@example.org")
        #expect(user["Business_Fax"] == .null)
        #expect(user["CurrentKey"]?.string == Stage.secondKey)
    }

    @Test("What SOAP answers with a fault is 500 with its message and kind")
    func faults() throws {
        let response = stage.json("GET", "WEBWebUserLogin", query: "LoginOrEmail=a&password=b")
        #expect(response.status == 500)
        let body = try JSON.parse(response.body)
        #expect(body["Message"]?.string == "Unable to login user.")
        #expect(body["ExceptionType"]?.string == "SystemExceptionInfo")
    }

    @Test("Numbers count as their text; null and missing are null")
    func values() {
        let body = #"{"webwebuserchangepassword":{"recno":82457,"oldPassword":123,"newPassword":"456"}}"#
        #expect(stage.json("POST", change, body: body).bodyText == "true")
        #expect(stage.json("POST", change, body: #"{"WEBWebUserChangePassword":{"recno":null}}"#).bodyText == "false")
    }

    @Test(
        "A body that is no such object is 400",
        arguments: [
            "{", "[]", "{}", "\"x\"", #"{"Other":{}}"#, #"{"WEBWebUserChangePassword":"x"}"#,
            #"{"WEBWebUserChangePassword":{"recno":[1]}}"#,
        ])
    func malformed(body: String) {
        #expect(stage.json("POST", change, body: body).status == 400)
    }

    @Test("An unknown method is 404, another verb 405")
    func unknown() {
        #expect(stage.json("GET", "Nix").status == 404)
        let response = stage.json("DELETE", change)
        #expect(response.status == 405)
        #expect(response.fields.first("Allow") == "GET, POST")
    }
}
