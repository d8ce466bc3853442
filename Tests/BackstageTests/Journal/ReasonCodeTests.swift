import HTTP
import JSON
import TestSupport
import Testing

@testable import Backstage

@Suite("The reason in the journal")
struct ReasonCodeTests {
    private func reason(_ stage: AdminStage) -> String? { stage.entries().last?["reason"]?["code"]?.string }

    @Test func ofADocumentTypeDeclarationIsItsOwn() throws {
        let stage = try AdminStage()
        let body = "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>"
        for path in ["/xweb/secure/netForumXML.asmx", "/ws/general.asmx"] {
            _ = stage.systems.response("POST", path, [(name: "Content-Type", value: "text/xml")], body: body)
            #expect(reason(stage) == "dtd", "\(path)")
        }
        _ = stage.systems.response("POST", "/ws/general.asmx", [(name: "Content-Type", value: "text/xml")], body: "<a>")
        #expect(reason(stage) == "malformed_xml")
    }

    @Test func ofALiveTokenInTheWrongPlaceIsItsKind() throws {
        let stage = try AdminStage()
        let answer = stage.xweb("WebLogin", [("userLoginPlain", "member@example.org"), ("passwordPlain", "123")]).bodyText
        let token = String(try #require(answer.firstMatch(of: /WebLoginResult>([0-9a-f-]{36})</)).1)
        #expect(stage.xweb("GetVersion", token: token).status == 500)
        #expect(reason(stage) == "wrong_kind")
        #expect(stage.entries().last?["reason"]?["text"]?.string == "The token is valid, but not for calls of this kind.")
        #expect(stage.xweb("GetVersion", token: "22222222-2222-4222-8222-222222222222").status == 500)
        #expect(reason(stage) == "unknown_token")
    }

    @Test func tellsThePresentPasswordFromAnEarlierOne() throws {
        let fixtures = """
            {"policies": {"strict": {"password": {"history_depth": 3}}},
             "accounts": [
                {"password": "First-Pass-1", "policy": "strict", "archer": {"user_id": 5, "user_name": "ann", "privileges": ["read", "update"]}}]}
            """
        let stage = try AdminStage()
        try #require(stage.send("POST", "/api/sites", #"{"name": "one", "fixtures": \#(fixtures)}"#).status == 201)
        let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        func change(to new: String, signedInWith password: String) throws -> String? {
            let signIn = "userName=ann&instanceName=Default&password=\(password)"
            let answer = stage.systems.response("POST", "/one/ws/general.asmx/CreateUserSessionFromInstance", form, body: signIn).bodyText
            let token = String(try #require(answer.firstMatch(of: /[0-9A-F]{32}/)).output)
            let body = "sessionToken=\(token)&userId=5&password=\(new)"
            _ = stage.systems.response("POST", "/one/ws/accesscontrol.asmx/ChangePassword", form, body: body)
            return stage.entries("site=one&operation=ChangePassword").last?["reason"]?["code"]?.string
        }
        #expect(try change(to: "First-Pass-1", signedInWith: "First-Pass-1") == "unchanged")
        #expect(try change(to: "Second-Pass-1", signedInWith: "First-Pass-1") == nil)
        #expect(try change(to: "First-Pass-1", signedInWith: "Second-Pass-1") == "reused")
    }
}
