import Backstage
import HTTP
import JSON
import TestSupport
import Testing

@testable import Console

@Suite("Console: pages, links, forms")
struct ConsoleTests {
    @Test(arguments: ConsoleStage.pages) func everyPageIsWholeAndClosedToOthers(target: String) throws {
        let world = try ConsoleStage()
        world.stage.changePassword(from: "wrong", to: "new-Pass-1")
        let response = world.get(target)
        #expect(response.status == 200)
        #expect(response.text.contains("<title>") && response.text.hasSuffix("</html>\n"))
        let policy = response.fields.first("Content-Security-Policy") ?? ""
        #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
        #expect(!policy.contains("unsafe") && response.fields.first("Cache-Control") == "no-store")
    }

    @Test func callersAreShownWithTheirAddressesAndNotices() throws {
        let world = try ConsoleStage()
        var request = world.stage.xwebRequest("GetVersion")
        request.fields.set("SOAPAction", HTTPFieldValue(replacingControlsIn: "http://www.avectra.com/2005/GetVersion"))
        for _ in 1...3 { _ = world.stage.systems.response(to: request) }
        let page = world.page("/callers")
        #expect(page.contains("127.0.0.1") && !page.contains("(others)") && page.contains(">action_unquoted</a>: 3"))
    }

    @Test func everyLinkLeadsToAPage() throws {
        let world = try ConsoleStage()
        world.stage.changePassword(from: "wrong", to: "new-Pass-1")
        world.stage.changePassword(from: "123", to: "new-Pass-1")
        var seen: Set<String> = []
        var waiting = ConsoleStage.pages
        while let target = waiting.popLast(), seen.count < 400 {
            guard seen.insert(target).inserted else { continue }
            let response = world.get(target)
            #expect(response.status < 400, "\(target)")
            waiting += PageParts.links(of: response.text).filter { !$0.contains(".asmx") && !seen.contains($0) }
        }
        #expect(seen.count > ConsoleStage.pages.count)
    }

    @Test func everyFormCallsAnAddressOfTheAPI() throws {
        var targets: Set<String> = []
        for target in ConsoleStage.pages {
            let world = try ConsoleStage()
            world.stage.changePassword(from: "wrong", to: "new-Pass-1")
            world.stage.send("POST", "/api/faults", #"{"name": "a rule", "do": {"delay": "1ms"}}"#)
            world.stage.send("PUT", "/api/snapshots/before")
            world.stage.send("POST", "/api/sites", #"{"name": "another"}"#)
            for form in PageParts.forms(of: world.page(target)) {
                let response = world.send(form + [("path:name", "x")])
                #expect(![400, 405, 415].contains(response.status), "\(target): \(form)")
                // An earlier form may have ended what this one is about. An address that the API does not have is another thing.
                #expect(response.status != 404 || !response.text.contains("there is no such address"), "\(target): \(form)")
                targets.insert(form.first { $0.0 == "target" }?.1 ?? "")
            }
        }
        #expect(targets.count > 12)
    }

    @Test func showsTheSettingsOfTheSiteAndChangesThem() throws {
        let world = try ConsoleStage()
        #expect(world.page("/settings").contains("the vendors&#39; defaults of every system"))
        let form = try #require(PageParts.forms(of: world.page("/settings")).first { $0.contains { $0 == ("method", "PATCH") } })
        let settings = #"{"settings": {"archer": {"instance": "Own"}, "luminate": {"secret_key": "hush-hush"}}}"#
        let page = world.follow(form + [("object", settings)])
        #expect(page.contains("The settings are changed.") && page.contains("archer.instance") && page.contains("Own"))
        #expect(page.contains("luminate.secret_key") && !page.contains("hush"))
        #expect(world.send(form + [("object", #"{"settings": {"archer": {"instanc": "x"}}}"#)]).status == 422)
        let closed = try ConsoleStage(allowsTestControls: false)
        #expect(!PageParts.forms(of: closed.page("/settings")).contains { $0.contains { $0 == ("method", "PATCH") } })
    }

    @Test func showsTheResultOfACall() throws {
        let world = try ConsoleStage()
        world.stage.changePassword(from: "wrong", to: "new-Pass-1")
        #expect(world.page("/requests/1").contains("Status 200, with <code>false</code>"))
    }

    @Test func showsTheNewestCallFirstAndOlderOnesBehindALink() throws {
        let world = try ConsoleStage()
        for _ in 0..<101 { world.stage.xweb("TestConnection") }
        let first = world.page("/requests")
        #expect(first.firstRange(of: "data-id=\"101\"") != nil && first.firstRange(of: "data-id=\"1\"") == nil)
        let older = PageParts.links(of: first).first { $0.contains("before=") }
        #expect(world.page(older ?? "").contains("data-id=\"1\""))
    }

    @Test func showsWhyAFilterCannotBeRead() throws {
        let page = try ConsoleStage().page("/requests?q=colour:blue")
        #expect(page.contains("class=\"flaw\"") && page.contains("is not known"))
    }

    @Test func exportsTheCallsThatMeetTheFilter() throws {
        let world = try ConsoleStage()
        world.stage.xweb("TestConnection")
        world.stage.xweb("WEBWebUserLogin", [("LoginOrEmail", "member@example.org"), ("password", "a-wrong-one")])
        let link = try #require(PageParts.links(of: world.page("/requests?q=op:WEBWebUserLogin")).first { $0.hasPrefix("/export") })
        let answer = world.get(link)
        #expect(answer.status == 200 && answer.fields.first("Content-Disposition") == "attachment; filename=\"pairs.json\"")
        let pairs = try JSON.parse(answer.body, limits: .ownFile)["pairs"]?.elements ?? []
        #expect(pairs.count == 1 && pairs.first?["name"]?.string?.hasSuffix("xweb-WEBWebUserLogin") == true)
        #expect(!answer.text.contains("a-wrong-one"))
        let all = try JSON.parse(world.get("/export").body, limits: .ownFile)["pairs"]?.elements ?? []
        #expect(all.count >= 2)
        #expect(world.get("/export?q=colour:blue").status == 422)
    }

    @Test func whatCallersSendStaysText() throws {
        let world = try ConsoleStage()
        let hostile = "<script>alert(1)</script>\"'&"
        world.stage.xweb("WEBWebUserLogin", [("LoginOrEmail", "&lt;script>alert(1)&lt;/script>"), ("password", "x")])
        world.stage.send("POST", "/api/marks", #"{"text": "<img src=x onerror=alert(1)>"}"#)
        world.stage.send("POST", "/api/faults", #"{"name": "<script>alert(1)</script>", "do": {"delay": "1ms"}}"#)
        let query = PercentEncoding.encode(hostile)
        for target in ConsoleStage.pages + [
            "/requests?q=\(query)", "/accounts?q=\(query)", "/requests/2?tab=\(query)&with=\(query)", "/accounts/\(query)",
        ] {
            let page = world.page(target)
            #expect(!page.contains("<script>") && !page.contains("<img"), "\(target)")
        }
    }

    @Test func aFormMovesTheClockAndSaysWhatHappened() throws {
        let world = try ConsoleStage()
        _ = world.stage.archerSignIn("sysadmin", "Sysadmin-1")
        let form = [("method", "POST"), ("target", "/api/clock/advance"), ("back", "/sessions"), ("text:by", "1d")]
        let page = world.follow(form)
        #expect(page.contains("It is now 2027-01-16") && page.contains("session ended"))
        #expect(!world.page("/sessions").contains("It is now 2027-01-16T08"))
    }

    @Test func aRefusalIsAPageWithTheReason() throws {
        let world = try ConsoleStage()
        let response = world.send([("method", "POST"), ("target", "/api/clock/advance"), ("text:by", "soon"), ("back", "/sites")])
        #expect(response.status == 422 && response.text.contains("href=\"/sites\""))
        #expect(world.send([("method", "POST"), ("target", "http://example.org/")]).status == 400)
    }

    @Test(arguments: [
        "//example.org/", "/\t/example.org/", "/\n/example.org", "https://example.org/", "/\\example.org", "javascript:alert(1)", "",
    ])
    func formsLeadToThisListenerOnly(back: String) throws {
        let world = try ConsoleStage()
        let response = world.send([("method", "POST"), ("target", "/api/marks"), ("text:text", "x"), ("back", back)])
        #expect(response.fields.first("Location")?.hasPrefix("/?notice=") == true)
    }

    @Test func withoutTestControlsThePagesHaveNoSuchButtons() throws {
        let world = try ConsoleStage(allowsTestControls: false)
        for target in ["/faults", "/sites"] {
            #expect(world.page(target).contains("Test controls are off"))
            #expect(
                !PageParts.forms(of: world.page(target)).contains {
                    $0.contains { $0.1.hasPrefix("/api/reset") || $0.1.hasPrefix("/api/faults") }
                })
        }
    }

    @Test func otherAddressesAreTheAPIs() throws {
        let world = try ConsoleStage()
        #expect(world.get("/api/version").fields.first("Content-Type") == "application/json")
        #expect(world.console.response("POST", "/accounts").fields.first("Allow") == "GET, HEAD")
        #expect(world.get("/console.css").fields.first("Content-Type")?.hasPrefix("text/css") == true)
    }
}
