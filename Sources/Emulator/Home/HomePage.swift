import ASMX
import Accounts
import HTML
import HTTP
import Synchronization

/// The page at the root of every application: what is served and where, the names and passwords of the demo world if it is served, and links
/// to the pages for people. Testers of connections request it first.
final class HomePage: Sendable {
    /// The settings. If they are those of the demo world, the page has its names and passwords, which are public.
    private let settings: EmulatorSettings
    /// The address of the console, if those who see the page may know it.
    private let console: String?
    private let written = Mutex<HTTPResponse?>(nil)

    init(_ settings: EmulatorSettings, console: String?) {
        self.settings = settings
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
                Self.writePlaceholders(into: &html)
                if settings.isDemoWorld { writeDemoWorld(into: &html) }
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
        html.element(
            "p", ["class": "note"],
            "The console shows each call as it happens, why it was answered as it was, and the accounts behind it. With the admin API, programs "
                + "make sites, move clocks, let calls fail on purpose, and check which calls were made.")
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

    /// Writes what the words in the addresses stand for.
    private static func writePlaceholders(into html: inout HTMLWriter) {
        var words: [(meaning: String, words: [String])] = []
        for (word, meaning) in emulatedSystems.flatMap({ addresses(of: $0) }).flatMap(\.placeholders) {
            guard let index = words.firstIndex(where: { $0.meaning == meaning }) else {
                words.append((meaning, [word]))
                continue
            }
            if !words[index].words.contains(word) { words[index].words.append(word) }
        }
        html.element("p", ["class": "note"]) { html in
            for (number, entry) in words.enumerated() {
                html.text(number == 0 ? "" : "; ")
                for (index, word) in entry.words.enumerated() {
                    html.text(index == 0 ? "" : " or ")
                    html.element("code", word)
                }
                html.text(" \(entry.meaning)")
            }
            html.text(".")
        }
    }

    /// Writes what calls to the demo world need: what each system asks for, and its accounts.
    private func writeDemoWorld(into html: inout HTMLWriter) {
        html.element("section") { html in
            html.element("h2", "The demo world")
            html.element("p", ["class": "note"], "This is what calls need after a fresh start. Calls may have changed it since.")
            Self.writeTable(["System", "Calls need", "Value"], into: &html) { html in
                for system in emulatedSystems {
                    for need in needs(of: system) { Self.writeRow([system.title, need.name], [need.value], into: &html) }
                }
            }
            Self.writeTable(["System", "Number", "Name", "Password"], into: &html) { html in
                for (system, number, name, password) in Self.accounts {
                    Self.writeRow([system], [number, name, password], into: &html)
                }
            }
        }
    }

    /// Returns what calls of a system need besides an account: a token that is valid, and what the system asks for.
    private func needs(of system: some EmulatedSystem) -> [(name: String, value: String)] {
        let tokens = DemoWorld.accessible.sessions.filter { $0.kind == system.sessionKind }
        return tokens.map { ("token", $0.token) } + system.publicNeeds(settings.ofDefaultSite(of: system))
    }

    private static func writeTable(_ titles: [String], into html: inout HTMLWriter, _ rows: (inout HTMLWriter) -> Void) {
        html.element("table", ["class": "accounts"]) { html in
            html.columns(titles)
            rows(&html)
        }
    }

    /// Writes a row of words and of values that people copy.
    private static func writeRow(_ words: [String], _ values: [String?], into html: inout HTMLWriter) {
        html.element("tr") { html in
            for word in words { html.element("td", word) }
            for value in values { html.element("td") { html in if let value { html.element("code", value) } } }
        }
    }

    /// The accounts of the demo world that have a password, by system.
    private static var accounts: [(system: String, number: String?, name: String, password: String)] {
        emulatedSystems.flatMap { system in
            DemoWorld.accessible.accounts.compactMap { account in
                guard let password = account.password else { return nil }
                func value(of scheme: IdentityScheme) -> String? {
                    account.record.identities.first { $0.scheme.name == scheme.name }?.value
                }
                return system.signInSchemes.lazy.compactMap(value).first.map { name in
                    (system.title, value(of: system.numberScheme), name, DemoWorld.text(of: password))
                }
            }
        }
    }
}
