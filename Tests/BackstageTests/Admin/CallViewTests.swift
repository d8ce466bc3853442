import ASMX
import HTTP
import JSON
import TestSupport
import Testing

@testable import Console

@Suite("Console: one call")
struct CallViewTests {
    @Test func comparesWithTheLastGoodCallOfTheOperation() throws {
        let world = try ConsoleStage()
        world.stage.changePassword(from: "123", to: "new-Pass-1")
        world.stage.xweb("TestConnection")
        world.stage.changePassword(from: "wrong", to: "new-Pass-2")
        let page = world.page("/requests/3?tab=compare")
        #expect(page.contains("href=\"/requests/1\"") && page.contains("<ins>") && page.contains("<del>"))
        #expect(world.page("/requests/1?tab=compare").contains("No good call of this operation came before"))
        #expect(world.page("/requests/3?tab=compare&with=2").contains("href=\"/requests/2\""))
    }

    @Test func noSecretIsOnAnyPageOfACall() throws {
        let world = try ConsoleStage()
        world.stage.changePassword(from: "123-old-secret", to: "new-Pass-1")
        for tab in ["why", "messages", "compare", "copy"] {
            let page = world.page("/requests/1?tab=\(tab)")
            #expect(!page.contains("123-old-secret") && !page.contains("new-Pass-1") && !page.contains(AdminStage.xwebToken))
        }
    }

    @Test func copiesUseVariablesForSecrets() throws {
        let world = try ConsoleStage()
        world.stage.changePassword(from: "123", to: "new-Pass-1")
        let page = PageParts.decoded(world.page("/requests/1?tab=copy"))
        #expect(page.contains(#"'"$OLD_PASSWORD"'"#) && page.contains(#"'"$NEW_PASSWORD"'"#))
        #expect(page.contains("oldPassword=os.environ[\"OLD_PASSWORD\"]") && page.contains("'oldPassword' => getenv('OLD_PASSWORD')"))
        #expect(page.contains("understudy expect") && page.contains("--operation 'xweb.WEBWebUserChangePassword'"))
        #expect(page.contains("new SoapHeader('http://www.avectra.com/2005/', 'AuthorizationToken'"))
    }

    @Test(arguments: ["\u{E000}(touch x)\u{E001}", "'\u{301}$(touch x)'\u{301}", "'$(touch x)'", "\u{600}'$(touch x)"])
    func whatClientsSendStaysInsideOfQuotes(text: String) throws {
        let request = "POST /x HTTP/1.1\nHost: a\n\n<x>\(text)</x>"
        let command = MaskedSecrets.shell(CurlCommand(MaskedSecrets.marked(request), scheme: "http").text)
        let entry = JSON.object([.init("account", .object([.init("name", .string(text))]))])
        for line in [command, CallAssertion(entry: entry, site: "default").shell] {
            // Every $ stands between single quotes, as a shell counts them: by bytes.
            var isQuoted = false
            var before: UInt8 = 0
            for byte in line.utf8 {
                if byte == UInt8(ascii: "'"), before != UInt8(ascii: "\\") || isQuoted { isQuoted.toggle() }
                #expect(byte != UInt8(ascii: "$") || isQuoted, "\(line)")
                before = byte
            }
        }
    }

    @Test func theAssertionHolds() throws {
        let world = try ConsoleStage()
        world.stage.changePassword(from: "wrong", to: "new-Pass-1")
        let entry = world.stage.send("GET", "/api/requests/1").json
        #expect(world.stage.send("POST", "/api/requests/verify", CallAssertion(entry: entry, site: "default").json).status == 200)
    }

    @Test func differencesKeepTheOrderOfLines() {
        let lines = LineDifference("a\nb\nc", "a\nx\nc\nd").lines
        #expect(lines == [.both("a"), .onlyFirst("b"), .onlySecond("x"), .both("c"), .onlySecond("d")])
        let long = String(repeating: "line\n", count: LineDifference.limit)
        #expect(LineDifference(long, "a").lines == nil)
    }

    @Test(arguments: [
        ("<n:oldPassword>•••</n:oldPassword>", "OLD_PASSWORD"), ("userName=a&password=•••", "PASSWORD"),
        ("{\"new_password\": \"•••\"}", "NEW_PASSWORD"), ("Authorization: •••", "AUTHORIZATION"), ("•••", "SECRET"),
    ])
    func variablesAreNamedAsWhatTheyStandFor(text: String, name: String) {
        #expect(MaskedSecrets.shell(MaskedSecrets.marked("'\(text)'")).contains("'\"$\(name)\"'"))
    }

    @Test func bodiesAreIndentedAndTextKeepsItsBlanks() {
        let entry = JSON.object([
            .init("request", .object([.init("body", .string("<a>\n  <b> x y </b>\n\n<c/></a>"))]))
        ])
        #expect(MessageText(request: entry).pretty == "<a>\n  <b> x y </b>\n  <c/>\n</a>")
    }
}

@Suite("Console: why a call was answered as it was")
struct CallStepTests {
    @Test func stepsPassUpToTheOneThatFails() throws {
        let world = try ConsoleStage()
        world.stage.changePassword(from: "wrong", to: "new-Pass-1")
        let page = world.page("/requests/1")
        let results = page.matches(of: /<span class="name">(\w+)<span class="unseen"> ([\w ]+)</).map { "\($0.1) \($0.2)" }
        #expect(
            results == [
                "route passed", "action passed", "token passed", "caller passed", "arguments passed", "policy failed",
                "store not looked at",
            ])
        world.stage.xweb("TestConnection", token: "none")
        world.stage.xweb("NoSuchOperation")
        #expect(world.page("/requests/3").contains("action<span class=\"unseen\"> failed"))
    }

    @Test func theFaultThatTheClientSawIsShown() throws {
        let world = try ConsoleStage()
        world.stage.xweb("GetQuery", token: "00000000-0000-0000-0000-000000000000")
        #expect(world.page("/requests/1").contains("The client saw"))
        let entry = JSON.object([
            .init("outcome", .string("refused")),
            .init("response", .object([.init("body", .string("<e><soap:Text xml:lang=\"en\">a &lt; b &amp;lt;</soap:Text></e>"))])),
        ])
        #expect(ClientView.text(of: entry) == "a < b &lt;")
    }

    @Test func equalLinesAreLeftOutOfADifference() {
        let first = (1...20).map(String.init).joined(separator: "\n"), second = first.replacing("10\n", with: "x\n")
        let lines = LineDifference(first, second).lines ?? []
        #expect(LineDifference.shortened(lines).first == .left(6) && LineDifference.shortened(lines).last == .left(7))
        #expect(LineDifference.shortened(lines).contains(.onlySecond("x")))
    }

    @Test func aCallBecomesAFaultRule() throws {
        let world = try ConsoleStage()
        world.stage.changePassword(from: "wrong", to: "new-Pass-1")
        let link = try #require(PageParts.links(of: world.page("/requests/1?tab=copy")).first { $0.hasPrefix("/faults?rule=") })
        #expect(world.page(link.replacing("#write", with: "")).contains("<strong>1</strong> of the last 1 calls"))
        let rule = CallRule(entry: world.stage.send("GET", "/api/requests/1").json, site: "default").text
        #expect(world.stage.send("POST", "/api/faults", rule).status == 201)
    }

    @Test func theHeaderOfAnEnvelopeIsFolded() throws {
        let world = try ConsoleStage()
        world.stage.xweb("TestConnection")
        let page = world.page("/requests/1?tab=messages")
        #expect(page.contains("<summary>SOAP header</summary>") && page.contains("Envelope without the header"))
    }
}
