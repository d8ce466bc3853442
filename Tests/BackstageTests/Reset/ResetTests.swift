import Accounts
import Backstage
import Emulator
import HTTP
import JSON
import Synchronization
import TestSupport
import Testing
import Understudy

@Suite("Resets by the admin API")
struct ResetTests {
    @Test func theDefaultSiteIsAsAtTheStart() throws {
        let stage = try AdminStage()
        #expect(stage.changePassword(from: "123", to: "Second-Pass-1").text(of: "WEBWebUserChangePasswordResult") == "true")
        for _ in 1...4 { _ = stage.archerSignIn("sample.user", "wrong") }
        #expect(stage.send("POST", "/api/clock/advance", #"{"by": "3d"}"#).status == 200)
        let reset = stage.send("POST", "/api/reset", "{}")
        #expect(reset.status == 200)
        let site = try #require(reset.json["sites"]?.elements?.first)
        #expect(site["site"]?.string == "default")
        #expect(site["generation"]?.int == 1)
        for name in ["site", "generation", "accounts", "ms"] { #expect(reset.json[name] == site[name]) }
        #expect((site["accounts"]?.int ?? 0) > 5)
        #expect(stage.entries().isEmpty)
        #expect(stage.send("GET", "/api/clock").json["mode"]?.string == "system")
        #expect(stage.changePassword(from: "123", to: "Second-Pass-1").text(of: "WEBWebUserChangePasswordResult") == "true")
        #expect(stage.archerSignIn("sample.user", "Sample-Pass-1"))
        #expect(stage.send("POST", "/api/reset", "{}").json["sites"]?.elements?.first?["generation"]?.int == 2)
    }

    @Test func sessionsOfTheOldWorldEndAndSettingsStay() throws {
        let stage = try AdminStage()
        let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        let signIn = "userName=sysadmin&instanceName=Default&password=Sysadmin-1"
        let token =
            stage.systems.response("POST", "/ws/general.asmx/CreateUserSessionFromInstance", form, body: signIn).text(of: "string") ?? ""
        func isLive() -> Bool {
            stage.systems.response("POST", "/ws/accesscontrol.asmx/LookupUserId", form, body: "sessionToken=\(token)&username=sysadmin")
                .status == 200
        }
        #expect(isLive())
        #expect(stage.send("POST", "/api/reset", "{}").status == 200)
        #expect(!isLive())
        #expect(stage.xweb("GetVersion").status == 200, "the token of the fixtures is there again")
    }

    @Test func aSiteGoesBackToWhatItWasMadeWithAndOthersStay() throws {
        let stage = try AdminStage()
        let ann = #"{"accounts": [{"password": "First-Pass-1", "archer": {"user_id": 5, "user_name": "ann"}}]}"#
        for name in ["one", "other"] {
            #expect(stage.send("POST", "/api/sites", #"{"name": "\#(name)", "from": {"fixtures": \#(ann)}}"#).status == 201)
        }
        for _ in 1...6 { for site in ["one", "other"] { _ = stage.archerSignIn("ann", "wrong", site: site) } }
        #expect(!stage.archerSignIn("ann", "First-Pass-1", site: "one"), "the account is locked")
        #expect(stage.send("POST", "/api/reset", #"{"site": "one"}"#).json["sites"]?.elements?.first?["accounts"]?.int == 1)
        #expect(stage.archerSignIn("ann", "First-Pass-1", site: "one"))
        #expect(!stage.archerSignIn("ann", "First-Pass-1", site: "other"))
        #expect(stage.send("POST", "/api/reset", #"{"site": "other", "to": "empty"}"#).status == 200)
        #expect(!stage.archerSignIn("ann", "First-Pass-1", site: "other"))
        let answer = stage.send("POST", "/api/reset", #"{"site": "*"}"#).json
        #expect(answer["site"] == nil, "there are several")
        let all = answer["sites"]?.elements?.map { $0["site"]?.string }
        #expect(all == ["default", "one", "other"])
        #expect(stage.archerSignIn("ann", "First-Pass-1", site: "other"))
    }

    @Test func whatIsKeptStays() throws {
        let stage = try AdminStage()
        stage.xweb("GetVersion")
        #expect(stage.send("PUT", "/api/clock", #"{"now": "2031-01-01T00:00:00Z", "mode": "frozen"}"#).status == 200)
        #expect(stage.send("POST", "/api/reset", #"{"keep": ["journal", "clock"]}"#).status == 200)
        #expect(stage.entries().count == 1)
        stage.xweb("GetVersion")
        #expect(stage.entries().last?["at"]?.string == "2031-01-01T00:00:00.000Z")
        #expect(stage.entries().count == 2)
    }

    @Test func withoutTestControlsOrFixturesNothingIsReset() throws {
        let stage = try AdminStage(allowsTestControls: false)
        #expect(stage.send("POST", "/api/reset", "{}").code == "test_controls_off")
        let unknown = SiteKeeper(of: stage.world.sites, users: stage.world.users)
        #expect(throws: SiteError.noOrigin("default")) { try unknown.reset(siteNamed: "default") }
        #expect(throws: SiteError.unknown("x")) { try unknown.reset(siteNamed: "x") }
    }

    @Test(arguments: [
        (#"{"to": "start"}"#, "/to"), (#"{"keep": ["all"]}"#, "/keep/0"), (#"{"site": "x"}"#, "/site"), (#"{"sites": "x"}"#, "/sites"),
    ])
    func refusesWhatIsNoReset(body: String, place: String) throws {
        #expect(try AdminStage().send("POST", "/api/reset", body).place == place)
    }

    @Test func aCallThatBeganBeforeIsBusyAndWritesNothing() throws {
        let stage = try AdminStage()
        let users = stage.world.users
        let old = stage.world.sites.fallback
        let recno = Identity(IdentityScheme("xweb.recno", isUnique: true, ignoresCase: false), "82457")
        let person = try #require(try users.people(withFirstOf: [recno], in: old, limit: 1).first)
        #expect(stage.send("POST", "/api/reset", "{}").status == 200)
        #expect(throws: StoreError.siteGone) { try users.delete(person.id, in: old) }
        #expect(try users.person(person.id, in: old) != nil, "what it reads is the old world")
        #expect(throws: StoreError.siteGone) {
            _ = try users.session(token: AdminStage.xwebToken, kind: "xweb.token", in: old)
        }
        let change = PasswordChange(of: .account(person.id), current: Password("123"), new: Password("Second-Pass-1"))
        #expect(throws: Trouble.store(.siteGone)) { try users.changePassword(change, in: old) }
    }

    /// Half of the resets give the site nothing, the others its fixtures. Each call must see one of the two, or be busy.
    @Test func nobodySeesAMixture() throws {
        let stage = try AdminStage()
        let isOver = Mutex(false)
        let probers = (1...2).map { _ in
            Background { () -> Int in
                var calls = 0
                while !isOver.withLock({ $0 }) {
                    stage.changePassword(from: "123", to: "Second-Pass-1")
                    stage.xweb("WEBWebUserGet", [("cst_key", "1f6a7c52-93be-4d0f-8a55-2e9c47d1b803")])
                    calls += 2
                }
                return calls
            }
        }
        for number in 1...200 {
            let to = number % 2 == 0 ? "fixtures" : "empty"
            #expect(stage.send("POST", "/api/reset", #"{"to": "\#(to)", "keep": ["journal"]}"#).status == 200)
        }
        isOver.withLock { $0 = true }
        for prober in probers { #expect(try #require(prober.value) > 20) }
        // The account is there with its password, or with the one that another call has set, or nothing is there.
        let refusals = stage.send("GET", "/metrics").bodyText.split(separator: "\n").filter { $0.hasPrefix("understudy_refusals_total{") }
        let reasons = Set(refusals.compactMap { $0.split(separator: "reason=\"").last?.split(separator: "\"").first.map(String.init) })
        #expect(reasons.isSubset(of: ["wrong_password", "race_lost", "unknown_token", "busy"]), "\(reasons)")
        #expect(reasons.contains("unknown_token"), "\(reasons)")
    }

    @Test func settingsOfASiteStayOverManyResets() throws {
        let stage = try AdminStage()
        for _ in 1...100 { #expect(stage.send("POST", "/api/reset", "{}").status == 200) }
        #expect(stage.xweb("GetVersion").status == 200)
        let names = try stage.world.users.store.sites().map(\.name)
        #expect(names.filter { $0.lowercased() == "default" }.count == 1)
    }
}
