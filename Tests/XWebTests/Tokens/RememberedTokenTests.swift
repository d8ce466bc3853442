import Accounts
import HTTP
import StageSupport
import TestSupport
import Testing

@testable import XWeb

@Suite("Remembered tokens")
struct RememberedTokenTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
    }

    private func remember() -> String? {
        stage.call("WEBWebUserLoginAndRememberMe", ["LoginOrEmail": "member@example.org", "password": "123"]).text(of: "ind_token")
    }

    private func login(by token: String?) -> HTTPResponse {
        stage.call("WEBWebUserLoginByRememberMe", ["authenticationToken": token ?? ""])
    }

    private func owner(_ token: String?) -> String? {
        stage.result("WebValidate", ["authenticationToken": token ?? ""])
    }

    @Test("sign a web user in and are replaced; the old one is refused")
    func rotation() throws {
        var seen = [try #require(remember())]
        for _ in 0..<3 {
            let response = login(by: seen.last)
            #expect(response.text(of: "cst_recno") == "82457")
            let next = try #require(response.text(of: "ind_token"))
            #expect(XWebWords.isGUID(next))
            #expect(!seen.contains(next))
            #expect(owner(seen.last) == XWebWords.zero)
            seen.append(next)
        }
        for old in seen.dropLast() { expectFault(login(by: old), "SystemExceptionInfo", "Authentication token was not validated") }
        #expect(owner(seen.last) == Stage.memberKey)
    }

    @Test("of several calls at once let exactly one in")
    func race() throws {
        var token = try #require(remember())
        for _ in 0..<20 {
            let calls = (0..<4).map { _ in Background { [token] in login(by: token).text(of: "ind_token") } }
            let given = calls.compactMap { $0.value ?? nil }
            #expect(given.count == 1)
            token = try #require(given.first)
            #expect(owner(token) == Stage.memberKey)
        }
    }

    @Test("live a hundred years by the clock")
    func hundredYears() throws {
        let token = try #require(remember())
        // From 2026-09-21 to 2126-09-21 there are 24 leap days.
        stage.clock.advance(by: .seconds((100 * 365 + 24) * 86_400 - 86_400))
        #expect(owner(token) == Stage.memberKey)
        stage.clock.advance(by: .seconds(2 * 86_400))
        #expect(owner(token) == XWebWords.zero)
    }

    @Test("begin a hundred years anew when they are replaced")
    func renewedLife() throws {
        let token = try #require(remember())
        stage.clock.advance(by: .seconds(99 * 365 * 86_400))
        let next = login(by: token).text(of: "ind_token")
        stage.clock.advance(by: .seconds(99 * 365 * 86_400))
        #expect(owner(next) == Stage.memberKey)
    }

    @Test("are the only ones LoginByRememberMe takes")
    func otherKinds() throws {
        let token = try #require(stage.singleSignOnToken())
        expectFault(login(by: token), "SystemExceptionInfo", "Authentication token was not validated")
        #expect(owner(token) == Stage.memberKey)
    }

    @Test("are ended by WebLogout")
    func logout() throws {
        let token = try #require(remember())
        #expect(stage.call("WebLogout", ["authenticationToken": token]).status == 200)
        #expect(login(by: token).status == 500)
    }

    @Test("are no use while their web user is locked")
    func locked() throws {
        let token = try #require(remember())
        #expect(stage.result("WEBWebUserLock", ["cst_recno": "82457"]) == "true")
        expectFault(login(by: token), "SystemExceptionInfo", "Authentication token was not validated")
    }
}
