import HTTP
import JSON
import TestSupport
import Testing

@Suite("Accounts by the admin API")
struct AccountRouteTests {
    private static let account = "/api/sites/default/accounts/recno:82457"

    @Test func anAccountShowsItsStateAndNoHash() throws {
        let stage = try AdminStage()
        for _ in 1...2 { stage.changePassword(from: "wrong-one", to: "Second-Pass-1") }
        let answer = stage.send("GET", Self.account)
        #expect(answer.json["identities"]?["xweb.recno"]?.elements == [.string("82457")])
        #expect(answer.json["status"]?.string == "active")
        #expect(answer.json["password"]?["set"]?.bool == true)
        #expect(answer.json["password"]?["changed_at"]?.string == "2027-01-15T08:00:00.000Z")
        #expect(answer.json["failures"]?.int == 2)
        #expect(!answer.bodyText.contains("$argon2") && answer.json["password"]?["hash"]?.string == "argon2id")
        let number = answer.json["id"]?.int ?? 0
        #expect(stage.send("GET", "/api/sites/default/accounts/\(number)").json == answer.json)
        #expect(stage.send("GET", "/api/sites/default/accounts/xweb.recno:82457").json == answer.json)
    }

    @Test(arguments: ["recno:1", "0", "colour:red", "recno", "99999999999999999999"])
    func anUnknownAccountIs404(name: String) throws {
        #expect(try AdminStage().send("GET", "/api/sites/default/accounts/\(name)").code == "unknown_account")
        #expect(try AdminStage().send("GET", "/api/sites/nowhere/accounts/1").code == "unknown_site")
    }

    @Test func aPasswordIsCheckedByItsEffect() throws {
        let stage = try AdminStage()
        let check = { (password: String) in
            stage.send("POST", Self.account + "/check-password", #"{"password": "\#(password)"}"#).json["matches"]?.bool
        }
        #expect(check("123") == true)
        for _ in 1...20 { #expect(check("1234") == false) }
        #expect(
            stage.changePassword(from: "123", to: "Second-Pass-1").text(of: "WEBWebUserChangePasswordResult") == "true",
            "nothing was counted")
        #expect(check("Second-Pass-1") == true && check("123") == false)
        #expect(stage.entries().count == 1)
        #expect(stage.send("GET", Self.account).json["failures"]?.int == 0)
    }

    @Test func aPasswordOfTheOwnRuleSetExpires() throws {
        let stage = try AdminStage()
        let account = #"{"password": "First-Pass-1", "policy": "brief", "archer": {"user_id": 5, "user_name": "ann"}}"#
        let fixtures = #"{"policies": {"brief": {"password": {"lifetime_days": 90}}}, "accounts": [\#(account)]}"#
        #expect(stage.send("POST", "/api/sites", #"{"name": "one", "fixtures": \#(fixtures)}"#).status == 201)
        let check = { stage.send("POST", "/api/sites/one/accounts/user_id:5/check-password", #"{"password": "First-Pass-1"}"#).json }
        #expect(check()["expired"]?.bool == false)
        #expect(stage.send("POST", "/api/clock/advance", #"{"site": "one", "by": "91d"}"#).status == 200)
        #expect(check()["expired"]?.bool == true && check()["matches"]?.bool == true)
    }

    @Test func withoutTestControlsNoPasswordIsChecked() throws {
        let answer = try AdminStage(allowsTestControls: false).send("POST", Self.account + "/check-password", #"{"password": "123"}"#)
        #expect(answer.code == "test_controls_off")
    }
}
