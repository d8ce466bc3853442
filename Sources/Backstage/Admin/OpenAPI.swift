import Emulator
import JSON

/// The description of the admin API in OpenAPI 3.1, written from the table that answers.
struct OpenAPI: Sendable {
    private let routes: [AdminRoute]
    private let needsToken: Bool

    init(_ routes: [AdminRoute], needsToken: Bool) {
        self.routes = routes
        self.needsToken = needsToken
    }

    var document: JSON {
        var paths: [JSON.Member] = []
        var seen: Set<String> = []
        for path in routes.map(\.path) where seen.insert(path).inserted {
            let operations = routes.filter { $0.path == path }.map { route in
                JSON.Member(route.method.rawValue.lowercased(), operation(route))
            }
            paths.append(JSON.Member(path, .object(operations)))
        }
        var components: [JSON.Member] = [.init("schemas", .object([.init("Error", AdminError.shape.schema)]))]
        if needsToken {
            let scheme = JSON.object([.init("type", .string("http")), .init("scheme", .string("bearer"))])
            components.append(.init("securitySchemes", .object([.init("adminToken", scheme)])))
        }
        let info = JSON.object([
            .init("title", .string("\(UnderstudyVersion.name): admin API")), .init("version", .string(UnderstudyVersion.version)),
        ])
        return .object(
            [
                .init("openapi", .string("3.1.0")), .init("info", info), .init("paths", .object(paths)),
                .init("components", .object(components)),
            ]
                + (needsToken ? [.init("security", .array([.object([.init("adminToken", .array([]))])]))] : []))
    }

    private func operation(_ route: AdminRoute) -> JSON {
        var members: [JSON.Member] = [.init("summary", .string(route.summary))]
        let parameters =
            Self.pathNames(route.path).map { Self.parameter($0, in: "path", JSONShape.text(atMost: 100), nil) }
            + route.query.map { parameter in
                let shape =
                    parameter.isRepeatable ? JSONShape.list(parameter.shape, atMost: AdminRoute.Parameter.mostRepetitions) : parameter.shape
                return Self.parameter(parameter.name, in: "query", shape, parameter.documentation)
            }
        if !parameters.isEmpty { members.append(.init("parameters", .array(parameters))) }
        if let body = route.body {
            members.append(
                .init("requestBody", .object([.init("required", .bool(true)), .init("content", Self.content(body.schema))])))
        }
        let answers = route.answers.map { answer in
            JSON.Member(
                String(answer.status),
                .object(
                    [.init("description", .string(answer.documentation))]
                        + (answer.shape.map { [.init("content", Self.content($0.schema, type: answer.type, or: answer.otherType))] } ?? []))
            )
        }
        members.append(.init("responses", .object(answers + refusals(of: route).map(Self.refusal) + Self.refusalsOfServer)))
        return .object(members)
    }

    /// The refusals that any route of this kind may answer, besides its own.
    private func refusals(of route: AdminRoute) -> [(status: Int, documentation: String)] {
        var refusals: [(status: Int, documentation: String)] = [
            (400, "The query or the body cannot be read."), (403, "The request comes from a page of another origin."),
            (421, "The Host is not one of the loopback, and no admin token is set."), (422, "A value cannot be used."),
        ]
        if needsToken { refusals += [(401, "The admin token is missing or wrong."), (429, "Wait after several wrong tokens.")] }
        if route.body != nil {
            refusals += [(413, "The body has more than \(route.bodyLimit) bytes."), (415, "The body is not declared to be JSON.")]
        }
        if route.body != nil || route.wait != nil { refusals.append((503, "There is no room for this now, or the store failed.")) }
        let own = Set(route.answers.map(\.status))
        return refusals.filter { !own.contains($0.status) }.sorted { $0.status < $1.status }
    }

    /// What the server answers in plain text before any address is looked at.
    private static let refusalsOfServer: [JSON.Member] = [(414, "The address is too long."), (431, "The head is too large.")].map {
        .init(String($0.0), .object([.init("description", .string($0.1))]))
    }

    private static func refusal(status: Int, documentation: String) -> JSON.Member {
        let schema = JSON.object([.init("$ref", .string("#/components/schemas/Error"))])
        return .init(String(status), .object([.init("description", .string(documentation)), .init("content", content(schema))]))
    }

    private static func content(_ schema: JSON, type: String = "application/json", or otherType: String? = nil) -> JSON {
        let other = otherType.map { JSON.Member($0, .object([.init("schema", .object([.init("type", .string("string"))]))])) }
        return .object([.init(type, .object([.init("schema", schema)]))] + [other].compactMap { $0 })
    }

    private static func parameter(_ name: String, in place: String, _ shape: JSONShape, _ documentation: String?) -> JSON {
        .object(
            [.init("name", .string(name)), .init("in", .string(place)), .init("required", .bool(place == "path"))]
                + (documentation.map { [.init("description", .string($0))] } ?? []) + [.init("schema", shape.schema)])
    }

    private static func pathNames(_ path: String) -> [String] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }.filter { $0.hasPrefix("{") }
            .map { String($0.dropFirst().dropLast()) }
    }
}
