import Backstage
import Console
import HTTP
import TestSupport

/// A console over a stage, and what is read of its pages.
struct ConsoleStage {
    let stage: AdminStage
    let console: Console

    init(token: String? = nil, allowsTestControls: Bool = true, journal: Journal.Level = .messages) throws {
        stage = try AdminStage(allowsTestControls: allowsTestControls, token: token, journal: journal)
        console = Console(over: stage.admin)
    }

    /// Every page, for the demo world and with at least one call in the journal.
    static let pages = [
        "/", "/requests", "/requests/1", "/requests/1?tab=messages", "/requests/1?tab=compare", "/requests/1?tab=copy", "/accounts",
        "/accounts/1",
        "/sessions", "/faults", "/callers", "/operations", "/outbox", "/sites", "/settings",
    ]

    /// Requests a page.
    func get(_ target: String, cookie: String? = nil) -> HTTPResponse {
        console.response("GET", target, cookie.map { [(name: "Cookie", value: $0)] } ?? [])
    }

    /// Returns the source of a page.
    func page(_ target: String) -> String { get(target).text }

    /// Sends a form.
    func send(_ fields: [(String, String)], to path: String = "/call", _ more: [(name: String, value: String)] = []) -> HTTPResponse {
        let body = fields.map { "\(PercentEncoding.encode($0.0))=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
        let type = (name: "Content-Type", value: "application/x-www-form-urlencoded")
        return console.response("POST", path, [type] + more, body: body)
    }

    /// Sends a form and returns the page that it leads to.
    func follow(_ fields: [(String, String)]) -> String { page(send(fields).fields.first("Location") ?? "") }
}

/// The parts of a page that lead somewhere.
enum PageParts {
    /// Returns the addresses of the links that stay on the listener.
    static func links(of page: String) -> [String] {
        page.matches(of: /<a [^>]*href="(\/[^"]*)"/).map { String($0.1).replacing("&amp;", with: "&") }
    }

    /// Returns the hidden fields of each form that calls the API.
    static func forms(of page: String) -> [[(String, String)]] {
        page.matches(of: /<form method="post" action="\/call"[^>]*>(.*?)<\/form>/.dotMatchesNewlines()).map { form in
            form.1.matches(of: /<input type="hidden" name="([^"]*)" value="([^"]*)">/).map { field in
                (String(field.1), decoded(String(field.2)))
            }
        }
    }

    /// Returns a text without HTML's references.
    static func decoded(_ text: String) -> String {
        text.replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&amp;", with: "&")
    }
}
