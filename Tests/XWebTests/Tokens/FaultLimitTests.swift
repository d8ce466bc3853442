import Accounts
import HTTP
import StageSupport
import TestSupport
import Testing

@testable import XWeb

@Suite("xWEB's MethodsFaultLimitPerDay")
struct FaultLimitTests {
    private func stage(limit: Int = 3) throws -> Stage {
        var settings = XWebSettings()
        settings.faultLimitPerDay = limit
        return try Stage(settings)
    }

    private func fault(_ stage: Stage, _ times: Int, token: String? = Stage.token, from address: String = "127.0.0.1") {
        for _ in 0..<times {
            #expect(stage.call("WEBWebUserGet", token: token, from: address).fault?.message == "Invalid Parameters.")
        }
    }

    private func isFree(_ stage: Stage, token: String? = Stage.token, from address: String = "127.0.0.1") -> Bool {
        stage.call("WEBGetAllRoles", token: token, from: address).status == 200
    }

    @Test("refuses every further call as Locked")
    func locked() throws {
        let stage = try stage()
        fault(stage, 3)
        for operation in ["WEBGetAllRoles", "WEBWebUserGet", "WEBWebUserLock", "WEBAddressGet"] {
            expectFault(stage.call(operation), "InvalidTokenException", "Locked")
        }
        #expect(stage.change("82457", "123", "456") == nil)
        #expect(stage.log.all.contains { $0.contains("MethodsFaultLimitPerDay") })
    }

    @Test("is none by default")
    func standard() throws {
        let stage = try Stage()
        fault(stage, 150)
        #expect(isFree(stage))
    }

    @Test("can be the vendor's 100")
    func vendors() throws {
        let stage = try stage(limit: 100)
        fault(stage, 99)
        #expect(isFree(stage))
        fault(stage, 1)
        #expect(!isFree(stage))
    }

    @Test("counts for user and address together")
    func perUserAndAddress() throws {
        let stage = try stage()
        try stage.add(#"{"user_name": "second"}"#, password: "other-secret")
        let second = stage.authenticate("second", "other-secret").text(of: "Token")
        fault(stage, 3)
        #expect(!isFree(stage))
        #expect(isFree(stage, from: "192.0.2.1"))
        #expect(isFree(stage, token: second))
    }

    @Test("counts for the user, so a fresh token does not help")
    func freshToken() throws {
        let stage = try stage()
        fault(stage, 3)
        let token = stage.authenticate().text(of: "Token")
        #expect(token != nil)
        #expect(!isFree(stage, token: token))
    }

    @Test("begins anew with each day of UTC")
    func nextDay() throws {
        // The world begins at 14:13:20.
        let stage = try stage()
        fault(stage, 3)
        stage.clock.advance(by: .seconds((9 * 60 + 46) * 60 + 39))
        #expect(!isFree(stage))
        stage.clock.advance(by: .seconds(1))
        #expect(isFree(stage))
        fault(stage, 2)
        #expect(isFree(stage))
        fault(stage, 1)
        #expect(!isFree(stage))
    }

    @Test("of -1 counts nothing")
    func off() throws {
        let stage = try stage(limit: -1)
        fault(stage, 120)
        #expect(isFree(stage))
    }

    @Test("counts neither refusals that are no faults nor calls without a token that stands")
    func notCounted() throws {
        let stage = try stage(limit: 1)
        for _ in 0..<3 {
            #expect(stage.result("WEBWebUserLock", ["cst_recno": "1"]) == "false")
            _ = stage.call("WEBWebUserGet", token: "nix")
            _ = stage.authenticate("xweb", "wrong")
            _ = stage.json("POST", "WEBWebUserGet", body: "{")
        }
        #expect(isFree(stage))
    }

    @Test("counts JSON's faults too, and refuses JSON's calls")
    func json() throws {
        let stage = try stage()
        for _ in 0..<3 { #expect(stage.json(calling: "WEBWebUserGet").status == 500) }
        #expect(!isFree(stage))
        expectJSONError(stage.json(calling: "WEBGetAllRoles"), 401, "InvalidTokenException", "Locked")
    }

    @Test("holds for calls with Basic credentials as well: they are the same user's")
    func basic() throws {
        let stage = try stage()
        let basic = "Basic eHdlYjp4d2ViLXNlY3JldA=="
        for _ in 0..<3 { #expect(stage.json("GET", "WEBWebUserGet", authorization: basic).status == 500) }
        #expect(!isFree(stage))
        expectJSONError(stage.json("GET", "WEBGetAllRoles", authorization: basic), 401, "InvalidTokenException", "Locked")
    }

    @Test("is the site's own, and so are its counts")
    func sites() throws {
        var strict = XWebSettings()
        strict.faultLimitPerDay = 1
        var stage = try Stage(XWebSettings(), other: strict)
        fault(stage, 2)
        #expect(isFree(stage))
        stage.siteName = "other"
        #expect(isFree(stage))
        fault(stage, 1)
        #expect(!isFree(stage))
    }
}
