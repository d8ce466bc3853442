import Accounts
import HTTP
import StageSupport
import TestSupport
import Testing

@testable import XWeb

@Suite("xWEB's FailCount")
struct FailCountTests {
    private func stage(failCount: Int = 3, hours: Int = 6) throws -> Stage {
        var settings = XWebSettings()
        settings.failCount = failCount
        settings.lockOutHours = hours
        return try Stage(settings)
    }

    private func fail(_ stage: Stage, _ times: Int, _ name: String = "xweb", from address: String = "127.0.0.1") {
        for _ in 0..<times { _ = stage.authenticate(name, "wrong", from: address) }
    }

    @Test("counts for user and address together: another address and another user stay free")
    func perUserAndAddress() throws {
        let stage = try stage()
        try stage.add(#"{"user_name": "second"}"#, password: "other-secret")
        fail(stage, 3)
        expectFault(stage.authenticate(), "LockedCredentialsExceptionInfo", "Credentials Locked Out")
        #expect(stage.authenticate(from: "192.0.2.1").status == 200)
        #expect(stage.authenticate("second", "other-secret").status == 200)
    }

    @Test("adds up no failures of several addresses")
    func notAddedUp() throws {
        let stage = try stage()
        for address in ["192.0.2.1", "192.0.2.2", "192.0.2.3"] { fail(stage, 2, from: address) }
        for address in ["192.0.2.1", "192.0.2.2", "192.0.2.3"] { #expect(stage.authenticate(from: address).status == 200) }
    }

    @Test("ignores the name's letter case")
    func letterCase() throws {
        let stage = try stage()
        for name in ["xweb", "XWEB", "xWeb"] { fail(stage, 1, name) }
        #expect(stage.authenticate("Xweb").fault?.kind == "LockedCredentialsExceptionInfo")
    }

    @Test("begins anew after a success")
    func success() throws {
        let stage = try stage()
        for _ in 0..<3 {
            fail(stage, 2)
            #expect(stage.authenticate().status == 200)
        }
    }

    @Test("locks for LockOutHours, to the millisecond, and tries during the lock do not prolong it", arguments: [1, 6])
    func duration(hours: Int) throws {
        let stage = try stage(hours: hours)
        fail(stage, 3)
        stage.clock.advance(by: .milliseconds(hours * 3_600_000 - 1))
        #expect(stage.authenticate().fault?.kind == "LockedCredentialsExceptionInfo")
        stage.clock.advance(by: .milliseconds(1))
        #expect(stage.authenticate().status == 200)
    }

    @Test("answers a name nobody has in the same way, so that it tells nothing")
    func unknownName() throws {
        let stage = try stage()
        fail(stage, 3, "nobody")
        expectFault(stage.authenticate("nobody", "x"), "LockedCredentialsExceptionInfo", "Credentials Locked Out")
    }

    @Test("of -1 locks never")
    func off() throws {
        let stage = try stage(failCount: -1)
        for _ in 0..<30 {
            #expect(stage.authenticate("xweb", "wrong").fault?.kind == "InvalidCredentialsExceptionInfo")
            // The throttle of all sign-ins slows guessers down where no lock does.
            stage.clock.advance(by: .minutes(1))
        }
        #expect(stage.authenticate().status == 200)
    }

    @Test("leaves the tokens that were given already alone")
    func tokensStay() throws {
        let stage = try stage()
        let token = stage.authenticate().text(of: "Token")
        fail(stage, 3)
        #expect(stage.call("WEBGetAllRoles", token: token).status == 200)
    }

    @Test("counts JSON's Basic credentials and AuthenticateLdap too")
    func otherWays() throws {
        let stage = try stage()
        _ = stage.json("GET", "WEBGetAllRoles", authorization: "Basic eHdlYjp3cm9uZw==")
        _ = stage.json("POST", "Authenticate", body: #"{"Authenticate":{"userName":"xweb","password":"no"}}"#, authorization: nil)
        _ = stage.call("AuthenticateLdap", ["userName": "xweb", "password": "no"], token: nil)
        #expect(stage.authenticate().fault?.kind == "LockedCredentialsExceptionInfo")
    }
}
