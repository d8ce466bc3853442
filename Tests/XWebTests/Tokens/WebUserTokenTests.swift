import Accounts
import HTTP
import StageSupport
import TestSupport
import Testing
import XML

@testable import XWeb

@Suite("Single-sign-on tokens")
struct WebUserTokenTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
    }

    private func owner(_ token: String?) -> String? {
        stage.result("WebValidate", ["authenticationToken": token ?? ""])
    }

    @Test("come with a login and stand for its web user, in WebValidate and its successors")
    func validate() throws {
        let token = try #require(stage.singleSignOnToken())
        #expect(XWebWords.isGUID(token))
        #expect(owner(token) == Stage.memberKey)
        let validated = stage.call("WEBWebUserValidateToken", ["authenticationToken": token])
        #expect(validated.text(of: "cst_recno") == "82457")
        #expect(validated.text(of: "ind_token") == token)
        #expect(stage.result("WEBWebUserValidateToken_Custom", ["authenticationToken": token]) == "82457")
    }

    @Test("do not come with a mere check of the password")
    func validateLogin() {
        let checked = stage.call("WEBWebUserValidateLogin", ["LoginOrEmail": "member@example.org", "password": "123"])
        #expect(checked.text(of: "cst_recno") == "82457")
        #expect(checked.elements("ind_token").isEmpty)
        #expect(stage.webUser().elements("ind_token").isEmpty)
        #expect(stage.result("WEBWebUserValidateLogin_Custom", ["LoginOrEmail": "member@example.org", "password": "123"]) == "82457")
    }

    @Test("are ended by WebLogout, which answers nothing, also for a token of no web user")
    func logout() throws {
        let token = try #require(stage.singleSignOnToken())
        let other = try #require(stage.singleSignOnToken())
        for token in [token, token, "nix", ""] {
            let response = stage.call("WebLogout", ["authenticationToken": token])
            #expect(response.status == 200)
            #expect(response.bodyText.contains("<soap:Body><WebLogoutResponse xmlns=\"http://www.avectra.com/2005/\" /></soap:Body>"))
        }
        #expect(owner(token) == XWebWords.zero)
        #expect(owner(other) == Stage.memberKey)
        expectFault(
            stage.call("WEBWebUserValidateToken", ["authenticationToken": token]), "SystemExceptionInfo",
            "Authentication token was not validated")
    }

    @Test("live for singleSignOnMinutes, however often they are looked at", arguments: [1, 20, 90])
    func expiry(minutes: Int) throws {
        var settings = XWebSettings()
        settings.singleSignOnMinutes = minutes
        let stage = try Stage(settings)
        let tokens = [
            stage.singleSignOnToken(),
            stage.result("WebLogin", ["userLoginPlain": "member@example.org", "passwordPlain": "123"]),
        ]
        stage.clock.advance(by: .seconds(minutes * 60 - 1))
        for token in tokens { #expect(stage.result("WebValidate", ["authenticationToken": token ?? ""]) == Stage.memberKey) }
        stage.clock.advance(by: .seconds(1))
        for token in tokens { #expect(stage.result("WebValidate", ["authenticationToken": token ?? ""]) == XWebWords.zero) }
    }

    @Test("end with a change of the password, a failed one aside")
    func passwordChange() throws {
        let tokens = [try #require(stage.singleSignOnToken()), try #require(remember())]
        let others = try #require(stage.singleSignOnToken("second@example.org", "Pa$$w0rd"))
        #expect(stage.change("82457", "wrong", "456") == "false")
        #expect(tokens.map(owner) == [Stage.memberKey, Stage.memberKey])
        #expect(stage.change("82457", "123", "456") == "true")
        #expect(tokens.map(owner) == [XWebWords.zero, XWebWords.zero])
        #expect(stage.result("WEBWebUserValidateToken_Custom", ["authenticationToken": others]) == "240656")
    }

    @Test("end with a lock, and unlocking brings none back")
    func lock() throws {
        let tokens = [try #require(stage.singleSignOnToken()), try #require(remember())]
        #expect(stage.result("WEBWebUserLock", ["cst_recno": "82457"]) == "true")
        #expect(tokens.map(owner) == [XWebWords.zero, XWebWords.zero])
        #expect(stage.result("WEBWebUserUnlock", ["cst_recno": "82457"]) == "true")
        #expect(tokens.map(owner) == [XWebWords.zero, XWebWords.zero])
        #expect(owner(stage.singleSignOnToken()) == Stage.memberKey)
    }

    @Test("are not ended by an update that leaves the password alone")
    func update() throws {
        let token = try #require(stage.singleSignOnToken())
        #expect(stage.update("<Individual><ind_last_name>Moved</ind_last_name></Individual>").status == 200)
        #expect(owner(token) == Stage.memberKey)
    }

    private func remember() -> String? {
        stage.call("WEBWebUserLoginAndRememberMe", ["LoginOrEmail": "member@example.org", "password": "123"]).text(of: "ind_token")
    }
}
