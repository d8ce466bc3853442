import Accounts
import Emulator
import HTTP
import JSON
import TestSupport
import Testing
import Understudy

@testable import Backstage

@Suite("Sites whose tokens follow from a seed")
struct DeterministicTests {
    /// Returns what some calls of all kinds are answered.
    private func answers(_ stage: AdminStage, site: String? = nil) -> [[UInt8]] {
        let prefix = site.map { "/\($0)" } ?? ""
        let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        let luminate = "method=login&v=1.0&api_key=open&user_name=donor&password=old-secret"
        return [
            stage.xweb("Authenticate", [("userName", "xweb"), ("password", "xweb-secret")], site: site),
            stage.systems.response(
                "POST", prefix + "/ws/general.asmx/CreateUserSessionFromInstance", form,
                body: "userName=sysadmin&instanceName=Default&password=Sysadmin-1"),
            stage.systems.response("POST", prefix + "/site/CRConsAPI", form, body: luminate),
        ].map { response in
            #expect(response.status == 200)
            return response.body + response.fields.all("Set-Cookie").flatMap { Array($0.utf8) }
        }
    }

    @Test func theSameSeedGivesTheSameAnswers() throws {
        let (one, two) = (try AdminStage(seed: "green"), try AdminStage(seed: "green"))
        for _ in 1...2 { #expect(answers(one) == answers(two)) }
        #expect(try answers(AdminStage(seed: "green")) != answers(AdminStage(seed: "blue")))
        let plain = try AdminStage()
        #expect(answers(plain) != answers(plain))
    }

    @Test func noAnswerIsLikeTheOneBefore() throws {
        let stage = try AdminStage(seed: "green")
        let (first, second) = (answers(stage), answers(stage))
        for index in 0...2 { #expect(first[index] != second[index]) }
    }

    @Test func aResetBeginsAgain() throws {
        let stage = try AdminStage(seed: "green")
        let first = answers(stage)
        #expect(stage.send("POST", "/api/clock/advance", #"{"by": "1h"}"#).status == 200)
        #expect(answers(stage) != first)
        #expect(stage.send("POST", "/api/reset", "{}").status == 200)
        #expect(stage.send("GET", "/api/clock").json["now"]?.string == "2030-01-01T00:00:00.000Z")
        #expect(answers(stage) == first)
    }

    @Test func oneSitesCallsDoNotShiftAnothers() throws {
        let (one, two) = (try AdminStage(seed: "green"), try AdminStage(seed: "green"))
        for stage in [one, two] { #expect(stage.send("POST", "/api/sites", #"{"name": "own"}"#).status == 201) }
        for _ in 1...3 { _ = answers(one) }
        #expect(answers(one, site: "own") == answers(two, site: "own"))
        #expect(answers(one, site: "own")[0] != answers(one)[0], "a site's name is part of what its tokens follow from")
    }

    @Test func clocksBeginStoppedAndCanBeMoved() throws {
        let stage = try AdminStage(seed: "green")
        let clock = stage.send("GET", "/api/clock").json
        #expect(clock["mode"]?.string == "frozen" && clock["now"]?.string == "2030-01-01T00:00:00.000Z")
        #expect(stage.send("PUT", "/api/clock", #"{"now": "2031-01-01T00:00:00Z"}"#).json["mode"]?.string == "frozen")
        let token = answers(stage)[0]
        #expect(stage.send("DELETE", "/api/clock").status == 204)
        #expect(stage.send("GET", "/api/clock").json["mode"]?.string == "system")
        #expect(answers(stage)[0] != token)
        #expect(stage.send("POST", "/api/reset", #"{"keep": ["clock"]}"#).status == 200)
        #expect(stage.send("POST", "/api/clock/advance", #"{"by": "1h"}"#).status == 200)
    }

    @Test func theAccountsOfFixturesWereMadeWhenTheClocksBegin() throws {
        let stage = try AdminStage(seed: "green")
        let site = stage.world.sites.fallback
        #expect(try stage.world.users.store.recordCount(after: Timestamp(milliseconds: 1_893_456_000_000), in: site) == 0)
        #expect(try stage.world.users.store.recordCount(after: Timestamp(milliseconds: 1_893_455_999_999), in: site) > 0)
    }
}
