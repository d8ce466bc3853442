import Accounts
import Emulator
import HTTP
import JSON
import TestSupport
import Testing
import Understudy

@testable import Backstage

@Suite("Snapshots that callers keep")
struct SiteImageTests {
    private static let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]

    /// The token of a new session of the administrator.
    private func signIn(_ stage: AdminStage, password: String = "Sysadmin-1") -> String? {
        let body = "userName=sysadmin&instanceName=Default&password=\(password)"
        return stage.systems.response("POST", "/ws/general.asmx/CreateUserSessionFromInstance", Self.form, body: body).text(of: "string")
    }

    private func isLive(_ token: String, _ stage: AdminStage) -> Bool {
        let body = "sessionToken=\(token)&username=sysadmin"
        return stage.systems.response("POST", "/ws/accesscontrol.asmx/LookupUserId", Self.form, body: body).status == 200
    }

    /// Does a bit of everything in a world: passwords, sessions, failures, mails, groups, records, clock and faults.
    private func live(_ stage: AdminStage) throws -> String {
        #expect(stage.send("PUT", "/api/clock", #"{"now": "2031-05-01T12:00:00Z", "mode": "frozen"}"#).status == 200)
        let rule = #"{"name": "slow", "when": {"system": "archer"}, "do": {"garble": {"how": "duplicate_header"}}, "probability": 0.5}"#
        #expect(stage.send("POST", "/api/faults", rule).status == 201)
        let token = try #require(signIn(stage))
        #expect(stage.changePassword(from: "123", to: "Second-Pass-1").text(of: "WEBWebUserChangePasswordResult") == "true")
        #expect(stage.send("PATCH", "/api/sites/default/accounts/recno:82457", #"{"failures": 1}"#).status == 200)
        #expect(signIn(stage, password: "wrong") == nil)
        let luminate = "method=create&v=1.0&api_key=open&primary_email=new@example.org&name.last=New"
        _ = stage.systems.response("POST", "/site/SRConsAPI", Self.form, body: luminate)
        #expect(stage.send("POST", "/api/sites/default/accounts", #"{"xweb": {"recno": "7", "login": "seven"}}"#).status == 201)
        return token
    }

    private func put(_ body: [UInt8], _ stage: AdminStage, _ query: String = "") -> HTTPResponse {
        stage.send("PUT", "/api/snapshot" + query, String(decoding: body, as: UTF8.self))
    }

    @Test("go out, in and out again with the same bytes, in another server too", arguments: [nil, "green"])
    func sameBytes(seed: String?) throws {
        let (one, other) = (try AdminStage(seed: seed), try AdminStage(seed: seed))
        let token = try live(one)
        let first = one.send("GET", "/api/snapshot")
        #expect(first.status == 200)
        #expect(one.send("GET", "/api/snapshot").body == first.body)
        for stage in [one, other] {
            #expect(put(first.body, stage).status == 200)
            #expect(isLive(token, stage))
            #expect(stage.send("GET", "/api/clock").json["now"]?.string == "2031-05-01T12:00:00.000Z")
        }
        // The looks at the token are counted by the fault rule.
        for stage in [one, other] { #expect(put(first.body, stage).status == 200) }
        for stage in [one, other] {
            let again = stage.send("GET", "/api/snapshot").body
            #expect(again == first.body, "\(String(decoding: again, as: UTF8.self))\n\(first.text)")
        }
    }

    @Test func haveWhatCallsMeet() throws {
        let stage = try AdminStage()
        let token = try live(stage)
        let snapshot = stage.send("GET", "/api/snapshot").body
        #expect(stage.send("POST", "/api/reset", "{}").status == 200)
        #expect(!isLive(token, stage))
        #expect(put(snapshot, stage).status == 200)
        #expect(isLive(token, stage))
        let account = stage.send("GET", "/api/sites/default/accounts/recno:82457").json
        #expect(account["failures"]?.int == 1)
        #expect(account["password"]?["changed_at"]?.string == "2031-05-01T12:00:00.000Z")
        #expect(stage.send("GET", "/api/sites/default/accounts/recno:7").status == 200)
        #expect(stage.changePassword(from: "Second-Pass-1", to: "Third-Pass-1").text(of: "WEBWebUserChangePasswordResult") == "true")
        let rule = stage.send("GET", "/api/faults").json["faults"]?.elements?.first
        #expect(rule?["name"]?.string == "slow" && (rule?["matched"]?.int ?? 0) >= 2)
    }

    @Test func goOnWithTheSequencesOfASeed() throws {
        let (one, other) = (try AdminStage(seed: "green"), try AdminStage(seed: "green"))
        _ = signIn(one)
        let snapshot = one.send("GET", "/api/snapshot").body
        #expect(put(snapshot, other).status == 200)
        let next = signIn(one)
        #expect(next != nil && signIn(other) == next)
    }

    @Test func haveNoSecretThatSomebodyCouldUse() throws {
        let stage = try AdminStage()
        let token = try live(stage)
        let text = stage.send("GET", "/api/snapshot").text
        for secret in [token, "Sysadmin-1", "Second-Pass-1", "xweb-secret", "old-secret", "Pa$$w0rd", AdminStage.xwebToken] {
            #expect(!text.contains(secret), "\(secret)")
        }
        #expect(text.contains("$argon2id$"))
    }

    @Test func tellWhatTheyWouldChange() throws {
        let stage = try AdminStage()
        let snapshot = stage.send("GET", "/api/snapshot").body
        #expect(stage.changePassword(from: "123", to: "Second-Pass-1").text(of: "WEBWebUserChangePasswordResult") == "true")
        #expect(stage.send("POST", "/api/sites/default/accounts", #"{"xweb": {"recno": "7"}}"#).status == 201)
        #expect(stage.send("DELETE", "/api/sites/default/accounts/recno:240656").status == 204)
        let before = stage.send("GET", "/api/snapshot").body
        let told = put(snapshot, stage, "?dry_run=true").json
        #expect([told["added"], told["changed"], told["removed"]].map { $0?.int } == [1, 1, 1])
        #expect(told["accounts"]?["removed"] == .array([.string("xweb.recno:7")]))
        #expect(stage.send("GET", "/api/snapshot").body == before, "nothing has changed")
        #expect(put(snapshot, stage).json["dry_run"] == .bool(false))
        let after = put(snapshot, stage, "?dry_run=true").json
        #expect([after["added"], after["changed"], after["removed"]].map { $0?.int } == [0, 0, 0])
    }

    @Test("are refused as a whole if something is wrong with them")
    func refusals() throws {
        let stage = try AdminStage()
        let before = stage.send("GET", "/api/snapshot").body
        func put(_ text: String) -> HTTPResponse { stage.send("PUT", "/api/snapshot", text) }
        let newer = put(#"{"format": 2, "written_by": "9.9.9", "surprise": true}"#)
        #expect(newer.status == 422 && newer.code == "newer_format" && newer.place == "/format")
        #expect(newer.text.contains("9.9.9"))
        #expect(put("{}").place == "/format")
        let created = #""created_at": "2030-01-01T00:00:00Z""#
        for (text, place) in [
            (#"{"format": 1, "accounts": [{"identities": []}]}"#, "/accounts/0/created_at"),
            (#"{"format": 1, "accounts": [{"identities": [["xweb.number", "1"]], \#(created)}]}"#, "/accounts/0/identities/0"),
            (#"{"format": 1, "accounts": [{"policy": "none", \#(created)}]}"#, "/accounts/0/policy"),
            (
                #"{"format": 1, "accounts": [], "state": {"sessions": [{"digest": "00", "kind": "k", \#(created)}]}}"#,
                "/state/sessions/0/digest"
            ),
            (#"{"format": 1, "accounts": [], "state": {"rows": [{"table": "t", "key": "k", "account": 0}]}}"#, "/state/rows/0/account"),
            (#"{"format": 1, "clock": {"now": "soon"}}"#, "/clock/now"), (#"{"format": 1, "accounts": {}}"#, "/accounts"),
            (#"{"format": 1}"#, "/accounts"),
            (#"{"format": 1, "accounts": [], "state": {"values": {"site.begin.seed": "\"x\""}}}"#, "/state/values"),
        ] {
            let refused = put(text)
            #expect(refused.status == 422 && refused.place == place, "\(refused.text)")
        }
        let twins = #"{"identities": [["xweb.recno", "1"]], \#(created)}"#
        let twice = put(#"{"format": 1, "accounts": [\#(twins), \#(twins)]}"#)
        #expect(twice.status == 422 && twice.text.contains("contradicts itself"), "\(twice.text)")
        #expect(stage.send("GET", "/api/snapshot").body == before)
        #expect(stage.send("GET", "/api/snapshot?site=none").status == 404)
        #expect(put(#"{"format": 1, "accounts": []}"#).status == 200, "an empty site is one, too")
        #expect(stage.send("GET", "/api/sites/default/accounts").json["accounts"]?.elements?.isEmpty == true)
    }

    @Test func changeNothingWithoutTestControls() throws {
        let stage = try AdminStage(allowsTestControls: false)
        let snapshot = stage.send("GET", "/api/snapshot")
        #expect(snapshot.status == 200)
        #expect(put(snapshot.body, stage).code == "test_controls_off")
    }
}
