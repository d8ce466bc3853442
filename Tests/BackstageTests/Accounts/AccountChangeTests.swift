import HTTP
import JSON
import TestSupport
import Testing

@Suite("Changes of accounts by the admin API")
struct AccountChangeTests {
    private static let member = "/api/sites/default/accounts/recno:82457"
    private static let user = "/api/sites/default/accounts/user_id:123"

    /// A world with a site `one`, whose only user has a rule set with three grace sign-ins and passwords that last 90 days.
    private static func stageWithRules() throws -> AdminStage {
        let stage = try AdminStage()
        let password = #"{"lifetime_days": 90, "grace_sign_ins": 3, "history_depth": 3}"#
        let rules = #"{"password": \#(password), "lockout": {"failures": 5, "minutes": 30}}"#
        let account = #"{"password": "First-Pass-1", "policy": "brief", "archer": {"user_id": 5, "user_name": "ann"}}"#
        let fixtures = #"{"policies": {"brief": \#(rules)}, "accounts": [\#(account)]}"#
        let answer = stage.send("POST", "/api/sites", #"{"name": "one", "fixtures": \#(fixtures)}"#)
        #expect(answer.status == 201, "\(answer.bodyText)")
        return stage
    }

    @Test func aLockCountsFromTheNextCallAndEndsSessions() throws {
        let stage = try AdminStage()
        #expect(stage.archerSignIn("sample.user", "Sample-Pass-1"))
        let locked = stage.send("PATCH", Self.user, #"{"status": "locked"}"#)
        #expect(locked.status == 200 && locked.json["status"]?.string == "locked")
        #expect(!stage.archerSignIn("sample.user", "Sample-Pass-1"))
        #expect(stage.send("PATCH", Self.user, #"{"status": "disabled"}"#).json["status"]?.string == "disabled")
        #expect(stage.send("PATCH", Self.user, #"{"status": "active"}"#).json["status"]?.string == "active")
        #expect(stage.archerSignIn("sample.user", "Sample-Pass-1"))
    }

    @Test func aPasswordIsSetWithoutItsRulesAndNeverShown() throws {
        let stage = try AdminStage()
        let answer = stage.send("PATCH", Self.user, #"{"password": "x", "must_change_password": false}"#)
        #expect(answer.status == 200 && answer.json["password"]?["hash"]?.string == "argon2id")
        #expect(!answer.bodyText.contains("$argon2") && !answer.bodyText.contains("\"x\""))
        #expect(stage.archerSignIn("sample.user", "x") && !stage.archerSignIn("sample.user", "Sample-Pass-1"))
        #expect(stage.send("PATCH", Self.user, #"{"password": ""}"#).place == "/password")
        #expect(stage.archerSignIn("sample.user", "x"), "a refusal changes nothing")
    }

    @Test func failuresAndLocksAreSetAndForgotten() throws {
        let stage = try Self.stageWithRules()
        let ann = "/api/sites/one/accounts/user_id:5"
        #expect(stage.send("PATCH", ann, #"{"failures": 4}"#).json["failures"]?.int == 4)
        #expect(!stage.archerSignIn("ann", "wrong", site: "one"))
        #expect(!stage.archerSignIn("ann", "First-Pass-1", site: "one"), "the fifth failure locked it")
        #expect(stage.send("GET", ann).json["locked_until"]?.string != nil)
        let freed = stage.send("PATCH", ann, #"{"locked_until": null, "failures": 0}"#)
        #expect(freed.json["locked_until"] == nil && freed.json["failures"]?.int == 0)
        #expect(stage.archerSignIn("ann", "First-Pass-1", site: "one"))
        let locked = stage.send("PATCH", ann, #"{"locked_until": "20m"}"#)
        #expect(locked.json["locked_until"]?.string == "2027-01-15T08:20:00.000Z")
        #expect(!stage.archerSignIn("ann", "First-Pass-1", site: "one"))
        #expect(stage.send("POST", "/api/clock/advance", #"{"site": "one", "by": "20m"}"#).status == 200)
        #expect(stage.archerSignIn("ann", "First-Pass-1", site: "one"))
    }

    @Test func aPasswordAgesWithoutMovingTime() throws {
        let stage = try Self.stageWithRules()
        let ann = "/api/sites/one/accounts/user_id:5"
        let aged = stage.send("PATCH", ann, #"{"password_changed_at": "-91d", "grace_sign_ins_left": 1}"#)
        #expect(aged.json["password"]?["changed_at"]?.string == "2026-10-16T08:00:00.000Z")
        #expect(aged.json["password"]?["expires_at"]?.string == "2027-01-14T08:00:00.000Z")
        #expect(aged.json["password"]?["grace_sign_ins_left"]?.int == 1)
        #expect(stage.archerSignIn("ann", "First-Pass-1", site: "one"), "the last grace sign-in")
        #expect(!stage.archerSignIn("ann", "First-Pass-1", site: "one"))
        #expect(stage.send("PATCH", ann, #"{"password_changed_at": "-89d"}"#).status == 200)
        #expect(stage.archerSignIn("ann", "First-Pass-1", site: "one"))
        #expect(stage.send("PATCH", ann, #"{"grace_sign_ins_left": 4}"#).place == "/grace_sign_ins_left")
        #expect(stage.send("PATCH", Self.member, #"{"grace_sign_ins_left": 1}"#).code == "no_policy")
    }

    @Test func theRuleSetAndTheProfileAreMerged() throws {
        let stage = try Self.stageWithRules()
        let ann = "/api/sites/one/accounts/user_id:5"
        #expect(stage.send("PATCH", ann, #"{"profile": {"team": "red", "desk": "4"}}"#).json["profile"]?["team"]?.string == "red")
        let changed = stage.send("PATCH", ann, #"{"profile": {"team": null}, "policy": null}"#).json
        #expect(changed["profile"]?["team"] == nil && changed["profile"]?["desk"]?.string == "4" && changed["policy"] == nil)
        #expect(stage.send("PATCH", ann, #"{"policy": "brief"}"#).json["policy"]?.string == "brief")
        #expect(stage.send("PATCH", ann, #"{"policy": "none"}"#).place == "/policy")
        #expect(stage.send("PATCH", ann, #"{"profile": {"archer.user_id": "6"}}"#).place == "/profile")
    }

    @Test(arguments: [
        (#"{"colour": 1}"#, "/colour"), (#"{"failures": -1}"#, "/failures"), (#"{"status": "gone"}"#, "/status"),
        (#"{"locked_until": "soon"}"#, "/locked_until"), (#"{"password_changed_at": "-99999999d"}"#, "/password_changed_at"),
    ])
    func whatCannotBeUsedIsRefused(body: String, place: String) throws {
        let answer = try AdminStage().send("PATCH", Self.member, body)
        #expect(answer.status == 422 && answer.place == place)
    }

    @Test func accountsAreCreatedAndDeleted() throws {
        let stage = try AdminStage()
        let one = #"{"password": "New-Pass-1", "archer": {"user_id": 900, "user_name": "new.one"}}"#
        let answer = stage.send("POST", "/api/sites/default/accounts", one)
        #expect(answer.status == 201 && !answer.bodyText.contains("New-Pass-1"), "\(answer.bodyText)")
        #expect(stage.archerSignIn("new.one", "New-Pass-1"))
        #expect(stage.send("POST", "/api/sites/default/accounts", one).code == "identity_taken")
        let address = answer.fields.first("Location") ?? ""
        #expect(stage.send("GET", address).json["identities"]?["archer.user_id"]?.elements == [.string("900")])
        #expect(stage.send("DELETE", address).status == 204)
        #expect(!stage.archerSignIn("new.one", "New-Pass-1"))
        #expect(stage.send("DELETE", address).code == "unknown_account")
    }

    @Test func severalAccountsAreCreatedTogetherOrNot() throws {
        let stage = try AdminStage()
        let account = { (id: Int, more: String) in #"{"archer": {"user_id": \#(id), "user_name": "user\#(id)"}\#(more)}"# }
        let create = { (accounts: [String]) in
            stage.send("POST", "/api/sites/default/accounts", #"{"accounts": [\#(accounts.joined(separator: ", "))]}"#)
        }
        #expect(create([account(901, ""), account(902, "")]).json["accounts"]?.elements?.count == 2)
        #expect(create([account(903, ""), account(901, "")]).code == "identity_taken")
        #expect(create([account(904, ""), account(904, "")]).code == "unusable_value")
        #expect(create([account(905, ""), account(906, #", "policy": "none""#)]).place == "/accounts/1/policy")
        #expect(create([account(907, #", "colour": 1"#)]).place == "/accounts/0/colour")
        for id in 903...907 { #expect(stage.send("GET", "/api/sites/default/accounts/user_id:\(id)").status == 404) }
    }

    @Test func accountsMayBeChangedWithoutTestControls() throws {
        let stage = try AdminStage(allowsTestControls: false)
        #expect(stage.send("PATCH", Self.user, #"{"status": "locked"}"#).status == 200)
        #expect(stage.send("DELETE", Self.user).status == 204)
    }
}
