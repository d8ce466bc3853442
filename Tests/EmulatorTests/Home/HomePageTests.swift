import HTTP
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
        let told = HomePage(isDemoWorld: false, console: "http://127.0.0.1:8081").response.bodyText
        #expect(told.contains("href=\"http://127.0.0.1:8081/\"") && told.contains(">Console</a>"))
        #expect(!HomePage(isDemoWorld: false, console: nil).response.bodyText.contains("Console"))
    }

    @Test("names accounts with their passwords only for the demo world")
    func accounts() throws {
        let demo = try page(of: EmulatorSettings().inDemoWorld()).bodyText
        for cells in [
            ["Archer", "sysadmin", "Sysadmin-1"], ["xWEB", "xweb", "xweb-secret"], ["Luminate Online", "apiadmin", "api-secret"],
        ] {
            let text = "<td>\(cells[0])</td>" + cells.dropFirst().map { "<td><code>\($0)</code></td>" }.joined()
            #expect(demo.contains(text), "\(text)")
        }
        let other = try page(of: EmulatorSettings()).bodyText
        #expect(!other.contains("Sysadmin-1") && !other.contains("<table"))
    }
}
