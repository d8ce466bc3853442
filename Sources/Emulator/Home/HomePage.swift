import ASMX
import Accounts
import HTML
import HTTP
import Synchronization

/// The page at the root of every application: what is served and where, the names and passwords of the demo world if it is served, and links
/// to the pages for people. Testers of connections request it first.
final class HomePage: Sendable {
    /// Whether the page has the demo world's names and passwords, which are public.
    private let isDemoWorld: Bool
    /// The address of the console, if those who see the page may know it.
    private let console: String?
    private let written = Mutex<HTTPResponse?>(nil)

    init(isDemoWorld: Bool, console: String?) {
        self.isDemoWorld = isDemoWorld
        self.console = console
    }

    /// Returns the answer with the page, which is written when it is first requested.
    var response: HTTPResponse {
        written.withLock { written in
            let response = written ?? write()
            written = response
            return response
        }
    }

    private func write() -> HTTPResponse {
        var html = HTMLWriter()
        html.document(title: "Understudy") { html in
            html.void("link", ["rel": "stylesheet", "href": Self.styleAddress])
        } body: { html in
            html.element("main", ["class": "home"]) { html in
                html.element("h1", "Understudy")
                html.element(
                    "p", ["class": "lead"],
                    "This server stands in for the account APIs of other systems. It is version \(UnderstudyVersion.version).")
                if let console { Self.writeConsole(console, into: &html) }
                html.element("div", ["class": "systems"]) { html in
                    for system in emulatedSystems { Self.writeAddresses(of: system, into: &html) }
                }
                if isDemoWorld { Self.writeAccounts(into: &html) }
            }
        }
        var response = HTTPResponse(status: 200, contentType: "text/html; charset=utf-8", body: html.bytes)
        response.fields.append("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'")
        response.fields.append("X-Content-Type-Options", "nosniff")
        response.fields.append("Cache-Control", "no-cache")
        response.shareBody()
        return response
    }

    private static func writeConsole(_ address: String, into html: inout HTMLWriter) {
        html.element("p", ["class": "links"]) { html in
            html.element("a", ["class": "button primary", "href": address + "/"], "Console")
            html.element("a", ["class": "button", "href": address + "/api/openapi.json"], "Admin API")
        }
    }

    /// The address of the style of the help pages, which the page of any service answers.
    private static var styleAddress: String {
        let pages = emulatedSystems.lazy.flatMap { addresses(of: $0) }.filter(\.isPage)
        return (pages.first?.path ?? "") + "?" + helpStyleQuery
    }

    private static func addresses(of system: some EmulatedSystem) -> [Address] { system.doors.map(\.address) }

    private static func writeAddresses(of system: some EmulatedSystem, into html: inout HTMLWriter) {
        html.element("section") { html in
            html.element("h2", system.title)
            html.element("ul", ["class": "places"]) { html in
                for address in addresses(of: system) {
                    html.element("li") { html in
                        html.element("code", address.documentation)
                        if address.isForPeople { writePages(at: address, into: &html) }
                    }
                }
            }
        }
    }

    /// Writes links to the help page and, at a SOAP service, to the contract.
    private static func writePages(at address: Address, into html: inout HTMLWriter) {
        html.element("span") { html in
            html.element("a", ["href": address.path], "Help")
            if address.isPage { html.element("a", ["href": address.path + "?WSDL"], "Contract") }
        }
    }

    /// Writes a table of the accounts of the demo world that have a password, by system.
    private static func writeAccounts(into html: inout HTMLWriter) {
        html.element("section") { html in
            html.element("h2", "The demo world")
            html.element("p", ["class": "note"], "These accounts are those of a fresh start. Calls may have changed them since.")
            html.element("table", ["class": "accounts"]) { html in
                html.columns(["System", "Name", "Password"])
                for (system, name, password) in accounts {
                    html.element("tr") { html in
                        html.element("td", system)
                        for text in [name, password] { html.element("td") { $0.element("code", text) } }
                    }
                }
            }
        }
    }

    private static var accounts: [(system: String, name: String, password: String)] {
        emulatedSystems.flatMap { system in
            DemoWorld.accessible.accounts.compactMap { account in
                guard let password = account.password else { return nil }
                let names = system.signInSchemes.compactMap { scheme in
                    account.record.identities.first { $0.scheme.name == scheme.name }?.value
                }
                return names.first.map { (system.title, $0, String(decoding: password.bytes, as: UTF8.self)) }
            }
        }
    }
}
