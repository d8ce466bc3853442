import HTML
import HTTP
import JSON

/// A page of the console: what differs from one page to the next.
struct Page {
    /// The parts of the console, in the order of the navigation.
    enum Section: String, CaseIterable {
        case requests = "Requests"
        case accounts = "Accounts"
        case sessions = "Sessions"
        case faults = "Faults"
        case callers = "Callers"
        case operations = "Operations"
        case outbox = "Outbox"
        case sites = "Sites"
        case settings = "Settings"

        var path: String { "/\(rawValue.lowercased())" }
    }

    let section: Section?
    let title: String
    /// Whether the page has the whole width: a list with something beside it.
    var isWide = false
    let content: (inout HTMLWriter) -> Void

    /// The content security policy: the page's own style and script, and requests to this listener, nothing else.
    private static let policy: HTTPFieldValue = """
        default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
        frame-ancestors 'none'; require-trusted-types-for 'script'
        """

    /// Returns the answer with the page.
    func response(_ desk: Desk, status: Int) -> HTTPResponse {
        var html = HTMLWriter()
        write(into: &html, desk)
        var response = HTTPResponse(status: status, contentType: "text/html; charset=utf-8", body: html.bytes)
        response.fields.append("Content-Security-Policy", Self.policy)
        response.fields.append("X-Content-Type-Options", "nosniff")
        response.fields.append("Cross-Origin-Resource-Policy", "same-origin")
        response.fields.append("Referrer-Policy", "same-origin")
        response.fields.append("Cache-Control", "no-store")
        return response
    }

    private func write(into html: inout HTMLWriter, _ desk: Desk) {
        html.document(title: "\(title) – Understudy") { html in
            html.void("link", ["rel": "icon", "href": ConsoleResource.icon.rawValue, "type": "image/svg+xml"])
            html.void("link", ["rel": "stylesheet", "href": ConsoleResource.style.rawValue])
            html.element("script", ["src": ConsoleResource.script.rawValue, "defer": ""], "")
        } body: { html in
            html.element("a", ["class": "skip", "href": "#content"], "Skip to the content")
            if let section {
                let header = PageHeader(desk)
                header.write(into: &html)
                writeNavigation(into: &html, desk, section, header)
            }
            html.element("main", ["id": "content", "tabindex": "-1", "class": isWide ? "wide" : nil]) { html in
                if let said = desk.query["notice"].flatMap(desk.notices.take) {
                    html.element("p", ["class": "said", "role": "status"], said)
                }
                content(&html)
            }
            KeyHelp.write(into: &html)
        }
    }

    private func writeNavigation(into html: inout HTMLWriter, _ desk: Desk, _ current: Section, _ header: PageHeader) {
        html.element("nav", ["id": "sections", "class": "sections", "aria-label": "Sections"]) { html in
            html.element("ul") { html in
                for section in Section.allCases {
                    html.element("li") { html in
                        html.element(
                            "a", ["href": desk.link(section.path), "aria-current": section == current ? "page" : nil]
                        ) { html in
                            html.text(section.rawValue)
                            if let count = header.count(of: section) {
                                html.element("span", ["class": "count"], " \(count)")
                            }
                        }
                    }
                }
            }
        }
        html.newLine()
    }
}

/// The page that shows a refusal.
struct ErrorPage {
    let error: DeskError
    var back: String?

    var page: Page {
        Page(section: .requests, title: "Not done") { html in
            html.element("h1", "Not done")
            html.element("p", ["class": "lead"], error.message)
            html.element("p") { $0.element("a", ["class": "button", "href": back ?? "/"], "Back") }
        }
    }
}
