import HTTP
import Luminate
import Operations
import StageSupport
import TestSupport
import Testing

@testable import Emulator

@Suite("The pages about Luminate's methods")
struct MethodPageTests {
    private static let address = "/organization/site/Methods"
    private let emulator: Emulator

    init() throws { emulator = try Stage.demo().emulator(EmulatorSettings().inDemoWorld()) }

    private func page(_ query: String?, of emulator: Emulator? = nil, host: String = "secure2.example.org", method: String = "GET")
        -> HTTPResponse
    {
        var request = HTTPRequest(method: method, path: Self.address, query: query)
        request.fields.append("Host", HTTPFieldValue(replacingControlsIn: host))
        return (emulator ?? self.emulator).answer(request).response
    }

    @Test("list every method of the table, the parameters of every call and every code")
    func list() {
        let text = page(nil).bodyText
        for method in luminateMethods { #expect(text.contains("<a href=\"?method=\(method.name)\">"), "\(method.name)") }
        for parameter in luminateCommonParameters { #expect(text.contains("<code>\(parameter.name)</code>"), "\(parameter.name)") }
        for code in LuminateErrorCode.allCases { #expect(text.contains("id=\"error-\(code.rawValue)\""), "\(code)") }
        #expect(!text.contains("?disco"), "there is no contract")
    }

    @Test("show of each method its parameters, its answer, a form and a command for each servlet", arguments: luminateMethods.map(\.name))
    func methods(_ name: String) throws {
        let method = try #require(luminateMethods.first { $0.name == name })
        let response = page("method=\(name)")
        let text = response.bodyText
        #expect(response.status == 200)
        for parameter in method.parameters { #expect(text.contains("<code>\(parameter.name)</code>"), "\(parameter.name)") }
        for servlet in Luminate.Servlet.allCases {
            let isThere = method.isEmulated && method.servlets.contains(servlet)
            #expect(text.contains("action=\"\(servlet.rawValue)\"") == isThere)
            #expect(text.contains("curl -s &#39;http://secure2.example.org/organization/site/\(servlet.rawValue)&#39;") == isThere)
        }
        #expect(text.contains("<a href=\"?#error-1\">") == !method.isEmulated)
        if let result = method.result { #expect(text.contains("<code>\(result.name)</code>")) }
    }

    @Test("have a field for each column of the site, and fold up many optional parameters")
    func fields() {
        let text = page("method=authenticateUser").bodyText
        for column in LuminateSettings().authenticationColumns { #expect(text.contains("id=\"CRConsAPI-\(column)\" name=\"\(column)\"")) }
        #expect(!text.contains("name=\"(") && !text.contains("<details>"))
        #expect(page("method=create").bodyText.contains("optional parameters</summary>"))
    }

    @Test("are reached from the root and lead back to it")
    func links() {
        let root = emulator.response("GET", "/").bodyText
        #expect(root.contains("<a href=\"/site/Methods\">"))
        #expect(page(nil).bodyText.contains("<a class=\"brand\" href=\"/\">"))
        #expect(page("method=login").bodyText.contains("<a href=\"?\">Luminate Online</a>"))
        #expect(page("help.css").fields.first("Content-Type")?.hasPrefix("text/css") == true)
        #expect(page("help.js").fields.first("Content-Type")?.hasPrefix("text/javascript") == true)
    }

    @Test("do not show a key of one's own, and hide what is typed where it is secret")
    func secrets() throws {
        #expect(page("method=login").bodyText.contains("name=\"api_key\" type=\"text\" value=\"open\""))
        var settings = LuminateSettings()
        settings.apiKey = "own-key"
        var all = EmulatorSettings()
        all.set(settings)
        let text = page("method=login", of: try Stage().emulator(all)).bodyText
        #expect(!text.contains("own-key"))
        #expect(text.contains("name=\"password\" type=\"password\""))
    }

    @Test("answer an unknown name, another HTTP method and markup in a header as they should")
    func strangers() {
        let unknown = page("method=nix%3Cb%3E")
        #expect(unknown.status == 404)
        #expect(!unknown.bodyText.contains("<b>") && !unknown.bodyText.contains("nix"))
        #expect(page("method=LOGIN").status == 404, "letter case counts")
        let posted = page(nil, method: "POST")
        #expect(posted.status == 405)
        #expect(posted.fields.first("Allow") == "GET, HEAD")
        let text = page("method=login", host: "a.example\"><script>").bodyText
        #expect(!text.contains("\"><script>"))
        #expect(page(nil).fields.first("Content-Security-Policy")?.contains("form-action 'self'") == true)
    }
}
