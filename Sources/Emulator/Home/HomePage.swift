import ASMX
import Accounts
import HTML
import HTTP

/// The page at the root of every application: what is served, and the names and passwords of the demo world if it is served. Testers of
/// connections request it first.
enum HomePage {
    /// Returns the answer with the page, which is written when it is first requested. If `isDemoWorld` is true, it contains the demo
    /// world's names and passwords, which are public.
    static func response(isDemoWorld: Bool) -> HTTPResponse { isDemoWorld ? demo : plain }

    private static let demo = written(isDemoWorld: true)
    private static let plain = written(isDemoWorld: false)

    private static func written(isDemoWorld: Bool) -> HTTPResponse {
        var html = HTMLWriter()
        html.documentType()
        html.element("html", ["lang": "en"]) { html in
            html.element("head") { html in
                html.void("meta", ["charset": "utf-8"])
                html.void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
                html.element("title", "Understudy")
                html.void("link", ["rel": "stylesheet", "href": styleAddress])
            }
            html.element("body") { html in
                html.element("main") { html in
                    html.element("h1", "Understudy")
                    html.element(
                        "p", ["class": "lead"],
                        "This server stands in for the account APIs of other systems. It is version \(UnderstudyVersion.version).")
                    for system in emulatedSystems { writeAddresses(of: system, into: &html) }
                    if isDemoWorld { writeAccounts(into: &html) }
                }
            }
        }
        var response = HTTPResponse(status: 200, contentType: "text/html; charset=utf-8", body: html.bytes)
        response.fields.append("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'")
        response.fields.append("X-Content-Type-Options", "nosniff")
        response.fields.append("Cache-Control", "no-cache")
        response.shareBody()
        return response
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
            html.element("ul") { html in
                for address in addresses(of: system) {
                    html.element("li") { html in
                        if address.isForPeople {
                            html.element("a", ["href": address.path]) { $0.element("code", address.documentation) }
                        } else {
                            html.element("code", address.documentation)
                        }
                    }
                }
            }
        }
    }

    /// Writes a table of the accounts of the demo world that have a password, by system.
    private static func writeAccounts(into html: inout HTMLWriter) {
        html.element("section") { html in
            html.element("h2", "The demo world")
            html.element("p", ["class": "note"], "These accounts are those of a fresh start. Calls may have changed them since.")
            html.element("table", ["class": "accounts"]) { html in
                html.element("tr") { html in
                    for title in ["System", "Name", "Password"] { html.element("th", title) }
                }
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
