import Accounts
import HTTP
import StageSupport
import TestSupport
import Testing

@testable import XWeb

@Suite("xWEB's throttle")
struct ThrottleTests {
    private func stage(_ adjust: (inout XWebSettings) -> Void = { _ in }) throws -> Stage {
        var settings = XWebSettings()
        adjust(&settings)
        return try Stage(settings)
    }

    private func fail(_ stage: Stage, _ times: Int) {
        for _ in 0..<times { expectFault(stage.login("member@example.org", "wrong"), "SystemExceptionInfo", "Unable to login user.") }
    }

    @Test("has web users wait from the tenth failure on, in whatever way they are tried")
    func waits() throws {
        let stage = try stage()
        fail(stage, 9)
        #expect(stage.fits("member@example.org", "123"))
        fail(stage, 10)
        #expect(!stage.fits("member@example.org", "123") && stage.change("82457", "123", "456") == "false")
        #expect(stage.result("WebLogin", ["userLoginPlain": "member@example.org", "passwordPlain": "123"]) == XWebWords.zero)
        stage.clock.advance(by: .milliseconds(999))
        #expect(!stage.fits("member@example.org", "123"))
        stage.clock.advance(by: .milliseconds(1))
        #expect(stage.fits("member@example.org", "123"))
    }

    @Test("is off where the settings say so, and in the demo world unless they say otherwise")
    func off() throws {
        func waits(_ throttle: Bool?, isDemo: Bool) throws -> Bool {
            let stage = try stage {
                $0.throttle = throttle
                if isDemo { $0.openInDemoWorld() }
            }
            fail(stage, 20)
            return !stage.fits("member@example.org", "123")
        }
        #expect(try waits(nil, isDemo: false))
        #expect(try !waits(nil, isDemo: true))
        #expect(try !waits(false, isDemo: false))
        #expect(try waits(true, isDemo: true))
    }

    @Test("that is off leaves the lock-outs of programs and of web users, and the check of the token before the password")
    func lockOuts() throws {
        let stage = try stage {
            $0.throttle = false
            $0.failCount = 3
            $0.systemOptions = ["eWebLoginLockoutFailures": "12"]
        }
        fail(stage, 11)
        #expect(stage.fits("member@example.org", "123"))
        fail(stage, 12)
        #expect(!stage.fits("member@example.org", "123"))
        stage.clock.advance(by: .minutes(60 * 24))
        #expect(!stage.fits("member@example.org", "123"))
        for _ in 0..<3 { _ = stage.authenticate("xweb", "wrong") }
        expectFault(stage.authenticate(), "LockedCredentialsExceptionInfo", "Credentials Locked Out")
        let others = XWebWords.zero
        for _ in 0..<15 {
            expectFault(stage.login("second@example.org", "wrong", token: others), "InvalidTokenException", "Invalid Token Value")
        }
        #expect(stage.fits("second@example.org", "Pa$$w0rd"))
    }

    @Test("that is off has programs tried without a wait where FailCount locks nobody")
    func programs() throws {
        for (throttle, status) in [(true, 500), (false, 200)] {
            let stage = try stage {
                $0.throttle = throttle
                $0.failCount = -1
            }
            for _ in 0..<30 { _ = stage.authenticate("xweb", "wrong") }
            #expect(stage.authenticate().status == status)
        }
    }

    @Test("is another in each site")
    func sites() throws {
        var open = XWebSettings()
        open.throttle = false
        open.failCount = -1
        var closed = XWebSettings()
        closed.failCount = -1
        let stage = try Stage(closed, other: open)
        let other = try stage.calling(siteNamed: "other")
        for stage in [stage, other] { for _ in 0..<12 { _ = stage.authenticate("xweb", "wrong") } }
        #expect(stage.authenticate().status == 500 && other.authenticate().status == 200)
    }
}
