import Accounts
import Emulator
import HTTP
import JSON
import TestSupport
import Testing
import Understudy

@testable import Backstage

@Suite("What a site begins with besides its accounts")
struct SiteBeginningTests {
    private static let fixtures = """
        {"clock": {"now": "2031-05-01T12:00:00Z", "mode": "frozen"},
         "faults": [{"name": "slow", "do": {"delay": "1ms"}, "times": 3}],
         "settings": {"archer": {"instance": "Own"}},
         "policies": {"aged": {"password": {"lifetime_days": 90, "grace_sign_ins": 2}}},
         "accounts": [
            {"password": "Sysadmin-1", "archer": {"user_id": 1, "user_name": "sysadmin"}},
            {"password": "Pass-Word-1", "policy": "aged", "password_changed_at": "-89d", "xweb": {"recno": "1", "login": "ann"}}]}
        """

    private func archer(_ instance: String, _ stage: AdminStage, site: String? = nil) -> Int {
        let body = "userName=sysadmin&instanceName=\(instance)&password=Sysadmin-1"
        let path = (site.map { "/\($0)" } ?? "") + "/ws/general.asmx/CreateUserSessionFromInstance"
        return stage.systems.response("POST", path, [(name: "Content-Type", value: "application/x-www-form-urlencoded")], body: body).status
    }

    private func time(_ stage: AdminStage, _ site: String = "default") -> String? {
        stage.send("GET", "/api/clock?site=\(site)").json["now"]?.string
    }

    private func age(_ stage: AdminStage) throws -> Int64? {
        let site = stage.world.sites.fallback
        let identity = Identity(IdentityScheme("xweb.recno", isUnique: true, ignoresCase: false), "1")
        let person = try stage.world.users.people(withFirstOf: [identity], in: site, limit: 1).first
        return person?.account.credential?.changedAt.milliseconds
    }

    @Test func isThatOfTheFixtures() throws {
        let stage = try AdminStage(fixtures: Self.fixtures)
        #expect(time(stage) == "2031-05-01T12:00:00.000Z")
        #expect(stage.send("GET", "/api/clock").json["mode"]?.string == "frozen")
        let rules = stage.send("GET", "/api/faults").json["faults"]?.elements
        #expect(rules?.count == 1 && rules?.first?["name"]?.string == "slow")
        #expect(archer("Own", stage) == 200 && archer("Default", stage) == 500)
        let then = try #require(Timestamp(iso8601: "2031-05-01T12:00:00Z"))
        #expect(try age(stage) == (then + .days(-89)).milliseconds)
        #expect(rules?.first?["fired"]?.int == 0)
        #expect(stage.send("GET", "/api/faults").json["faults"]?.elements?.first?["fired"]?.int == 2)
    }

    @Test func comesBackWithAReset() throws {
        let stage = try AdminStage(fixtures: Self.fixtures)
        #expect(stage.send("POST", "/api/clock/advance", #"{"by": "3d"}"#).status == 200)
        #expect(stage.send("DELETE", "/api/faults").status == 204)
        #expect(stage.send("POST", "/api/faults", #"{"name": "other", "do": "end_session"}"#).status == 201)
        #expect(stage.send("POST", "/api/reset", "{}").status == 200)
        #expect(time(stage) == "2031-05-01T12:00:00.000Z")
        #expect(stage.send("GET", "/api/faults").json["faults"]?.elements?.compactMap { $0["name"]?.string } == ["slow"])
        #expect(archer("Own", stage) == 200)
    }

    @Test func staysIfAResetKeepsIt() throws {
        let stage = try AdminStage(fixtures: Self.fixtures)
        #expect(stage.send("POST", "/api/clock/advance", #"{"by": "3d"}"#).status == 200)
        #expect(stage.send("DELETE", "/api/faults").status == 204)
        let kept = #"{"to": "empty", "keep": ["clock", "faults", "settings"]}"#
        #expect(stage.send("POST", "/api/reset", kept).status == 200)
        #expect(time(stage) == "2031-05-04T12:00:00.000Z")
        #expect(stage.send("GET", "/api/faults").json["faults"]?.elements?.isEmpty == true)
        #expect(stage.send("GET", "/api/snapshot").json["settings"]?["archer"]?["instance"]?.string == "Own")
    }

    @Test func goesIfAResetEmptiesTheSite() throws {
        let stage = try AdminStage(fixtures: Self.fixtures)
        #expect(stage.send("POST", "/api/reset", #"{"to": "empty"}"#).status == 200)
        #expect(stage.send("GET", "/api/clock").json["mode"]?.string == "system")
        #expect(stage.send("GET", "/api/faults").json["faults"]?.elements?.isEmpty == true)
    }

    @Test func isThatOfASiteWhichIsMadeLater() throws {
        let stage = try AdminStage()
        #expect(stage.send("POST", "/api/sites", #"{"name": "own", "fixtures": \#(Self.fixtures)}"#).status == 201)
        #expect(stage.send("POST", "/api/sites", #"{"name": "copy", "from": {"site": "own"}}"#).status == 201)
        for site in ["own", "copy"] {
            #expect(time(stage, site) == "2031-05-01T12:00:00.000Z")
            #expect(archer("Own", stage, site: site) == 200 && archer("Default", stage, site: site) == 500)
        }
        #expect(time(stage)?.hasPrefix("2027-01-15") == true)
        #expect(archer("Default", stage) == 200)
    }

    @Test func ofTimesFromNowIsTheSameAfterEachReset() throws {
        let stage = try AdminStage(
            fixtures: #"{"accounts": [{"password": "a", "password_changed_at": "-89d", "xweb": {"recno": "1"}}]}"#)
        for _ in 1...2 {
            #expect(try age(stage) == (stage.clock.now + .days(-89)).milliseconds)
            stage.clock.advance(by: .days(2))
            #expect(stage.send("POST", "/api/reset", "{}").status == 200)
        }
    }

    @Test func isRefusedWhereItIsForTestsOnly() throws {
        for fixtures in [#"{"clock": {}}"#, #"{"faults": [{"name": "a", "do": "end_session"}]}"#] {
            #expect(throws: ServerError.self) { try AdminStage(allowsTestControls: false, fixtures: fixtures) }
            let stage = try AdminStage(allowsTestControls: false)
            let made = stage.send("POST", "/api/sites", #"{"name": "own", "fixtures": \#(fixtures)}"#)
            #expect(made.status == 409 && made.code == "test_controls_off")
        }
    }

    @Test func isCheckedAsTheRestOfAFile() {
        let text = """
            {"clock": {"now": "soon", "mod": "frozen"},
             "faults": [{"name": "a", "do": {"dely": "1s"}}, {"do": "end_session"}, {"name": "b", "do": {"delay": "1 second"}}],
             "settings": {"archer": {"instanc": "Own"}}, "seed": ""}
            """
        let found = Fixtures.findings(in: Array(text.utf8), file: "f.json").errors.map { "\($0.line):\($0.column): \($0.reason)" }
        func has(_ line: String) -> Bool { found.contains { $0.hasPrefix(line) } }
        #expect(has("1:12: clock.now: must be a moment"), "\(found)")
        #expect(has(#"1:27: clock.mod: unknown member; did you mean "mode"?"#), "\(found)")
        #expect(found.contains { $0.contains(#"faults[0].do.dely: is not known; did you mean "delay"?"#) }, "\(found)")
        #expect(found.contains { $0.contains("faults[1].name: is missing") }, "\(found)")
        #expect(found.contains { $0.contains("faults[2].do.delay: must be a duration") }, "\(found)")
        #expect(found.contains { $0.contains(#"settings.archer.instanc: unknown member; did you mean "instance"?"#) }, "\(found)")
        #expect(found.contains { $0.contains("seed: must be a whole number, or a text") }, "\(found)")
    }
}
