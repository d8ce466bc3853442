import Calls
import HTTP
import JSON

/// One method of one address of the admin API, declared once. Dispatch, refusals of wrong addresses and methods, the
/// check of what callers send, and the API's description all come from the table of these.
struct AdminRoute: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// A parameter of the query.
    struct Parameter: Sendable {
        let name: String
        let shape: JSONShape
        let documentation: String
        /// Whether it may be there several times. Its value is an array then.
        let isRepeatable: Bool

        /// How often it may then be there.
        static let mostRepetitions = 100

        init(_ name: String, _ shape: JSONShape, isRepeatable: Bool = false, _ documentation: String) {
            self.name = name
            self.shape = shape
            self.isRepeatable = isRepeatable
            self.documentation = documentation
        }
    }

    /// An answer that the description names.
    struct Answer: Sendable {
        let status: Int
        let documentation: String
        let shape: JSONShape?
        /// The media type.
        let type: String
        /// Another media type in which the answer is sent to those who ask for it. Nil if there is none.
        let otherType: String?

        init(
            _ status: Int, _ documentation: String, _ shape: JSONShape? = nil, type: String = "application/json",
            or otherType: String? = nil
        ) {
            self.otherType = otherType
            self.status = status
            self.documentation = documentation
            self.shape = shape
            self.type = type
        }
    }

    let method: Method
    /// The address, with `{name}` for a segment that may be any text.
    let path: String
    let summary: String
    let query: [Parameter]
    /// The beginnings of further names that the query may have, such as `arg.`. Their values are texts.
    let openQuery: [String]
    /// The shape of the body. Nil if there is none.
    let body: JSONShape?
    /// The greatest length of the body in bytes.
    let bodyLimit: Int
    let answers: [Answer]
    /// The threads on which it runs. Nil if it takes microseconds and waits for nothing.
    let wait: HTTPWait?
    let run: @Sendable (AdminCall) throws(AdminError) -> AdminResult

    init(
        _ method: Method, _ path: String, _ summary: String, query: [Parameter] = [], openQuery: [String] = [],
        body: JSONShape? = nil, bodyLimit: Int = AdminTable.bodyLimit, answers: [Answer],
        on wait: HTTPWait? = nil, run: @escaping @Sendable (AdminCall) throws(AdminError) -> AdminResult
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.query = query
        self.openQuery = openQuery
        self.body = body
        self.bodyLimit = bodyLimit
        self.answers = answers
        self.wait = wait
        self.run = run
    }

    /// Returns the texts of the `{name}` segments if a path is of this address, or nil.
    func match(_ segments: [String]) -> [String: String]? {
        let own = path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
        guard own.count == segments.count else { return nil }
        var names: [String: String] = [:]
        for (part, segment) in zip(own, segments) {
            if part.utf8.first == UInt8(ascii: "{") {
                names[String(part.dropFirst().dropLast())] = segment
            } else if part != segment {
                return nil
            }
        }
        return names
    }
}

/// A request to the admin API whose address, query and body have been checked.
struct AdminCall: Sendable {
    let request: HTTPRequest
    /// The texts of the address's `{name}` segments.
    let names: [String: String]
    /// The values of the query, by name. That of a parameter that may be repeated is an array.
    let query: [String: JSON]
    /// The values of the query as texts, in order.
    let queryTexts: [(name: String, value: String)]
    /// The body. Null if there is none.
    let body: JSON

    /// Returns a member of the body, or nil if it is absent or null.
    subscript(name: String) -> JSON? {
        guard let value = body[name], value != .null else { return nil }
        return value
    }
}

/// The result of a call of the admin API.
enum AdminResult: Sendable {
    /// 200 with a value.
    case value(JSON)
    /// 201 with a value and its address.
    case created(JSON, at: String)
    /// 204.
    case done
    /// 303 to an address.
    case seeOther(String)
    /// 200 with a text of this media type.
    case text(String, type: String)
    /// A value with another status than 200.
    case answer(Int, JSON)
    /// 200 with events that come in pieces.
    case stream(any HTTPBodySource)

    var response: HTTPResponse {
        switch self {
        case .value(let value): return HTTPResponse(status: 200, contentType: "application/json", body: value.bytes)
        case .created(let value, let address):
            var response = HTTPResponse(status: 201, contentType: "application/json", body: value.bytes)
            response.fields.append("Location", HTTPFieldValue(replacingControlsIn: address))
            return response
        case .done: return HTTPResponse(status: 204)
        case .seeOther(let address):
            var response = HTTPResponse(status: 303)
            response.fields.append("Location", HTTPFieldValue(replacingControlsIn: address))
            return response
        case .text(let text, let type):
            return HTTPResponse(status: 200, contentType: HTTPFieldValue(replacingControlsIn: type), body: Array(text.utf8))
        case .stream(let source):
            var response = HTTPResponse(status: 200, contentType: "text/event-stream", body: [])
            response.delivery = HTTPDelivery(source: source)
            return response
        case .answer(let status, let value): return HTTPResponse(status: status, contentType: "application/json", body: value.bytes)
        }
    }
}
