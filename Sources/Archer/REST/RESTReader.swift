import ASMX
import HTTP
import Text

/// Reads the call in a REST request: the verb with its override, the resource, the query and the body. Source: Archer.docc/REST.md.
struct RESTReader {
    let request: HTTPRequest
    /// The path below `core`, decoded.
    let path: String

    /// The field that gives a POST another verb.
    static let overrideField: StaticString = "X-Http-Method-Override"

    /// Returns the row of the request, with the open segments of the path.
    func resource() throws(RESTRefusal) -> (row: RESTResource, open: [String: Substring]) {
        let verb = try self.verb()
        let segments = path.split(separator: "/")
        var verbs: [String] = []
        for row in restResources {
            guard let open = row.path.match(segments) else { continue }
            if row.verb == nil || row.verb == verb { return (row, open) }
            if let other = row.verb { verbs.append(other.rawValue) }
        }
        guard !verbs.isEmpty else { throw .unknownAddress }
        // A GET is also a POST with an override.
        if verbs.contains("GET"), !verbs.contains("POST") { verbs.append("POST") }
        throw .wrongMethod(
            allow: HTTPFieldValue(replacingControlsIn: verbs.joined(separator: ", ")), method: GivenName.logged(method: request.method))
    }

    /// Returns the verb, or nil for a method that is no verb of any resource. Only a POST can be overridden: some clients send the field
    /// with other methods and mean the method.
    private func verb() throws(RESTRefusal) -> RESTResource.Verb? {
        guard request.method == "POST", let override = request.fields.first(Self.overrideField) else {
            return RESTResource.Verb(rawValue: request.method)
        }
        let verb = RESTResource.Verb.allCases.first { ASCII.equalsIgnoringCase($0.rawValue, ASCII.trimmed(override[...])) }
        guard let verb else { throw .badOverride }
        return verb
    }

    /// Returns what the request gives a row.
    func source(for row: RESTResource, open: [String: Substring]) throws(RESTRefusal) -> RESTSource {
        var query = try Self.parameters(request.query ?? "")
        // The body of a GET is ignored. If a POST is overridden with GET, its body may contain the query.
        let isRead = row.verb == .get
        let body = isRead && request.method != "POST" ? .none : try RESTProperties(body: request.body)
        if isRead, let more = try body.text("Value") {
            query += try Self.parameters(more.hasPrefix("?") ? String(more.dropFirst()) : more)
        }
        return RESTSource(path: open, query: query, body: body)
    }

    private static func parameters(_ query: String) throws(RESTRefusal) -> [(name: String, value: String)] {
        do throws(FormError) {
            return try FormFields(query: query).fields.map { ($0.name, $0.value) }
        } catch {
            throw .badForm(error)
        }
    }
}
