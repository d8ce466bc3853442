import Backstage
import Emulator
import HTTP
import JSON
import TestSupport
import Testing
import Understudy

@Suite("Sites by the admin API")
struct SiteRouteTests {
    private static let ann =
        #"{"accounts": [{"password": "First-Pass-1", "archer": {"user_id": 5, "user_name": "ann", "privileges": ["read"]}}]}"#

    @Test func aSiteIsMadeUsedAndDeleted() throws {
        let stage = try AdminStage()
        let made = stage.send("POST", "/api/sites", #"{"name": "Acme", "fixtures": \#(Self.ann)}"#)
        #expect(made.status == 201)
        #expect(made.fields.first("Location") == "/api/sites/acme")
        #expect(made.json["url"]?.string == "http://127.0.0.1:8080/acme")
        #expect(stage.archerSignIn("ann", "First-Pass-1", site: "acme"))
        #expect(!stage.archerSignIn("ann", "First-Pass-1"))
        let names = stage.send("GET", "/api/sites").json["sites"]?.elements?.map { $0["name"]?.string }
        #expect(names == ["default", "acme"])
        #expect(stage.send("DELETE", "/api/sites/acme").status == 204)
        #expect(stage.send("GET", "/api/sites/acme").code == "unknown_site")
        #expect(!stage.archerSignIn("ann", "First-Pass-1", site: "acme"))
    }

    @Test func usersOfASiteThatBeganEmptySignInAndAreFound() throws {
        let stage = try AdminStage()
        #expect(stage.send("POST", "/api/sites", #"{"name": "bare", "from": "empty"}"#).status == 201)
        let ann = #"{"password": "First-Pass-1", "archer": {"user_id": 5, "user_name": "ann", "privileges": ["read"]}}"#
        #expect(stage.send("POST", "/api/sites/bare/accounts", ann).status == 201)
        let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        let opened = stage.systems.response(
            "POST", "/bare/ws/general.asmx/CreateUserSessionFromInstance", form,
            body: "userName=ann&instanceName=Default&password=First-Pass-1")
        let token = opened.text.firstMatch(of: /[0-9A-F]{32}/).map { String($0.output) } ?? ""
        for (operation, parameters) in [("LookupUserId", "username=ann"), ("GetGroups", ""), ("GetUser", "userId=5")] {
            let answer = stage.systems.response(
                "POST", "/bare/ws/accesscontrol.asmx/\(operation)", form, body: "sessionToken=\(token)&\(parameters)")
            #expect(answer.status == 200, "\(operation): \(answer.text)")
        }
    }

    @Test func aSiteWithoutANameGetsOne() throws {
        let stage = try AdminStage()
        let (one, other) = (
            stage.send("POST", "/api/sites", "{}").json["name"]?.string, stage.send("POST", "/api/sites", "{}").json["name"]?.string
        )
        #expect(one?.hasPrefix("t-") == true)
        #expect(one != other)
        #expect(one.map { stage.send("GET", "/api/sites/\($0)").status } == 200)
    }

    @Test(arguments: [
        (#"{"name": "Acme"}"#, 409, "site_exists", nil), (#"{"name": "default"}"#, 409, "site_exists", nil),
        (#"{"name": "a b"}"#, 422, "unusable_value", "/name"), (#"{"name": 7}"#, 422, "unusable_value", "/name"),
        (#"{"fixtures": {"acounts": []}}"#, 422, "unusable_value", "/fixtures"), (#"{"fixture": {}}"#, 422, "unusable_value", "/fixture"),
        ("[]", 422, "unusable_value", ""), ("{", 400, "malformed_json", nil),
    ])
    func refusesWhatCannotBeMade(body: String, status: Int, code: String, place: String?) throws {
        let stage = try AdminStage()
        #expect(stage.send("POST", "/api/sites", #"{"name": "acme"}"#).status == 201)
        let answer = stage.send("POST", "/api/sites", body)
        #expect(answer.status == status)
        #expect(answer.code == code)
        #expect(answer.place == place)
        #expect(stage.send("GET", "/api/sites").json["sites"]?.elements?.count == 2)
    }

    @Test func aSiteBeginsLikeTheDefaultSiteUnlessAsked() throws {
        let stage = try AdminStage()
        for (name, from) in [("one", ""), ("two", #", "from": "fixtures""#)] {
            #expect(stage.send("POST", "/api/sites", #"{"name": "\#(name)"\#(from)}"#).status == 201)
            #expect(stage.archerSignIn("sysadmin", "Sysadmin-1", site: name))
        }
        #expect(stage.send("POST", "/api/sites", #"{"name": "three", "from": "empty"}"#).status == 201)
        #expect(!stage.archerSignIn("sysadmin", "Sysadmin-1", site: "three"))
        #expect(stage.send("POST", "/api/sites", #"{"from": "empty", "fixtures": {}}"#).place == "/fixtures")
        #expect(stage.send("POST", "/api/sites", #"{"from": {"fixtures": {"x": 1}}}"#).place == "/from/fixtures")
        let one = stage.send("GET", "/api/sites/one").json
        #expect(one["calls"]?.int == 1 && one["refusals"]?.int == 0)
        #expect(one["host"]?.string == "one.localhost:8080")
    }

    @Test func aSiteEndsByItself() throws {
        let stage = try AdminStage()
        #expect(stage.send("POST", "/api/sites", #"{"name": "t-brief", "ttl": "20ms"}"#).status == 201)
        #expect(stage.send("POST", "/api/sites", #"{"name": "t-long", "ttl": "1h"}"#).json["ends_in"]?.string?.hasPrefix("PT59M") == true)
        #expect(yieldUntil { stage.send("GET", "/api/sites/t-brief").status == 404 })
        #expect(stage.xweb("GetVersion", site: "t-brief").status == 404)
        #expect(stage.entries().last?["reason"]?["code"]?.string == "unknown_site")
        #expect(stage.send("PATCH", "/api/sites/t-long", #"{"ttl": "forever"}"#).json["ends_in"] == nil)
        #expect(stage.send("PATCH", "/api/sites/t-long", #"{"ttl": "8d"}"#).place == "/ttl")
        #expect(stage.send("PATCH", "/api/sites/default", #"{"ttl": "1h"}"#).code == "default_site")
        #expect(stage.send("PATCH", "/api/sites/nowhere", "{}").code == "unknown_site")
    }

    @Test func theDefaultSiteStays() throws {
        let answer = try AdminStage().send("DELETE", "/api/sites/default")
        #expect(answer.status == 409)
        #expect(answer.code == "default_site")
    }

    @Test func withoutTestControlsNoSiteIsDeleted() throws {
        let stage = try AdminStage(allowsTestControls: false)
        #expect(stage.send("POST", "/api/sites", #"{"name": "acme"}"#).status == 201)
        #expect(stage.send("DELETE", "/api/sites/acme").code == "test_controls_off")
        #expect(stage.send("GET", "/api/sites/acme").status == 200)
    }

    @Test func thereIsAGreatestNumberOfSites() throws {
        let stage = try AdminStage()
        let keeper = SiteKeeper(of: stage.world.sites, users: stage.world.users, siteLimit: 2)
        try keeper.add(named: "one")
        #expect(throws: SiteError.tooManySites(2)) { try keeper.add(named: "two") }
        #expect(stage.world.sites.names == ["default", "one"])
        try keeper.remove(named: "one")
        try keeper.add(named: "two")
    }
}
