import Accounts
import HTTP
import StageSupport
import TestSupport
import Testing
import XML

@testable import XWeb

@Suite("xWEB's absolute tokens")
struct AbsoluteTokenTests {
    private func answer(_ stage: Stage, _ token: String?) -> String? {
        stage.call("WEBGetAllRoles", token: token).text(of: "Token")
    }

    @Test("are GUIDs of version 4, each another")
    func looks() throws {
        let stage = try Stage()
        let tokens = (0..<10).compactMap { _ in stage.authenticate().text(of: "Token") }
        #expect(tokens.allSatisfy { XWebWords.isGUID($0) })
        #expect(Set(tokens).count == 10)
    }

    @Test("stand beside one another: a second Authenticate ends none")
    func several() throws {
        let stage = try Stage()
        let tokens = (0..<2).map { _ in stage.authenticate().text(of: "Token") }
        #expect(tokens.map { answer(stage, $0) } == tokens)
    }

    @Test("have an actor beside them in Authenticate's answer only, another GUID", arguments: ["Authenticate", "AuthenticateLdap"])
    func actor(operation: String) throws {
        let stage = try Stage()
        let response = stage.call(operation, ["userName": "xweb", "password": "xweb-secret"], token: nil)
        let block = try #require(response.elements("AuthorizationToken").first)
        let actor = block.attribute("actor", in: "http://schemas.xmlsoap.org/soap/envelope/")
        let token = try #require(response.text(of: "Token"))
        #expect(XWebWords.isGUID(actor))
        #expect(actor != token)
        #expect(block.isInNamespace("http://www.avectra.com/2005/"))
        let next = stage.call("WEBGetAllRoles", token: token)
        #expect(next.text(of: "Token") == token)
        #expect(next.elements("AuthorizationToken").map(\.hasAttributes) == [false])
    }

    @Test("live as long as Timeout says", arguments: [1, 45])
    func timeout(minutes: Int) throws {
        var settings = XWebSettings()
        settings.timeoutMinutes = minutes
        let stage = try Stage(settings)
        let token = stage.authenticate().text(of: "Token")
        stage.clock.advance(by: .seconds(minutes * 60 - 1))
        #expect(answer(stage, token) == token)
        stage.clock.advance(by: .seconds(1))
        #expect(answer(stage, token) == nil)
    }

    @Test("outlive a fault, unless it is set that faults end them", arguments: [false, true])
    func faultEndsToken(ends: Bool) throws {
        var settings = XWebSettings()
        settings.faultEndsToken = ends
        let stage = try Stage(settings)
        let token = stage.authenticate().text(of: "Token")
        #expect(stage.call("WEBWebUserLock", ["cst_recno": "1"], token: token).text(of: "WEBWebUserLockResult") == "false")
        #expect(answer(stage, token) == token)
        #expect(stage.call("WEBWebUserGet", token: token).fault?.message == "Invalid Parameters.")
        #expect((answer(stage, token) == nil) == ends)
    }

    @Test("are ended by a fault in JSON too where that is set")
    func faultInJSONEndsToken() throws {
        var settings = XWebSettings()
        settings.faultEndsToken = true
        let stage = try Stage(settings)
        #expect(stage.json(calling: "WEBWebUserGet").status == 500)
        #expect(stage.json(calling: "WEBGetAllRoles").status == 401)
    }

    @Test("are of no use once the calling program is disabled, nor is its password")
    func disabledProgram() throws {
        let stage = try Stage()
        try stage.add(#"{"user_name": "retired"}"#, password: "p", status: .disabled)
        expectFault(stage.authenticate("retired", "p"), "InvalidCredentialsExceptionInfo", "Invalid Credentials Supplied")
    }

    @Test("are no web user's: neither kind stands for the other")
    func kinds() throws {
        let stage = try Stage()
        let singleSignOn = try #require(stage.singleSignOnToken())
        #expect(answer(stage, singleSignOn) == nil)
        #expect(stage.result("WebValidate", ["authenticationToken": Stage.token]) == XWebWords.zero)
        #expect(stage.authenticate("member@example.org", "123").fault?.kind == "InvalidCredentialsExceptionInfo")
        #expect(!stage.fits("xweb", "xweb-secret"))
    }
}
