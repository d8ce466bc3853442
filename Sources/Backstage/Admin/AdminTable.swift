import Calls
import HTTP
import JSON
import Masking
import Text

/// The routes of the admin API: finds the one for a request, checks what was sent, and runs it.
struct AdminTable: Sendable {
    let routes: [AdminRoute]

    /// Creates a table of these routes and of one that describes them all.
    init(describing routes: [AdminRoute], needsToken: Bool) {
        let description = { (value: JSON) in
            AdminRoute(
                .get, "/api/openapi.json", "The description of this API.",
                answers: [.init(200, "An OpenAPI 3.1 document.", .table(.any("any value")))]
            ) { _ throws(AdminError) in .value(value) }
        }
        let all = routes + [description(.null)]
        self.routes = routes + [description(OpenAPI(all, needsToken: needsToken).document)]
    }

    /// The greatest length of a body in bytes, where the route has no other.
    static let bodyLimit = 16 << 20

    /// Returns the answer to a request.
    func answer(_ request: HTTPRequest) -> HTTPAnswer {
        do throws(AdminError) {
            let (route, names) = try route(for: request)
            let query = try Self.query(of: request, for: route)
            try Self.checkType(of: request, for: route)
            let answer: @Sendable () -> HTTPResponse = { Self.response(to: request, by: route, names, query) }
            guard let wait = route.wait ?? (route.body == nil ? nil : .computing) else { return .now(answer()) }
            return .later(for: wait, busy: { Self.busy }, work: answer)
        } catch {
            return .now(error.response)
        }
    }

    private static func response(
        to request: HTTPRequest, by route: AdminRoute, _ names: [String: String],
        _ query: (values: [String: JSON], texts: [(name: String, value: String)])
    ) -> HTTPResponse {
        do throws(AdminError) {
            let body = try body(of: request, for: route)
            return try route.run(
                AdminCall(
                    request: request, names: names, query: query.values, queryTexts: query.texts, body: body)
            ).response
        } catch {
            return error.response
        }
    }

    /// Returns the route for a request. HEAD is answered as GET is, without the body.
    private func route(for request: HTTPRequest) throws(AdminError) -> (AdminRoute, [String: String]) {
        let segments = request.path.utf8.split(separator: UInt8(ascii: "/")).map { part in
            (try? PercentEncoding.decode(Substring(part), plusIsBlank: false)) ?? String(Substring(part))
        }
        let matching = routes.compactMap { route in route.match(segments).map { (route, $0) } }
        // An address without an open segment comes before one that could mean the same: `count` is no number of an entry.
        let fewest = matching.map(\.1.count).min() ?? 0
        let there = matching.filter { $0.1.count == fewest }
        guard !there.isEmpty else {
            throw AdminError(
                status: 404, code: "not_found",
                message: "there is no such address;\(hint(for: request.path)) GET /api/openapi.json describes all")
        }
        let method = request.method == "HEAD" ? "GET" : request.method
        guard let found = there.first(where: { $0.0.method.rawValue == method }) else {
            let methods = there.flatMap { $0.0.method == .get ? ["GET", "HEAD"] : [$0.0.method.rawValue] }
            throw AdminError(
                status: 405, code: "method_not_allowed", message: "\(methods.joined(separator: ", ")) only",
                allow: methods.joined(separator: ", "))
        }
        return found
    }

    /// The addresses, each once, in order.
    var addresses: [String] {
        var seen: Set<String> = []
        return routes.map(\.path).filter { seen.insert($0).inserted }
    }

    /// Returns the question for the address that was probably meant. An address that begins and ends in the same way comes first, whatever is
    /// between. Empty if none is near.
    private func hint(for path: String) -> String {
        guard path.utf8.count <= Self.longestCompared else { return "" }
        let given = path.split(separator: "/")
        // An open segment fits any text.
        let alike = addresses.map { address in
            let own = address.split(separator: "/")
            let filled = own.enumerated().map { index, part in part.hasPrefix("{") && index < given.count ? given[index] : part }
            let hasEnds = own.first == given.first && own.last == given.last
            return (address: address, filled: "/" + filled.joined(separator: "/"), hasEnds: hasEnds)
        }
        let sameEnds = alike.filter(\.hasEnds).map(\.filled).min { editDistance($0, path) < editDistance($1, path) }
        let found = sameEnds ?? nearest(to: path, among: alike.map(\.filled))
        return alike.first { $0.filled == found }.map { " did you mean \($0.address)?" } ?? ""
    }

    /// The longest path that is compared with the addresses, in bytes.
    private static let longestCompared = 200

    private static func query(
        of request: HTTPRequest, for route: AdminRoute
    ) throws(AdminError) -> (values: [String: JSON], texts: [(name: String, value: String)]) {
        guard let text = request.query, !text.isEmpty else { return ([:], []) }
        let fields: FormFields
        do throws(FormError) {
            fields = try FormFields(query: text)
        } catch {
            throw AdminError(status: 400, code: "malformed_query", message: "the query \(error.description)")
        }
        var values: [String: JSON] = [:]
        for field in fields.fields {
            let place = "?\(field.name)"
            guard let parameter = route.query.first(where: { $0.name == field.name }) else {
                if route.openQuery.contains(where: { field.name.hasPrefix($0) }) { continue }
                throw .unusable(at: place, flaw(of: field.name, field.value, for: route))
            }
            guard values[field.name] == nil || parameter.isRepeatable else { throw .unusable(at: place, "is there twice") }
            guard (values[field.name]?.elements?.count ?? 0) < AdminRoute.Parameter.mostRepetitions else {
                throw .unusable(at: place, "is there more than \(AdminRoute.Parameter.mostRepetitions) times")
            }
            let value = parameter.shape.value(of: field.value)
            try usable(below: place) { () throws(JSONSchemaError) in try parameter.shape.check(value) }
            values[field.name] = parameter.isRepeatable ? .array((values[field.name]?.elements ?? []) + [value]) : value
        }
        return (values, fields.fields.map { ($0.name, $0.value) })
    }

    /// Returns what is wrong with a name in the query that the route does not know. If its body knows the name, the value may go there.
    private static func flaw(of name: String, _ value: String, for route: AdminRoute) -> String {
        if let member = route.body?.member(named: name) {
            // An address may have a secret in it. An error never repeats a secret, or a value with one inside.
            let isShown = member.shape.isSimple && !SecretNames(of: nil).areSecret(name)
            let value = isShown ? member.shape.value(of: value) : .string(SecretNames.mark)
            let body = JSON.object([.init(name, value)])
            return "this address has no such query; say it in the body: \(String(decoding: body.bytes, as: UTF8.self))"
        }
        let known = route.query.map(\.name)
        guard !known.isEmpty else { return "this address has no query" }
        return "is not known\(suggestion(for: name, among: known, before: "known are \(known.joined(separator: ", "))"))"
    }

    /// Returns the refusal of a body with so many bytes, or nil if the request's address takes it. An unknown address is refused later.
    func refusal(ofBodyWith count: Int, _ request: HTTPRequest) -> AdminError? {
        guard let route = try? route(for: request).0, route.body != nil, count > route.bodyLimit else { return nil }
        return Self.tooLarge(for: route.bodyLimit)
    }

    /// The refusal of a body that is larger than any address takes.
    static let tooLargeForAll = tooLarge(for: AdminAPI.largestBody)

    private static func tooLarge(for limit: Int) -> AdminError {
        AdminError(status: 413, code: "too_large", message: "a body may have \(limit) bytes at most")
    }

    private static func checkType(of request: HTTPRequest, for route: AdminRoute) throws(AdminError) {
        guard route.body != nil else {
            guard request.body.isEmpty else {
                throw AdminError(status: 400, code: "body_not_read", message: "this address and method take no body")
            }
            return
        }
        guard request.body.count <= route.bodyLimit else {
            throw tooLarge(for: route.bodyLimit)
        }
        let type = request.fields.first("Content-Type").flatMap { MediaType(parsing: $0) }
        guard type?.essence == "application/json" else {
            throw AdminError(
                status: 415, code: "unsupported_media_type", message: "Content-Type: application/json is needed, with a JSON body")
        }
    }

    private static func body(of request: HTTPRequest, for route: AdminRoute) throws(AdminError) -> JSON {
        guard let shape = route.body else { return .null }
        let body: JSON
        do throws(JSONError) {
            body = try JSON.parse(request.body, limits: .ownFile)
        } catch {
            throw AdminError(status: 400, code: "malformed_json", message: "the body is not JSON: \(error)")
        }
        try usable { () throws(JSONSchemaError) in try shape.check(body) }
        return body
    }

    /// The answer when there is no thread for the work.
    private static var busy: HTTPResponse {
        var response = AdminError(status: 503, code: "busy", message: "the server has no room for this now; try again").response
        response.appendRetryAfter()
        return response
    }
}

extension JSONShape {
    /// Whether its values have no others inside.
    fileprivate var isSimple: Bool {
        switch self {
        case .null, .boolean, .number, .fraction, .integer, .text, .duration, .choice: true
        case .object, .table, .list, .either, .any: false
        }
    }

    /// Converts a text in a query to a value of this shape. If it cannot be converted, returns the text, which the check then
    /// refuses.
    fileprivate func value(of text: String) -> JSON {
        switch self {
        case .boolean where text == "true" || text == "false": .bool(text == "true")
        case .integer where Int(text).map(String.init) == text: .number(text)
        default: .string(text)
        }
    }
}
