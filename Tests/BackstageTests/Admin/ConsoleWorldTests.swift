import Backstage
import HTTP
import JSON
import TestSupport
import Testing

@testable import Console

@Suite("Console: faults, accounts, sessions, callers")
struct ConsoleWorldTests {
    @Test func aRuleIsTriedWithoutAScript() throws {
        let world = try ConsoleStage()
        for _ in 0..<3 { world.stage.xweb("TestConnection") }
        let rule = #"{"name": "r", "do": {"drop": {}}, "when": {"operation": "TestConnection"}, "times": 1}"#
        let page = PageParts.decoded(world.send([("object", rule)], to: "/faults").text)
        #expect(page.contains("<strong>3</strong> of the last 3 calls, and applied to 1 of them."))
        #expect(page.contains("#3</a>") && page.contains(#""operation": "TestConnection""#))
        #expect(world.stage.send("GET", "/api/faults").json["faults"]?.elements?.isEmpty == true)
        #expect(world.send([("object", "{")], to: "/faults").text.contains("not a JSON object yet"))
        #expect(world.send([("object", #"{"do": {"drup": {}}}"#)], to: "/faults").text.contains("drup"))
    }

    @Test(arguments: ["default", "other"]) func rulesAreSwitchedAndChanged(site: String) throws {
        let world = try ConsoleStage()
        if site != "default" { world.stage.send("POST", "/api/sites", #"{"name": "\#(site)"}"#) }
        let own = site == "default" ? "" : "?site=\(site)"
        world.stage.send("POST", "/api/faults", #"{"name": "a b", "site": "\#(site)", "do": {"delay": "1ms"}, "times": 4}"#)
        let page = world.page("/faults\(own)")
        #expect(page.contains("waits 1ms before it runs, 4 times at most") && page.contains("active, 4 left"))
        let off = try #require(PageParts.forms(of: page).first { $0.contains { $0 == ("method", "PATCH") } })
        #expect(world.follow(off).contains("The rule is off."))
        #expect(world.stage.send("GET", "/api/faults/a%20b\(own)").json["state"]?.string == "disabled")
        let edit = try #require(PageParts.links(of: page).first { $0.contains("edit=") })
        let form = world.page(edit.replacing("#write", with: ""))
        #expect(form.contains("Change the rule a b") && PageParts.decoded(form).contains(#""delay": "1ms""#))
        let put = try #require(PageParts.forms(of: form).first { $0[0] == ("method", "PUT") && $0[1].1.hasPrefix("/api/faults/") })
        let siteMember = site == "default" ? "" : #""site": "other", "#
        #expect(world.follow(put + [("object", "{\(siteMember)\"do\": {\"drop\": {}}}")]).contains("The rule is changed."))
        #expect(world.stage.send("GET", "/api/faults/a%20b\(own)").json["do"]?["drop"] != nil)
    }

    @Test(arguments: [
        (#"{"do": "end_session"}"#, "every call", "ends the session before the call"),
        (
            #"{"when": {"system": ["xweb", "!archer"], "call": {"from": 2, "count": 1}}, "do": {"lose_answer": {"by": "reset"}}, "times": 1}"#,
            "system xweb, system not archer: the 2nd call", "runs, then resets the connection without an answer, once"
        ),
        (
            #"{"when": {"call": {"from": 11}}, "do": {"http_status": {"status": 429}}, "probability": 0.5}"#, "from the 11th call on",
            "answers status 429, with probability 0.5"
        ),
    ])
    func rulesAreShownInWords(rule: String, when: String, effect: String) throws {
        let rule = try JSON.parse(Array(rule.utf8))
        #expect(FaultWords.condition(rule["when"]) == when)
        #expect(FaultWords.effect(rule) == effect)
    }

    @Test func everyAccountCanBeCopiedAsAFixture() throws {
        let world = try ConsoleStage()
        world.stage.send("POST", "/api/sites", #"{"name": "empty", "from": "empty"}"#)
        let accounts = world.stage.send("GET", "/api/sites/default/accounts?limit=1000").json["accounts"]?.elements ?? []
        #expect(accounts.count > 5)
        for account in accounts {
            let copy = AccountFixture(account).json
            let answer = world.stage.send("POST", "/api/sites/empty/accounts", String(decoding: copy.bytes, as: UTF8.self))
            #expect(answer.status == 201, "\(copy): \(answer.text)")
            let made = answer.json["accounts"]?.elements?.first
            for scheme in ["xweb.recno", "xweb.web_login", "archer.user_name", "luminate.user_name", "luminate.cons_id"] {
                guard let name = account["identities"]?[scheme] else { continue }
                #expect(made?["identities"]?[scheme] == name, "\(scheme)")
            }
        }
        #expect(world.page("/accounts/2").contains(AccountFixture.placeholder))
    }

    @Test func sessionsShowWhoOpenedThemAndWhyTheyEnded() throws {
        let world = try ConsoleStage()
        _ = world.stage.archerSignIn("sysadmin", "Sysadmin-1")
        #expect(world.page("/sessions").contains("call #1</a>"))
        let end = try #require(PageParts.forms(of: world.page("/sessions")).first { $0.contains { $0.1.contains("/sessions/") } })
        #expect(world.follow(end).contains("Ended within the last day"))
    }

    @Test func accountsAreListedWithTheSchemesOfTheirNames() throws {
        let page = try ConsoleStage().page("/accounts?q=82457")
        #expect(page.contains("<li><span class=\"soft\">xweb.recno</span> 82457</li>"))
        #expect(page.contains("<li><span class=\"soft\">xweb.web_login</span> member@example.org</li>"))
        #expect(!page.contains("xweb.email"), "a name is there once")
    }

    @Test func theNavigationCounts() throws {
        let world = try ConsoleStage()
        world.stage.xweb("TestConnection")
        _ = world.stage.archerSignIn("sysadmin", "Sysadmin-1")
        let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        let mail = "method=login&v=1.0&api_key=open&send_user_name=true&email=donor@example.org"
        _ = world.stage.systems.response("POST", "/site/CRConsAPI", form, body: mail)
        let site = world.stage.send("GET", "/api/sites/default").json
        let accounts = world.stage.send("GET", "/api/sites/default/accounts?limit=1000").json["accounts"]?.elements?.count
        let sessions = world.stage.send("GET", "/api/sites/default/sessions").json["sessions"]?.elements?.count
        let mails = world.stage.send("GET", "/api/sites/default/outbox").json["mails"]?.elements?.count
        #expect(site["accounts"]?.int == accounts && site["sessions"]?.int == sessions && site["mails"]?.int == mails)
        #expect(site["callers"]?.int == world.stage.send("GET", "/api/callers").json["callers"]?.elements?.count)
        let page = world.page("/settings")
        let counts = page.matches(of: /<a href="\/(\w+)"[^>]*>\w+<span class="count"> (\d+)</).map { "\($0.1) \($0.2)" }
        let wanted = ["requests 3", "accounts", "sessions", "faults 0", "callers", "outbox", "sites 1"]
        #expect(counts.count == wanted.count && zip(counts, wanted).allSatisfy { $0.hasPrefix($1) }, "\(counts)")
        #expect(counts.contains("outbox \(mails ?? -1)") && counts.contains("accounts \(accounts ?? -1)"))
    }

    @Test func callersAreSavedAsFiles() throws {
        let world = try ConsoleStage()
        world.stage.xweb("TestConnection")
        let csv = world.get("/callers/export?as=csv"), json = world.get("/callers/export?as=json")
        #expect(csv.fields.first("Content-Type") == "text/csv; charset=utf-8" && csv.text.contains("TestConnection"))
        #expect(csv.fields.first("Content-Disposition") == "attachment; filename=\"callers.csv\"")
        #expect(try JSON.parse(json.body)["callers"]?.elements?.count == 1)
        #expect(world.get("/callers/export?site=none").status == 404)
    }

    @Test func callsAreDeletedByTheFilter() throws {
        let world = try ConsoleStage()
        world.stage.xweb("TestConnection")
        world.stage.xweb("GetVersion")
        let form = try #require(
            PageParts.forms(of: world.page("/requests?q=op:GetVersion")).first { $0.contains { $0.1.hasPrefix("/api/requests?") } })
        #expect(world.follow(form).contains("The calls are deleted."))
        #expect(world.stage.send("GET", "/api/requests").json["requests"]?.elements?.map { $0["operation"]?.string } == ["TestConnection"])
    }

    @Test func theScriptAndThePagesAreSmall() throws {
        let world = try ConsoleStage()
        for _ in 0..<100 { world.stage.changePassword(from: "wrong", to: "new-Pass-1") }
        let script = world.get("/console.js").text
        #expect(script.split(separator: "\n", omittingEmptySubsequences: false).count <= 900)
        let fixed = script.utf8.count + world.get("/console.css").body.count
        for target in ["/requests", "/requests/100?tab=messages", "/accounts", "/faults", "/settings"] {
            #expect(fixed + world.get(target).body.count <= 150 << 10, "\(target)")
        }
    }
}
