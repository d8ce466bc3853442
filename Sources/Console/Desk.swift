import Backstage
import HTTP
import JSON

/// One request for a page, and the way to ask the API.
struct Desk: Sendable {
    let api: AdminAPI
    let notices: Notices
    let request: HTTPRequest
    /// The fields of the query. Empty if they cannot be read.
    let query: FormFields

    init(api: AdminAPI, notices: Notices, request: HTTPRequest) {
        self.api = api
        self.notices = notices
        self.request = request
        query = (try? FormFields(query: request.query ?? "")) ?? FormFields()
    }

    /// The name of the site that the page shows.
    var site: String { query["site"].flatMap { $0.isEmpty || $0 == "*" ? nil : $0 } ?? "default" }

    /// Returns what an address of the API answers. Throws if it refuses.
    func value(_ path: String, _ query: [(name: String, value: String)] = []) throws(DeskError) -> JSON {
        try Self.value(of: api.answer("GET", Link(path, query).text))
    }

    /// Returns the value of an answer of the API. Throws if it is a refusal.
    static func value(of response: HTTPResponse) throws(DeskError) -> JSON {
        guard response.status < 400 else { throw DeskError(response) }
        return (try? JSON.parse(response.body, limits: .ownFile)) ?? .null
    }

    /// Returns the path of something in the site that the page shows.
    func sitePath(_ rest: String) -> String { "/api/sites/\(PercentEncoding.encode(site))" + (rest.isEmpty ? "" : "/\(rest)") }

    /// Returns the link to a page for the site that this page shows.
    func link(_ path: String, _ query: [(name: String, value: String)] = []) -> String {
        Link(path, (site == "default" ? [] : [("site", site)]) + query).text
    }

    /// Returns the link to an operation's help page with its try-it form, below the address of the emulated systems. Nil if the service at
    /// the path has no such pages.
    func helpLink(to operation: String, at path: String) -> String? {
        guard let end = path.firstRange(of: ".asmx") else { return nil }
        let root = (try? value("/api/settings"))?.text("url") ?? ""
        return Link(root + path[..<end.upperBound], [("op", operation)]).text
    }

    /// Returns the whole address of a page, as the browser names the server.
    func absolute(_ path: String) -> String {
        "\(request.isSecure ? "https" : "http")://\(request.fields.first("Host") ?? "localhost")\(path)"
    }

    /// The address of this page.
    var here: String { request.path + (request.query.map { "?\($0)" } ?? "") }

    /// Whether test controls are on. The settings say so.
    func allowsTestControls() throws(DeskError) -> Bool { try value("/api/settings")["test_controls"]?.bool ?? false }
}

/// A refusal of the API, as a page shows it.
struct DeskError: Error {
    let status: Int
    let message: String

    init(status: Int, message: String) {
        self.status = status
        self.message = message
    }

    /// Reads a refusal.
    init(_ response: HTTPResponse) {
        status = response.status
        let value = (try? JSON.parse(response.body, limits: .ownFile)) ?? .null
        message = value["error"]?["message"]?.string ?? "The API refuses this."
    }
}

/// An address with a query.
struct Link {
    let text: String

    init(_ path: String, _ query: [(name: String, value: String)]) {
        let fields = query.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        text = path + (fields.isEmpty ? "" : (path.contains("?") ? "&" : "?") + fields.joined(separator: "&"))
    }
}

extension JSON {
    /// A text, number or truth value as a page shows it. Empty for others.
    var shown: String {
        switch self {
        case .string(let text), .number(let text): text
        case .bool(let value): value ? "yes" : "no"
        default: ""
        }
    }

    /// Where the next page of a list begins. Nil at the end.
    var next: String? { self["next"].flatMap { $0 == .null ? nil : $0.shown } }

    /// The elements of an array under a name. Empty if there is none.
    func list(_ name: String) -> [JSON] { self[name]?.elements ?? [] }

    /// What a page shows of a member. Empty if there is none.
    func text(_ name: String) -> String { self[name]?.shown ?? "" }
}
