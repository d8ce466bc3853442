import Accounts
import Emulator
import HTTP
import JSON
import TestSupport
import Testing

@testable import Backstage

@Suite("Clocks by the admin API")
struct ClockRouteTests {
    @Test func aSiteFollowsTheServerUntilItsClockIsSet() throws {
        let stage = try AdminStage()
        let clock = stage.send("GET", "/api/clock").json
        #expect(clock["mode"]?.string == "system")
        #expect(clock["now"]?.string == "2027-01-15T08:00:00.000Z")
        #expect(clock["shift"]?.string == "PT0S")
        let set = stage.send("PUT", "/api/clock", #"{"now": "2031-02-03T04:05:06.5Z", "mode": "frozen"}"#).json
        #expect(set["mode"]?.string == "frozen")
        #expect(set["now"]?.string == "2031-02-03T04:05:06.500Z")
        stage.clock.advance(by: .seconds(60))
        #expect(stage.send("GET", "/api/clock").json["now"]?.string == "2031-02-03T04:05:06.500Z")
        #expect(stage.send("DELETE", "/api/clock").status == 204)
        #expect(stage.send("GET", "/api/clock").json["now"]?.string == "2027-01-15T08:01:00.000Z")
    }

    @Test func callsGoByTheirSitesClock() throws {
        let stage = try AdminStage()
        let fixtures = #"{"accounts": [{"password": "First-Pass-1", "archer": {"user_id": 5, "user_name": "ann"}}]}"#
        for name in ["one", "other"] {
            #expect(stage.send("POST", "/api/sites", #"{"name": "\#(name)", "fixtures": \#(fixtures)}"#).status == 201)
        }
        #expect(stage.archerSignIn("ann", "First-Pass-1", site: "one"))
        // The default security parameter lets a password live 90 days and then allows three more sign-ins.
        let moved = stage.send("POST", "/api/clock/advance", #"{"site": "one", "by": "91d"}"#).json
        #expect(moved["from"]?.string == "2027-01-15T08:00:00.000Z")
        #expect(moved["now"]?.string == "2027-04-16T08:00:00.000Z")
        let signIns = (1...4).map { _ in stage.archerSignIn("ann", "First-Pass-1", site: "one") }
        #expect(signIns == [true, true, true, false])
        #expect(stage.archerSignIn("ann", "First-Pass-1", site: "other"), "the other site has its own time")
    }

    @Test func theWaitsOfGuessersGoByRealTime() throws {
        let stage = try AdminStage()
        #expect(stage.send("PUT", "/api/clock", #"{"now": "2031-02-03T04:05:06Z", "mode": "frozen"}"#).status == 200)
        func reason(_ password: String) -> String? {
            let body = "method=login&api_key=open&v=1.0&user_name=donor&password=\(password)"
            let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
            _ = stage.systems.response("POST", "/organization/site/CRConsAPI", form, body: body)
            return stage.entries().last?["reason"]?["code"]?.string
        }
        for _ in 1...10 { #expect(reason("wrong") == "wrong_password") }
        #expect(stage.send("POST", "/api/clock/advance", #"{"by": "1h"}"#).status == 200)
        #expect(reason("old-secret") == "throttled", "the site's time is nothing to it")
        stage.clock.advance(by: .seconds(1))
        #expect(reason("old-secret") == nil)
    }

    @Test func aClockGoesBackOnlyWhenAsked() throws {
        let stage = try AdminStage()
        let answer = stage.send("PUT", "/api/clock", #"{"now": "2026-01-01T00:00:00Z"}"#)
        #expect(answer.status == 409)
        #expect(answer.code == "clock_goes_back")
        #expect(stage.send("POST", "/api/clock/advance", #"{"to": "2026-01-01T00:00:00Z"}"#).code == "clock_goes_back")
        #expect(stage.send("GET", "/api/clock").json["mode"]?.string == "system", "nothing was changed")
        #expect(stage.send("PUT", "/api/clock", #"{"now": "2026-01-01T00:00:00Z", "backwards": true}"#).status == 200)
    }

    @Test(arguments: [
        ("PUT", "/api/clock", #"{"now": "yesterday"}"#, "/now"), ("PUT", "/api/clock", #"{"mode": "stopped"}"#, "/mode"),
        ("PUT", "/api/clock", #"{"site": "nowhere"}"#, "/site"), ("POST", "/api/clock/advance", "{}", "/by"),
        ("POST", "/api/clock/advance", #"{"by": "soon"}"#, "/by"), ("POST", "/api/clock/advance", #"{"by": "36526d"}"#, "/by"),
        ("POST", "/api/clock/advance", #"{"by": "1d", "to": "2030-01-01T00:00:00Z"}"#, "/to"),
        ("POST", "/api/clock/advance", #"{"by": "9999999999999999d"}"#, "/by"),
        ("POST", "/api/clock/advance", #"{"to": "2227-01-01T00:00:00Z"}"#, "/to"),
        ("POST", "/api/clock/advance", #"{"to_next": "birthday"}"#, "/to_next"),
        ("POST", "/api/clock/advance", #"{"by": "1d", "to_next": "any"}"#, "/to_next"),
    ])
    func refusesWhatIsNoTime(method: String, path: String, body: String, place: String) throws {
        let answer = try AdminStage().send(method, path, body)
        #expect([404, 422].contains(answer.status))
        #expect(answer.place == place)
    }

    @Test func aClockStaysInTheCalendar() throws {
        let stage = try AdminStage()
        #expect(stage.send("PUT", "/api/clock", #"{"now": "9899-12-31T23:59:59Z"}"#).status == 200)
        #expect(stage.send("POST", "/api/clock/advance", #"{"by": "2s"}"#).place == "/by")
        #expect(stage.send("POST", "/api/clock/advance", #"{"to": "9900-01-02T00:00:00Z"}"#).place == "/to")
        #expect(stage.send("PUT", "/api/clock", #"{"now": "9999-01-01T00:00:00Z"}"#).place == "/now")
        #expect(stage.send("PUT", "/api/clock", #"{"now": "1969-12-31T23:59:59Z", "backwards": true}"#).place == "/now")
        #expect(stage.archerSignIn("sysadmin", "Sysadmin-1"), "system accounts' passwords never expire")
    }

    @Test func withoutTestControlsNoClockMoves() throws {
        let stage = try AdminStage(allowsTestControls: false)
        let answers = [
            stage.send("PUT", "/api/clock", "{}"), stage.send("POST", "/api/clock/advance", #"{"by": "1d"}"#),
            stage.send("DELETE", "/api/clock"),
        ]
        #expect(answers.map(\.code) == ["test_controls_off", "test_controls_off", "test_controls_off"])
        #expect(stage.send("GET", "/api/clock").status == 200)
    }

    @Test(arguments: [
        ("20m", 1_200_000), ("1h30m", 5_400_000), ("3d", 259_200_000), ("500ms", 500), ("1d2h3m4s5ms", 93_784_005), ("PT20M", 1_200_000),
        ("P3D", 259_200_000), ("P1DT2H", 93_600_000), ("pt1h30m", 5_400_000), ("0s", 0),
    ])
    func readsADuration(text: String, milliseconds: Int64) {
        #expect(DurationText.duration(text) == .milliseconds(milliseconds))
    }

    @Test(arguments: [
        "", "5", "m", "5x", "1m1h", "1m1m", "-5m", "P", "PT", "PT5D", "P5M", "PT5", "P1D T1H", "PTT1H", "P500MS", "١m",
        "99999999999999999999d",
    ])
    func refusesWhatIsNoDuration(text: String) {
        #expect(DurationText.duration(text) == nil)
    }

    @Test(arguments: [
        (0, "PT0S"), (1_860_000, "PT31M"), (86_400_000, "P1D"), (-5_400_500, "-PT1H30M0.500S"), (93_784_005, "P1DT2H3M4.005S"),
        (250, "PT0.250S"),
    ])
    func writesADuration(milliseconds: Int64, text: String) {
        #expect(DurationText.iso(milliseconds: milliseconds) == text)
    }
}
