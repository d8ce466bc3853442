import HTTP
import Luminate
import StageSupport
import TestSupport
import Testing

@testable import Emulator

@Suite("The page at the root of an application")
struct HomePageTests {
    private func page(of settings: EmulatorSettings, _ path: String = "/") throws -> HTTPResponse {
        let emulator = try Stage().emulator(settings)
        return emulator.answer(HTTPRequest(method: "GET", path: path)).response
    }

    @Test("lists the addresses of all systems, under any prefix", arguments: ["/", "/archer", "/RSAarcher/", "/archer/Default.aspx"])
    func addresses(path: String) throws {
        let page = try page(of: EmulatorSettings(), path)
        #expect(page.status == 200)
        #expect(page.fields.first("Content-Type") == "text/html; charset=utf-8")
        for address in Addresses.documentation.filter({ !$0.hasSuffix("z") }) {
            #expect(page.bodyText.contains(address), "\(address)")
        }
    }

    @Test("says what the words in the addresses stand for")
    func placeholders() throws {
        let text = try page(of: EmulatorSettings()).bodyText.replacing(/<[^>]+>/, with: "")
        #expect(text.contains("[/prefix] or [/org] may be left out, or be the name of a site; NAME is the name of an operation; "))
        #expect(text.contains("; RESOURCE is the path of a resource."))
    }

    @Test("has the style of the help pages, whose address is served")
    func style() throws {
        let emulator = try Stage.demo().emulator()
        let page = emulator.response("GET", "/").bodyText
        let address = try #require(page.firstMatch(of: /<link rel="stylesheet" href="([^"]+)">/)?.1)
        #expect(emulator.response("GET", String(address)).fields.first("Content-Type")?.hasPrefix("text/css") == true)
    }

    @Test("leads to the help pages, the contracts and nothing that is not there")
    func links() throws {
        let emulator = try Stage.demo().emulator()
        let links = emulator.response("GET", "/").bodyText.matches(of: /<a href="([^"]+)">/).map { String($0.1) }
        #expect(links.contains("/ws/accessrole.asmx?WSDL") && links.contains("/site/Methods"))
        for link in links { #expect(emulator.response("GET", link).status == 200, "\(link)") }
    }

    @Test("leads to the console only if it is told of one")
    func console() {
        let told = HomePage(EmulatorSettings(), console: "http://127.0.0.1:8081").response.bodyText
        #expect(told.contains("href=\"http://127.0.0.1:8081/\"") && told.contains(">Console</a>"))
        #expect(!HomePage(EmulatorSettings(), console: nil).response.bodyText.contains("Console"))
    }

    @Test("names accounts with their passwords only for the demo world")
    func accounts() throws {
        let demo = try page(of: EmulatorSettings().inDemoWorld()).bodyText
        for cells in [
            ["Archer", "2", "sysadmin", "Sysadmin-1"], ["xWEB", "", "xweb", "xweb-secret"], ["xWEB", "82457", "member@example.org", "123"],
            ["Luminate Online", "1000002", "apiadmin", "api-secret"], ["Luminate Online", "1000121", "donor", "old-secret"],
        ] {
            let text = "<td>\(cells[0])</td>" + cells.dropFirst().map { $0.isEmpty ? "<td></td>" : "<td><code>\($0)</code></td>" }.joined()
            #expect(demo.contains(text), "\(text)")
        }
        for (name, value) in [
            ("xWEB</td><td>token", "df3d1644-ba3e-4dc7-8399-ae06ee6063e5"), ("Archer</td><td>instance", "Default"),
            ("Luminate Online</td><td>API key", "open"),
        ] {
            #expect(demo.contains("<td>\(name)</td><td><code>\(value)</code></td>"), "\(name)")
        }
        var settings = EmulatorSettings()
        var luminate = LuminateSettings()
        luminate.apiKey = "not-public"
        settings.set(luminate)
        let own = try page(of: settings.inDemoWorld()).bodyText
        #expect(!own.contains("not-public") && !own.contains("API key"))
        let other = try page(of: EmulatorSettings()).bodyText
        #expect(!other.contains("Sysadmin-1") && !other.contains("<table"))
    }
}
