import Accounts
import HTTP
import JSON
import TestSupport
import Testing

@testable import Backstage

@Suite("What ends by itself, by the admin API")
struct EndingTests {
    private static let fixtures = """
        {"policies": {"strict": {"password": {"lifetime_days": 30}, "lockout": {"failures": 2, "minutes": 15}}},
         "accounts": [{"password": "First-Pass-1", "policy": "strict", "archer": {"user_id": 5, "user_name": "ann"}}]}
        """

    private func stage() throws -> AdminStage {
        let stage = try AdminStage()
        #expect(stage.send("POST", "/api/sites", #"{"name": "one", "fixtures": \#(Self.fixtures)}"#).status == 201)
        return stage
    }

    private func next(_ stage: AdminStage) -> [String] {
        (stage.send("GET", "/api/clock?site=one").json["next"]?.elements ?? []).map {
            "\($0["what"]?.string ?? "") \($0["at"]?.string ?? "") \($0["count"]?.int ?? 0)"
        }
    }

    private func happened(_ answer: HTTPResponse) -> [String] {
        (answer.json["happened"]?.elements ?? []).map { "\($0["what"]?.string ?? "") \($0["count"]?.int ?? 0)" }
    }

    @Test func theClockTellsWhatEndsNext() throws {
        let stage = try stage()
        #expect(next(stage) == ["password_expires 2027-02-14T08:00:00.000Z 1"])
        #expect(stage.archerSignIn("ann", "First-Pass-1", site: "one"))
        #expect(!stage.archerSignIn("ann", "wrong", site: "one"))
        #expect(!stage.archerSignIn("ann", "wrong", site: "one"))
        // The lock has ended the session.
        #expect(next(stage) == ["lock_ends 2027-01-15T08:15:00.000Z 1", "password_expires 2027-02-14T08:00:00.000Z 1"])
    }

    @Test func aClockGoesJustPastTheNextEnd() throws {
        let stage = try stage()
        #expect(stage.send("PUT", "/api/clock", #"{"site": "one", "mode": "frozen"}"#).status == 200)
        for _ in 1...2 { #expect(!stage.archerSignIn("ann", "wrong", site: "one")) }
        #expect(!stage.archerSignIn("ann", "First-Pass-1", site: "one"), "locked")
        let before = stage.send("POST", "/api/clock/advance", #"{"site": "one", "to": "2027-01-15T08:14:59Z"}"#)
        #expect(happened(before).isEmpty)
        #expect(!stage.archerSignIn("ann", "First-Pass-1", site: "one"), "a second before the end it is still locked")
        let answer = stage.send("POST", "/api/clock/advance", #"{"site": "one", "to_next": "lock_ends"}"#)
        #expect(answer.json["now"]?.string == "2027-01-15T08:15:01.000Z")
        #expect(happened(answer) == ["lock_ended 1"])
        #expect(stage.archerSignIn("ann", "First-Pass-1", site: "one"), "a second after it is not")
        // Signing in opened a session, which ends before the password.
        let session = stage.send("POST", "/api/clock/advance", #"{"site": "one", "to_next": "any"}"#)
        #expect(happened(session) == ["session_ended 1"])
        let password = stage.send("POST", "/api/clock/advance", #"{"site": "one", "to_next": "any"}"#)
        #expect(happened(password) == ["password_expired 1"])
        #expect(password.json["now"]?.string == "2027-02-14T08:00:01.000Z")
        #expect(!stage.archerSignIn("ann", "First-Pass-1", site: "one"), "the rule set grants no further sign-in")
        let none = stage.send("POST", "/api/clock/advance", #"{"site": "one", "to_next": "any"}"#)
        #expect(none.status == 409 && none.code == "nothing_ends")
    }

    @Test func aPasswordExpiresAtItsMomentAndNotBefore() throws {
        let stage = try stage()
        #expect(stage.send("PUT", "/api/clock", #"{"site": "one", "now": "2027-02-14T07:59:59Z", "mode": "frozen"}"#).status == 200)
        #expect(stage.archerSignIn("ann", "First-Pass-1", site: "one"))
        #expect(stage.send("PUT", "/api/clock", #"{"site": "one", "now": "2027-02-14T08:00:00Z"}"#).status == 200)
        #expect(!stage.archerSignIn("ann", "First-Pass-1", site: "one"))
    }

    @Test func theLatestUseOfASessionCounts() throws {
        let stage = try stage()
        #expect(stage.send("PUT", "/api/clock", #"{"mode": "frozen"}"#).status == 200)
        #expect(stage.xweb("Authenticate", [("userName", "xweb"), ("password", "xweb-secret")]).status == 200)
        func ends() -> [String] {
            (stage.send("GET", "/api/clock").json["next"]?.elements ?? []).filter { $0["what"]?.string == "session_ends" }
                .compactMap { $0["at"]?.string }
        }
        let first = ends()
        #expect(first.count == 1)
        let answer = String(decoding: stage.xweb("Authenticate", [("userName", "xweb"), ("password", "xweb-secret")]).body, as: UTF8.self)
        #expect(!answer.isEmpty)
        #expect(ends() == first, "sessions that end at one moment are one entry")
        let count = stage.send("GET", "/api/clock").json["next"]?.elements?.first { $0["what"]?.string == "session_ends" }?["count"]?.int
        #expect(count == 2)
    }

    @Test func aClockThatGoesBackSaysWhatIsLater() throws {
        let stage = try stage()
        let answer = stage.send("PUT", "/api/clock", #"{"site": "one", "now": "2026-01-01T00:00:00Z"}"#)
        #expect(answer.code == "clock_goes_back")
        #expect(answer.json["error"]?["message"]?.string?.contains(" 1 of its records are later than 2026-01-01T00:00:00.000Z") == true)
    }

    @Test func allSitesMoveAtOnce() throws {
        let stage = try stage()
        let set = stage.send("PUT", "/api/clock", #"{"site": "*", "now": "2031-01-01T00:00:00Z", "mode": "frozen"}"#)
        #expect(set.json["sites"]?.elements?.compactMap { $0["site"]?.string } == ["default", "one"])
        let moved = stage.send("POST", "/api/clock/advance", #"{"site": "*", "by": "1h"}"#)
        #expect(moved.json["sites"]?.elements?.compactMap { $0["now"]?.string } == Array(repeating: "2031-01-01T01:00:00.000Z", count: 2))
        for site in ["default", "one"] {
            #expect(stage.send("GET", "/api/clock?site=\(site)").json["now"]?.string == "2031-01-01T01:00:00.000Z")
        }
        #expect(stage.send("DELETE", "/api/clock?site=*").status == 204)
        #expect(stage.send("GET", "/api/clock?site=one").json["mode"]?.string == "system")
    }

    @Test func oneSitesEndsAreNotAnothers() throws {
        let stage = try stage()
        #expect(stage.send("POST", "/api/sites", #"{"name": "other", "from": "empty"}"#).status == 201)
        #expect(stage.send("GET", "/api/clock?site=other").json["next"] == .array([]))
    }
}
