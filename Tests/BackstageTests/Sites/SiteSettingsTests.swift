import Emulator
import HTTP
import JSON
import TestSupport
import Testing

@testable import Backstage

@Suite("Settings of one site by the admin API")
struct SiteSettingsTests {
    private func signIn(_ stage: AdminStage, instance: String, site: String?) -> Int {
        let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        let path = (site.map { "/\($0)" } ?? "") + "/ws/general.asmx/CreateUserSessionFromInstance"
        return stage.systems.response("POST", path, form, body: "userName=sysadmin&instanceName=\(instance)&password=Sysadmin-1").status
    }

    private func shown(_ stage: AdminStage, _ site: String) -> [String: JSON] {
        let settings = stage.send("GET", "/api/sites/\(site)").json["settings"]?.elements ?? []
        return Dictionary(settings.map { ($0["name"]?.string ?? "", $0) }) { first, _ in first }
    }

    @Test func holdFromTheBeginningAndInNoOtherSite() throws {
        let stage = try AdminStage()
        let made = stage.send("POST", "/api/sites", #"{"name": "own", "settings": {"archer": {"instance": "Own"}}}"#)
        #expect(made.status == 201, "\(made.text)")
        #expect(made.json["settings"]?.elements?.first?["name"]?.string == "archer.instance")
        #expect(signIn(stage, instance: "Own", site: "own") == 200 && signIn(stage, instance: "Default", site: "own") == 500)
        #expect(signIn(stage, instance: "Default", site: nil) == 200 && signIn(stage, instance: "Own", site: nil) == 500)
        #expect(shown(stage, "own")["archer.instance"]?["value"]?.string == "Own")
        #expect(shown(stage, "own")["archer.instance"]?["origin"]?.string == "site")
        #expect(shown(stage, "default").isEmpty)
    }

    @Test func areChangedForTheNextCallAndPutBackByAReset() throws {
        let stage = try AdminStage()
        stage.send("POST", "/api/sites", #"{"name": "own", "settings": {"archer": {"instance": "First"}}}"#)
        stage.send("POST", "/api/faults", #"{"name": "a", "site": "own", "do": {"delay": "1ms"}, "times": 0}"#)
        let changed = stage.send("PATCH", "/api/sites/own", #"{"settings": {"archer": {"instance": "Second"}, "xweb": {"FailCount": 2}}}"#)
        #expect(changed.status == 200, "\(changed.text)")
        #expect(signIn(stage, instance: "Second", site: "own") == 200 && signIn(stage, instance: "First", site: "own") == 500)
        #expect(shown(stage, "own")["xweb.FailCount"]?["value"]?.string == "2")
        // Nothing else begins again.
        #expect(stage.send("GET", "/api/faults?site=own").json["faults"]?.elements?.count == 1)
        #expect(stage.send("POST", "/api/reset", #"{"site": "own", "keep": ["settings"]}"#).status == 200)
        #expect(signIn(stage, instance: "Second", site: "own") == 200)
        #expect(stage.send("POST", "/api/reset", #"{"site": "own"}"#).status == 200)
        #expect(signIn(stage, instance: "First", site: "own") == 200 && signIn(stage, instance: "Second", site: "own") == 500)
        #expect(Set(shown(stage, "own").keys) == ["archer.instance"])
    }

    @Test func areTakenBackByNull() throws {
        let stage = try AdminStage()
        stage.send("PATCH", "/api/sites/default", #"{"settings": {"archer": {"instance": "Own"}}}"#)
        #expect(signIn(stage, instance: "Own", site: nil) == 200)
        #expect(stage.send("PATCH", "/api/sites/default", #"{"settings": {"archer": {"instance": null}}}"#).status == 200)
        #expect(signIn(stage, instance: "Default", site: nil) == 200 && signIn(stage, instance: "Own", site: nil) == 500)
        #expect(shown(stage, "default").isEmpty)
    }

    @Test func comeBeforeThoseOfTheFixturesAndOfAFile() throws {
        var server = ServerDescription()
        server.settings = [
            .init("listen", "127.0.0.1:0", from: .file, at: "u.json:1: listen"), .init("archer.instance", "File", from: .file),
            .init("xweb.FailCount", "9", from: .file), .init("sites.own.xweb.FailCount", "8", from: .file),
        ]
        let stage = try AdminStage(server: server)
        let fixtures = #"{"settings": {"archer": {"instance": "Fixture", "opaque": true}}, "accounts": []}"#
        let made = stage.send(
            "POST", "/api/sites", #"{"name": "own", "fixtures": \#(fixtures), "settings": {"archer": {"instance": "Own"}}}"#)
        #expect(made.status == 201, "\(made.text)")
        let own = shown(stage, "own")
        #expect(own["archer.instance"]?["value"]?.string == "Own" && own["archer.opaque"]?["value"]?.string == "true")
        #expect(own["xweb.FailCount"]?["value"]?.string == "8" && own["xweb.FailCount"]?["origin"]?.string == "file")
        #expect(own["listen"] == nil)
        #expect(shown(stage, "default")["xweb.FailCount"]?["value"]?.string == "9")
    }

    @Test func showNoSecret() throws {
        let stage = try AdminStage()
        let made = stage.send("POST", "/api/sites", #"{"name": "own", "settings": {"luminate": {"secret_key": "hush-hush"}}}"#)
        #expect(made.status == 201 && !made.bodyText.contains("hush"), "\(made.text)")
        #expect(shown(stage, "own")["luminate.secret_key"]?["secret"]?.bool == true)
    }

    @Test(arguments: [
        (#"{"archer": {"instanc": "Own"}}"#, "/settings/archer/instanc", "instance"),
        (#"{"archer": {"instance": 7}}"#, "/settings/archer/instance", ""),
        (#"{"arche": {}}"#, "/settings/arche", "archer"), ("7", "/settings", "object"),
        (#"{"xweb": {"FailCount": "three"}}"#, "/settings/xweb/FailCount", ""),
    ])
    func areRefusedIfNoSystemHasThem(settings: String, place: String, words: String) throws {
        let stage = try AdminStage()
        let made = stage.send("POST", "/api/sites", #"{"name": "own", "settings": \#(settings)}"#)
        let changed = stage.send("PATCH", "/api/sites/default", #"{"settings": \#(settings)}"#)
        for answer in [made, changed] {
            #expect(answer.status == 422 && answer.code == "unusable_value", "\(answer.text)")
            #expect(answer.json["error"]?["at"]?.string == place, "\(answer.text)")
            #expect(answer.json["error"]?["message"]?.string?.contains(words) == true || words.isEmpty, "\(answer.text)")
        }
        #expect(stage.send("GET", "/api/sites/own").status == 404)
        #expect(shown(stage, "default").isEmpty)
    }

    @Test func areATestControlLater() throws {
        let stage = try AdminStage(allowsTestControls: false)
        #expect(stage.send("PATCH", "/api/sites/default", #"{"settings": {}}"#).code == "test_controls_off")
    }
}
