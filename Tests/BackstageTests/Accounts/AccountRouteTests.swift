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

    @Test(
        "What is wrong with the name of an account is told",
        arguments: [
            ("recnoo:9001", #"there is no name "recnoo"; did you mean "recno"?"#), ("recno:9999999", "there is no such account"),
            ("RECNO:9999999", "there is no such account"), ("9999999", "there is no such account"),
            ("colour:red", #"there is no name "colour"; there are recno, web_login, "#),
            ("bob", "NAME:VALUE with recno, web_login, email, program_user, customer_key, user_id, archer.user_name, cons_id"),
        ])
    func flawOfName(name: String, words: String) throws {
        let answer = try AdminStage().send("GET", "/api/sites/default/accounts/\(name)")
        #expect(answer.code == "unknown_account")
        let message = answer.json["error"]?["message"]?.string ?? ""
        #expect(message == words || words.count > 40 && message.contains(words), "\(message)")
    }

    @Test(
        "The name in front of the colon may be in any letter case, and in either form",
        arguments: ["recno", "RecNo", "xweb.recno", "XWEB.RECNO"])
    func formOfName(name: String) throws {
        #expect(try AdminStage().send("GET", "/api/sites/default/accounts/\(name):82457").status == 200)
    }

    @Test(
        "A mistyped member of a new account is told before what is then missing",
        arguments: [
            (#"{"xweb": {"recnum": "9009"}}"#, "/xweb/recnum", #"unknown member; did you mean "recno"?"#),
            (#"{"archr": {"user_name": "ann"}}"#, "/archr", #"unknown member; did you mean "archer"?"#),
            (#"{"xweb": {}}"#, "/xweb", "user_name, recno or login is needed"),
        ])
    func mistypedMember(body: String, place: String, words: String) throws {
        let answer = try AdminStage().send("POST", "/api/sites/default/accounts", body)
        #expect(answer.place == place)
        #expect(answer.json["error"]?["message"]?.string == words)
    }
}
