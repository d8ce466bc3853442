import Accounts
import Emulator
import HTTP
import JSON
import TestSupport
import Testing
import Understudy

@Suite("Snapshots")
struct SnapshotTests {
    private static let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]

    /// The token of a new session of the administrator in a site.
    private func signIn(_ stage: AdminStage, site: String = "") -> String {
        let body = "userName=sysadmin&instanceName=Default&password=Sysadmin-1"
        return stage.systems.response("POST", site + "/ws/general.asmx/CreateUserSessionFromInstance", Self.form, body: body)
            .text(of: "string") ?? ""
    }

    private func isLive(_ token: String, _ stage: AdminStage, site: String = "") -> Bool {
        let body = "sessionToken=\(token)&username=sysadmin"
        return stage.systems.response("POST", site + "/ws/accesscontrol.asmx/LookupUserId", Self.form, body: body).status == 200
    }

    @Test func aSiteGoesBackToWhatItWasWithItsSessions() throws {
        let stage = try AdminStage()
        let token = signIn(stage)
        #expect(stage.changePassword(from: "123", to: "Second-Pass-1").text(of: "WEBWebUserChangePasswordResult") == "true")
        #expect(stage.send("PATCH", "/api/sites/default/accounts/recno:82457", #"{"failures": 1}"#).json["failures"]?.int == 1)
        let taken = stage.send("PUT", "/api/snapshots/signed-in")
        #expect(taken.status == 201)
        #expect(taken.json["site"]?.string == "default" && taken.json["at"]?.string == "2027-01-15T08:00:00.000Z")
        let later = signIn(stage)
        #expect(stage.changePassword(from: "Second-Pass-1", to: "Third-Pass-1").text(of: "WEBWebUserChangePasswordResult") == "true")
        for generation in 1...2 {
            let reset = stage.send("POST", "/api/reset", #"{"to": {"snapshot": "Signed-In"}}"#)
            #expect(reset.status == 200)
            #expect(reset.json["sites"]?.elements?.first?["accounts"]?.int == taken.json["accounts"]?.int)
            #expect(isLive(token, stage) && !isLive(later, stage), "generation \(generation)")
            #expect(stage.send("GET", "/api/sites/default/accounts/recno:82457").json["failures"]?.int == 1)
            #expect(stage.changePassword(from: "Second-Pass-1", to: "Third-Pass-1").text(of: "WEBWebUserChangePasswordResult") == "true")
        }
        // What the site was made with is still there too.
        #expect(stage.send("POST", "/api/reset", "{}").status == 200)
        #expect(!isLive(token, stage))
        #expect(stage.changePassword(from: "123", to: "Second-Pass-1").text(of: "WEBWebUserChangePasswordResult") == "true")
    }

    @Test func sitesAreMadeFromSnapshotsAndFromSites() throws {
        let stage = try AdminStage()
        let token = signIn(stage)
        #expect(stage.send("PUT", "/api/snapshots/one").status == 201)
        #expect(stage.send("DELETE", "/api/sites/default/accounts/recno:82457").status == 204)
        #expect(stage.send("POST", "/api/sites", #"{"name": "before", "from": {"snapshot": "one"}}"#).status == 201)
        #expect(stage.send("POST", "/api/sites", #"{"name": "after", "from": {"site": "default"}}"#).status == 201)
        #expect(stage.send("GET", "/api/sites/before/accounts/recno:82457").status == 200)
        #expect(stage.send("GET", "/api/sites/after/accounts/recno:82457").status == 404)
        #expect(isLive(token, stage, site: "/before") && isLive(token, stage, site: "/after"))
        // They stay what they are without the snapshot, and go back to what they were made with.
        #expect(stage.send("DELETE", "/api/snapshots/one").status == 204)
        #expect(stage.send("DELETE", "/api/sites/before/accounts/recno:82457").status == 204)
        #expect(stage.send("POST", "/api/reset", #"{"site": "before"}"#).status == 200)
        #expect(stage.send("GET", "/api/sites/before/accounts/recno:82457").status == 200)
        #expect(stage.send("POST", "/api/reset", #"{"to": {"snapshot": "one"}}"#).code == "unknown_snapshot")
    }

    @Test func theyAreListedReplacedAndBounded() throws {
        let stage = try AdminStage()
        func names() -> [String] {
            stage.send("GET", "/api/snapshots").json["snapshots"]?.elements?.compactMap { $0["name"]?.string } ?? []
        }
        #expect(names().isEmpty)
        for number in 10..<26 { #expect(stage.send("PUT", "/api/snapshots/s\(number)").status == 201) }
        #expect(stage.send("PUT", "/api/snapshots/s26").code == "too_many_snapshots")
        #expect(stage.send("PUT", "/api/snapshots/S25").status == 200, "one with the same name takes its place")
        #expect(names().count == 16 && names().contains("S25") && !names().contains("s25"))
        #expect(stage.send("POST", "/api/sites", #"{"name": "other"}"#).status == 201)
        #expect(stage.send("PUT", "/api/snapshots/other?site=other").status == 201)
        #expect(stage.send("DELETE", "/api/sites/other").status == 204)
        #expect(!names().contains("other"), "a site's snapshots go with it")
        #expect(stage.send("DELETE", "/api/snapshots/s10").status == 204)
        #expect(stage.send("DELETE", "/api/snapshots/s10").code == "unknown_snapshot")
        #expect(stage.send("PUT", "/api/snapshots/s26").status == 201)
    }

    @Test func aNameBelongsToASite() throws {
        let stage = try AdminStage()
        func has(_ site: String, _ recno: String) -> Bool { stage.send("GET", "/api/sites/\(site)/accounts/recno:\(recno)").status == 200 }
        func names(_ query: String) -> [String] {
            stage.send("GET", "/api/snapshots\(query)").json["snapshots"]?.elements?.compactMap { $0["site"]?.string } ?? []
        }
        for (site, recno) in [("one", "82457"), ("two", "1")] {
            let fixtures = #"{"accounts": [{"password": "First-Pass-1", "xweb": {"recno": "\#(recno)", "login": "ann"}}]}"#
            #expect(stage.send("POST", "/api/sites", #"{"name": "\#(site)", "fixtures": \#(fixtures)}"#).status == 201)
            let taken = stage.send("PUT", "/api/snapshots/same?site=\(site)")
            #expect(taken.status == 201, "the other site's stays")
            #expect(taken.fields.first("Location") == "/api/snapshots/same?site=\(site)")
        }
        #expect(names("") == ["one", "two"])
        #expect(names("?site=one") == ["one"])
        #expect(stage.send("GET", "/api/snapshots?site=gone").code == "unknown_site")
        #expect(stage.send("POST", "/api/reset", #"{"site": "one", "to": {"snapshot": "same"}}"#).status == 200)
        #expect(has("one", "82457") && !has("one", "1"))
        // The default site has none yet, and a new site takes the default site's unless another is named.
        #expect(stage.send("POST", "/api/reset", #"{"to": {"snapshot": "same"}}"#).code == "unknown_snapshot")
        #expect(stage.send("POST", "/api/sites", #"{"from": {"snapshot": "same"}}"#).code == "unknown_snapshot")
        #expect(stage.send("POST", "/api/sites", #"{"name": "three", "from": {"snapshot": "same", "site": "two"}}"#).status == 201)
        #expect(has("three", "1") && !has("three", "82457"))
        // A site without one of its own goes to the default site's.
        #expect(stage.send("PUT", "/api/snapshots/same").status == 201)
        #expect(stage.send("DELETE", "/api/snapshots/same?site=two").status == 204)
        #expect(stage.send("POST", "/api/reset", #"{"site": "two", "to": {"snapshot": "same"}}"#).status == 200)
        #expect(has("two", "82457"))
        #expect(names("") == ["default", "one"])
    }

    @Test func refusesWhatIsNoSnapshot() throws {
        let stage = try AdminStage()
        #expect(stage.send("PUT", "/api/snapshots/a%20b").status == 422)
        #expect(stage.send("PUT", "/api/snapshots/one?site=x").code == "unknown_site")
        #expect(stage.send("POST", "/api/sites", #"{"from": {"snapshot": "x"}}"#).code == "unknown_snapshot")
        #expect(stage.send("POST", "/api/sites", #"{"from": {"site": "x"}}"#).code == "unknown_site")
        #expect(stage.send("POST", "/api/reset", #"{"to": {"snapshot": 1}}"#).status == 422)
        let durable = try AdminStage(allowsTestControls: false)
        #expect(durable.send("PUT", "/api/snapshots/one").code == "test_controls_off")
        #expect(durable.send("DELETE", "/api/snapshots/one").code == "test_controls_off")
    }

    @Test func hiddenSitesAreDeletedWhenNobodyNeedsThem() throws {
        let stage = try AdminStage()
        let store = stage.world.users.store
        let before = try store.sites().count
        #expect(stage.send("PUT", "/api/snapshots/one").status == 201)
        #expect(try store.sites().count == before + 1)
        #expect(stage.world.sites.names == ["default"], "no caller sees the hidden site")
        #expect(stage.send("DELETE", "/api/snapshots/one").status == 204)
        yieldUntil { (try? store.sites().count) == before }
        #expect(try store.sites().count == before)
    }
}
