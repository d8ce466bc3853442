import Accounts
import Calls
import HTTP
import JSON
import StageSupport
import TestSupport
import Testing

@testable import Archer

@Suite("Archer's sessions by REST")
struct RESTSessionTests {
    let stage: Stage

    init() throws { stage = try Stage() }

    @Test("The wait for a hash is that of the user of the domain, as in SOAP")
    func domains() throws {
        let admission = RESTAdmission(users: stage.users, perSite: PerSite(ArcherSettings()), rights: ArcherRightsTable())
        func candidates(_ domain: String) throws -> [Identity] {
            var request = HTTPRequest(method: "POST", path: "/api/core/security/login")
            request.body = Array(#"{"InstanceName":"Default","Username":"ada","UserDomain":\#(domain),"Password":"x"}"#.utf8)
            let context = CallContext(request, in: stage.site, by: stage.users.sources)
            return try RESTBinding(admission: admission, path: "security/login").read(context).candidates
        }
        #expect(try candidates(#""corp""#) == [ArcherScheme.user(named: "ada", inDomain: "corp")])
        #expect(try candidates(#""""#) == [Identity(ArcherScheme.userName, "ada")])
        #expect(try candidates("null") == [Identity(ArcherScheme.userName, "ada")])
    }

    /// A resource that needs a session.
    private func isAlive(_ token: String) -> Bool { stage.rest("GET", "system/task", token: token).status == 200 }

    @Test("The answer to a sign-in has its keys in order and no blanks, and the token at characters 48 to 79")
    func signIn() {
        let response = stage.restSignIn()
        #expect(response.status == 200)
        #expect(response.fields.first("Content-Type") == "application/json; charset=utf-8")
        let token = String(decoding: response.body.dropFirst(47).prefix(32), as: UTF8.self)
        #expect(token.wholeMatch(of: /[0-9A-F]{32}/) != nil)
        #expect(
            response.bodyText == """
                {"Links":[],"RequestedObject":{"SessionToken":"\(token)","InstanceName":"Default","UserId":1,"ContextType":0,"UserConfig":\
                {"TimeZoneId":"UTC","TimeZoneIdSource":1,"LocaleId":"en-US","LocaleIdSource":1,"LanguageId":1,"DefaultHomeDashboardId":-1,\
                "DefaultHomeWorkspaceId":-1,"LanguageIdSource":1,"PlatformLanguageId":1,"PlatformLanguagePath":"en-US",\
                "PlatformLanguageIdSource":1},"Translate":false,"IsAuthenticatedViaRestApi":true},"IsSuccessful":true,"ValidationMessages":[]}
                """)
    }

    @Test(
        "Every refused sign-in has one answer, with the nine keys in order",
        arguments: [
            #"{"InstanceName":"Default","Username":"sysadmin","Password":"wrong"}"#,
            #"{"InstanceName":"Default","Username":"nobody","Password":"Sysadmin-1"}"#,
            #"{"InstanceName":"DEFAULT","Username":"sysadmin","Password":"Sysadmin-1"}"#, #"{"Password":"Sysadmin-1"}"#,
        ])
    func refusedSignIn(body: String) {
        let response = stage.rest("POST", "security/login", body)
        #expect(response.status == 200)
        #expect(
            response.bodyText == """
                {"Links":[],"RequestedObject":null,"IsSuccessful":false,"ValidationMessages":[{"Reason":"Validation","Severity":3,\
                "MessageKey":"ValidationMessageTemplates:LoginNotValid","Description":"","Location":-1,"ErroredValue":null,"Validator":\
                "ArcherApi.Controllers.SecurityController, ArcherApi, Version=6.5.200.1045, Culture=neutral, PublicKeyToken=null",\
                "XmlData":null,"ResourcedMessage":null}]}
                """)
    }

    @Test("Property names are taken in any letter case, and a missing password is named")
    func properties() {
        let odd = #"{"instanceName":"Default","USERNAME":"sysadmin","password":"Sysadmin-1"}"#
        #expect(stage.rest("POST", "Security/LOGIN", odd).object["SessionToken"] != nil)
        let refusal = stage.rest("POST", "security/login", "{}").refusal
        #expect(refusal["MessageKey"] == .string("ValidationMessageTemplates:Required"))
        #expect(refusal["ResourcedMessage"] == .string("The Password field is a required field."))
    }

    @Test(
        "A token is taken from the Authorization field, quoted or not, or else from the cookie",
        arguments: [
            ("Authorization", "Archer session-id=\"T\"", true), ("Authorization", "Archer session-id=T", true),
            ("Authorization", "archer Session-Id = T ", true), ("Cookie", "a=b; __ArcherSessionCookie__=T", true),
            ("__ArcherSessionCookie__", "T", false), ("Authorization", "Bearer T", false), ("Authorization", "Archer T", false),
            ("Authorization", "T", false), ("Cookie", "ArcherSessionCookie=T", false),
        ])
    func token(field: String, value: String, isTaken: Bool) {
        let token = stage.session()
        var fields = HTTPFields()
        fields.append(name: field, HTTPFieldValue(replacingControlsIn: value.replacing("T", with: token)))
        #expect(RESTSession.token(in: fields) == (isTaken ? token : nil))
    }

    @Test("A session opened by SOAP is used, ended and superseded by REST, and the other way round")
    func shared() {
        let soap = stage.session()
        #expect(isAlive(soap))
        let rest = stage.restSession()
        #expect(!isAlive(soap))
        #expect(stage.lookUp(soap, "sysadmin").bodyText.contains("Invalid session token"))
        #expect(stage.lookUp(rest, "sysadmin").status == 200)
        #expect(stage.call(.general, "TerminateSession", ["sessionToken": rest]).status == 200)
        #expect(!isAlive(rest))
        let second = stage.restSession()
        let third = stage.session()
        #expect(!isAlive(second) && isAlive(third))
        #expect(stage.rest("POST", "security/logout", #"{"Value":"\#(third)"}"#).bodyText.hasPrefix(#"{"Links":[],"RequestedObject":{},"#))
        #expect(stage.lookUp(third, "sysadmin").status == 500)
    }

    @Test("Sign-out ends the session of the body, or else that of the request, and a session that has ended is no error")
    func signOut() {
        let token = stage.session()
        #expect(stage.rest("POST", "security/logout", token: token).json["IsSuccessful"] == .bool(true))
        #expect(!isAlive(token))
        #expect(stage.rest("POST", "security/logout", token: token).json["IsSuccessful"] == .bool(true))
        #expect(stage.rest("POST", "security/logout").json["IsSuccessful"] == .bool(true))
        #expect(stage.rest("POST", "security/logout", #"{"Value":"nothing"}"#).json["IsSuccessful"] == .bool(true))
    }

    @Test("Without a valid session the answer is 401, before the query and the body are read")
    func unauthorized() {
        let token = stage.session()
        stage.clock.advance(by: .minutes(10))
        for token in [nil, "nix", token] {
            let response = stage.rest("GET", "system/task?$filter=(", token: token)
            #expect(response.status == 401)
            #expect(response.bodyText == #"{"Message":"Invalid session token."}"#)
        }
    }

    @Test("The version needs no session")
    func version() {
        #expect(stage.rest("GET", "system/applicationinfo/version").object == .object([.init("Version", .string("6.14.0.0"))]))
    }
}
