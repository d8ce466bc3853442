import ASMX
import HTTP
import Operations
import StageSupport
import TestSupport
import Testing
@testable import XWeb

@Suite("xWEB's help page")
struct HelpSampleTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
    }

    private func page(_ operation: String, path: String = Stage.path) -> String {
        let request = HTTPRequest(method: "GET", path: path, query: "op=\(operation)")
        return stage.send(request).bodyText
    }

    @Test("shows the JSON twin's address beside the page's own, with prefix and letter case as the page was asked for")
    func addresses() {
        #expect(page("TestConnection").contains("GET /xweb/JSON/TestConnection HTTP/1.1"))
        #expect(page("TestConnection", path: "/acme/xWeb/Secure/netforumxml.asmx").contains("GET /acme/xWeb/JSON/TestConnection HTTP/1.1"))
    }

    @Test("shows the token in Authorization for every operation but Authenticate, which has it in its answer")
    func token() {
        let blank = "<span class=\"blank\" data-field=\"AuthorizationToken/Token\" data-spelling=\"plain\">string</span>"
        #expect(page("WEBWebUserLogin").contains("Authorization: Bearer \(blank)"))
        let authenticate = page("Authenticate")
        #expect(!authenticate.contains("Authorization: Bearer"))
        #expect(authenticate.contains("{\n  &quot;Token&quot;: &quot;<span class=\"blank\">string</span>&quot;\n}"))
        #expect(authenticate.contains("WWW-Authenticate: Bearer token = <span class=\"blank\">string</span>"))
    }

    @Test("shows parameters and results in JSON's shape")
    func shape() {
        let login = page("WEBWebUserLogin")
        let blank = "<span class=\"blank\" data-field=\"LoginOrEmail\" data-spelling=\"json\">string</span>"
        #expect(login.contains("{\n  &quot;WEBWebUserLogin&quot;: {\n    &quot;LoginOrEmail&quot;: &quot;\(blank)&quot;,"))
        #expect(
            login.contains("{\n  &quot;WebUserType&quot;: {\n    &quot;CurrentKey&quot;: &quot;<span class=\"blank\">string</span>&quot;,"))
        #expect(page("WEBWebUserChangePassword").contains("\n\n<span class=\"blank\">true</span>\n"))
    }

    @Test("lists the operations under the headings of the table")
    func sections() {
        let list = stage.send(HTTPRequest(method: "GET", path: Stage.path)).bodyText
        for section in xwebService(.y2015).sections { #expect(list.contains(">\(section.title)</h2>")) }
        #expect(xwebService(.y2015).sections.flatMap(\.operations).map(\.name) == xwebService(.y2015).operations.map(\.name))
    }
}
