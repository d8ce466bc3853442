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

    @Test("names accounts with their passwords only for the demo world")
    func accounts() throws {
        let demo = try page(of: EmulatorSettings().inDemoWorld()).bodyText
        for text in ["<td>Archer</td><td>sysadmin</td><td>Sysadmin-1</td>", "<td>xweb</td><td>xweb-secret</td>", "<td>apiadmin</td>"] {
            #expect(demo.contains(text), "\(text)")
        }
        let other = try page(of: EmulatorSettings()).bodyText
        #expect(!other.contains("Sysadmin-1") && !other.contains("<table"))
    }
}
