import Accounts
import HTTP
import Operations
import StageSupport
import TestSupport
import Testing
@testable import XWeb

@Suite("xWEB's tokens")
struct TokenTests {
    @Test("Authenticate answers the namespace, and a fresh token in the header with an actor beside it")
    func authenticate() throws {
        let stage = try Stage()
        let response = stage.call("Authenticate", ["userName": "XWEB", "password": "xweb-secret"], token: nil)
        #expect(response.status == 200)
        #expect(response.text(of: "AuthenticateResult") == "http://www.avectra.com/2005/")
        let token = try #require(response.text(of: "Token"))
        #expect(token.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        #expect(response.bodyText.contains("<AuthorizationToken soap:actor=\""))
        #expect(stage.change("82457", "123", "new", token: token) == "true")
    }

    @Test("Every other answer echoes the token, without an actor")
    func echo() throws {
        let stage = try Stage()
        let response = stage.call("WEBWebUserChangePassword", ["recno": "82457", "oldPassword": "x", "newPassword": "y"])
        #expect(
            response.bodyText.contains(
                "<soap:Header><AuthorizationToken xmlns=\"http://www.avectra.com/2005/\"><Token>\(Stage.token)</Token></AuthorizationToken></soap:Header>"
            ))
    }

    @Test("A wrong name and a wrong password are the same fault", arguments: [("xweb", "wrong"), ("nobody", "xweb-secret"), ("", "")])
    func invalidCredentials(name: String, password: String) throws {
        let stage = try Stage()
        let response = stage.call("Authenticate", ["userName": name, "password": password], token: nil)
        #expect(response.status == 500)
        #expect(response.text(of: "faultcode") == "soap:Client")
        #expect(response.bodyText.contains("<InvalidCredentialsExceptionInfo xmlns=\"http://www.avectra.com/2005/\"><XWebException>"))
        #expect(response.text(of: "Message") == "Invalid Credentials Supplied")
        #expect(!response.bodyText.contains("soap:Header"))
    }

    @Test("A fault has the vendor's build: exception text with the method's signature, actor, and the detail's fields in order")
    func faultBuild() throws {
        let stage = try Stage()
        let response = stage.call("Authenticate", ["userName": "xweb", "password": "wrong"], token: nil)
        let place = "   at Avectra.netForum.xWeb.xWebSecure.netForumXMLSecure.Authenticate(String userName, String password)"
        #expect(
            response.text(of: "faultstring")
                == "System.Web.Services.Protocols.SoapException: Invalid Credentials Supplied\n\(place)")
        #expect(response.text(of: "faultactor") == "http://tenant.example.org\(Stage.path)")
        #expect(
            response.bodyText.contains(
                "<Number>0</Number><Source>xWeb</Source><Line>0</Line><StackTrace>\(place)</StackTrace><ErrorType>GeneralError</ErrorType><Errors />"
            ))
        var settings = XWebSettings()
        settings.showsExceptions = false
        let short = try Stage(settings).call("Authenticate", ["userName": "xweb", "password": "wrong"], token: nil)
        #expect(short.text(of: "faultstring") == "Invalid Credentials Supplied")
    }

    @Test("A token that is absent, empty or unknown is the invalid-token fault, and nothing is changed")
    func invalidToken() throws {
        let stage = try Stage()
        let parameters: KeyValuePairs = ["recno": "82457", "oldPassword": "123", "newPassword": "new"]
        for token in [nil, "", "nix", "00000000-0000-4000-8000-000000000000"] as [String?] {
            let response = stage.call("WEBWebUserChangePassword", parameters, token: token)
            #expect(response.status == 500)
            #expect(response.bodyText.contains("<InvalidTokenException xmlns="))
            #expect(response.text(of: "Message") == "Invalid Token Value")
        }
        #expect(stage.login("member@example.org", "123").status == 200)
    }

    /// What stands between two tokens: another element in the block, or another block.
    @Test("Of two tokens the first counts", arguments: ["", "</n:AuthorizationToken><n:AuthorizationToken>"])
    func doubledToken(between: String) throws {
        let stage = try Stage()
        func twice(_ first: String, _ second: String) -> String { "\(first)</n:Token>\(between)<n:Token>\(second)" }
        #expect(stage.call("GetVersion", token: twice(Stage.token, Stage.token)).status == 200)
        #expect(stage.call("GetVersion", token: twice(Stage.token, "nix")).status == 200)
        #expect(stage.call("GetVersion", token: twice("nix", Stage.token)).text(of: "Message") == "Invalid Token Value")
        let marked = stage.call(
            "GetVersion", token: "\(Stage.token)</n:Token></n:AuthorizationToken><n:AuthorizationToken e:mustUnderstand='1'><n:Token>x")
        #expect(marked.text(of: "faultstring")?.contains("SOAP header AuthorizationToken was not understood.") == true)
    }

    @Test("A token lives for Timeout minutes from Authenticate, however often it is used")
    func absoluteExpiry() throws {
        let stage = try Stage()
        let response = stage.call("Authenticate", ["userName": "xweb", "password": "xweb-secret"], token: nil)
        let token = try #require(response.text(of: "Token"))
        stage.clock.advance(by: .minutes(19))
        #expect(stage.change("82457", "123", "a", token: token) == "true")
        stage.clock.advance(by: .minutes(1))
        #expect(stage.change("82457", "a", "b", token: token) == nil)
        #expect(stage.log.all.last?.contains("has ended") == true)
    }

    @Test("A token works only from the address that obtained it, unless that is switched off")
    func addressBinding() throws {
        for validates in [true, false] {
            var settings = XWebSettings()
            settings.validatesIPAddress = validates
            let stage = try Stage(settings)
            let token = stage.call("Authenticate", ["userName": "xweb", "password": "xweb-secret"], token: nil).text(of: "Token")
            let response = stage.call(
                "WEBWebUserLogin", ["LoginOrEmail": "member@example.org", "password": "123"], token: token, from: "10.0.0.9")
            #expect((response.status == 200) == !validates)
        }
    }

    @Test("FailCount failures lock a program's user for LockOutHours, and the right password does not help")
    func lockOut() throws {
        var settings = XWebSettings()
        settings.failCount = 3
        let stage = try Stage(settings)
        for _ in 0..<3 { _ = stage.call("Authenticate", ["userName": "xweb", "password": "wrong"], token: nil) }
        let response = stage.call("Authenticate", ["userName": "xweb", "password": "xweb-secret"], token: nil)
        #expect(response.bodyText.contains("<LockedCredentialsExceptionInfo xmlns="))
        #expect(response.text(of: "Message") == "Credentials Locked Out")
        stage.clock.advance(by: .minutes(6 * 60 + 1))
        #expect(stage.call("Authenticate", ["userName": "xweb", "password": "xweb-secret"], token: nil).status == 200)
    }

    @Test("With the vendor's default of 25, too, the lock is met before any other wait")
    func lockOutByDefault() throws {
        let stage = try Stage()
        var details: [Bool] = []
        for _ in 0..<26 {
            let response = stage.call("Authenticate", ["userName": "xweb", "password": "wrong"], token: nil)
            details.append(response.bodyText.contains("<LockedCredentialsExceptionInfo"))
        }
        #expect(details == Array(repeating: false, count: 25) + [true])
    }

    @Test("Three operations do not map the header: ignored, but a fault where it must be understood")
    func unmappedHeader() throws {
        let stage = try Stage()
        for operation in ["TestConnection", "GetDateTime"] {
            let ignored = stage.call(operation)
            #expect(ignored.status == 200)
            #expect(!ignored.bodyText.contains("AuthorizationToken"))
            let response = stage.call(operation, attributes: "e:mustUnderstand=\"1\"")
            #expect(response.text(of: "faultcode") == "soap:MustUnderstand")
            #expect(
                response.text(of: "faultstring")?.contains("SoapHeaderException: SOAP header AuthorizationToken was not understood.")
                    == true)
        }
        #expect(stage.call("Authenticate", ["userName": "xweb"], attributes: "e:mustUnderstand=\"1\"").status == 500)
        #expect(
            stage.call(
                "WEBWebUserLogin", ["LoginOrEmail": "member@example.org", "password": "123"], attributes: "e:mustUnderstand=\"1\""
            ).status == 200)
    }

    @Test("The service's own time comes from the clock, typed")
    func dateTime() throws {
        let stage = try Stage()
        #expect(stage.call("GetDateTime", token: nil).text(of: "GetDateTimeResult") == "2026-09-21T14:13:20+00:00")
        #expect(stage.call("TestConnection", token: nil).text(of: "TestConnectionResult") == "Success")
    }
}
