import Accounts
import HTTP
import Operations
import StageSupport
import TestSupport
import Testing
@testable import XWeb

@Suite("xWEB's sliding tokens")
struct SlidingTokenTests {
    let stage: Stage

    init() throws {
        var settings = XWebSettings()
        settings.expiration = .sliding
        stage = try Stage(settings)
    }

    private func next(_ token: String?, from address: String = "127.0.0.1") -> String? {
        stage.call("WEBGetAllRoles", token: token, from: address).text(of: "Token")
    }

    @Test("are replaced by each answer; the old one is refused")
    func replaced() throws {
        let first = try #require(stage.authenticate().text(of: "Token"))
        var seen = [first]
        for _ in 0..<3 {
            let token = try #require(next(seen.last))
            #expect(XWebWords.isGUID(token))
            #expect(!seen.contains(token))
            seen.append(token)
        }
        for old in seen.dropLast() {
            expectFault(stage.call("WEBGetAllRoles", token: old), "InvalidTokenException", "Invalid Token Value")
        }
        #expect(next(seen.last) != nil)
    }

    @Test("live for Timeout minutes from each call")
    func timer() throws {
        var token = try #require(stage.authenticate().text(of: "Token"))
        for _ in 0..<4 {
            stage.clock.advance(by: .minutes(19))
            token = try #require(next(token))
        }
        stage.clock.advance(by: .minutes(20))
        #expect(next(token) == nil)
    }

    @Test("are used up by a call that faults, and the fault brings no other")
    func fault() throws {
        let token = try #require(stage.authenticate().text(of: "Token"))
        let response = stage.call("WEBWebUserGet", ["cst_key": "nix"], token: token)
        expectFault(response, "SystemExceptionInfo", "Invalid Parameters.")
        #expect(next(token) == nil)
        #expect(next(stage.authenticate().text(of: "Token")) != nil)
    }

    @Test(
        "are not used up by a call that the server has no room for",
        arguments: [
            ("WEBWebUserLogin", ["LoginOrEmail": "member@example.org", "password": "123"]),
            ("WEBWebUserLock", ["cst_recno": "82457"]),
        ] as [(String, KeyValuePairs<String, String>)])
    func busy(operation: String, parameters: KeyValuePairs<String, String>) throws {
        let token = try #require(stage.authenticate().text(of: "Token"))
        #expect(stage.busyResponse(to: stage.request(operation, parameters, token: token))?.status == 503)
        let response = stage.call(operation, parameters, token: token)
        #expect(response.status == 200)
        #expect(response.text(of: "Token") != token)
        #expect(stage.call("WEBGetAllRoles", token: token).status == 500)
    }

    @Test("are not used up by an answer of false")
    func refusal() throws {
        let token = try #require(stage.authenticate().text(of: "Token"))
        let response = stage.call("WEBWebUserLock", ["cst_recno": "1"], token: token)
        #expect(response.text(of: "WEBWebUserLockResult") == "false")
        #expect(next(response.text(of: "Token")) != nil)
    }

    @Test("let exactly one of several calls at once in")
    func race() throws {
        for _ in 0..<20 {
            let token = try #require(stage.authenticate().text(of: "Token"))
            let calls = (0..<4).map { _ in Background { stage.call("WEBGetAllRoles", token: token).text(of: "Token") } }
            let given = calls.compactMap { $0.value ?? nil }
            #expect(given.count == 1)
            #expect(next(given.first) != nil)
        }
    }

    @Test("stay bound to the address that obtained the first, and a call from elsewhere uses none up")
    func address() throws {
        let first = try #require(stage.authenticate(from: "192.0.2.1").text(of: "Token"))
        #expect(next(first, from: "192.0.2.2") == nil)
        let second = try #require(next(first, from: "192.0.2.1"))
        #expect(next(second, from: "192.0.2.2") == nil)
        #expect(next(second, from: "192.0.2.1") != nil)
    }

    @Test("travel in JSON's field, one after another, into SOAP and back")
    func json() throws {
        let token = try #require(stage.authenticate().text(of: "Token"))
        let response = stage.json("GET", "WEBGetAllRoles", authorization: "Bearer \(token)")
        let field = try #require(response.fields.first("WWW-Authenticate"))
        let successor = String(field.dropFirst("Bearer token = ".count))
        #expect(successor != token)
        #expect(stage.json("GET", "WEBGetAllRoles", authorization: "Bearer \(token)").status == 401)
        let third = try #require(next(successor))
        let refused = stage.json("GET", "WEBWebUserGet", query: "cst_key=nix", authorization: "Bearer \(third)")
        expectJSONError(refused, 500, "SystemExceptionInfo", "Invalid Parameters.")
        #expect(next(third) == nil)
    }

    @Test("are left alone by the operations that map no header")
    func unmapped() throws {
        let token = try #require(stage.authenticate().text(of: "Token"))
        #expect(stage.call("TestConnection", token: token).status == 200)
        #expect(stage.call("GetDateTime", token: token).status == 200)
        #expect(next(token) != nil)
    }
}
