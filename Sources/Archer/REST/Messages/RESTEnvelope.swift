import HTTP
import JSON

/// The result of a REST call.
enum RESTAnswer: Sendable {
    /// One object.
    case one(JSON)
    /// A list of objects. An empty list is answered like an object that was not found.
    case list([JSON])
}

/// The envelope around every object of an answer. Its keys are in the vendor's order, and there are no blanks: clients cut the session
/// token out of the sign-in answer at a fixed place. Source: Archer.docc/REST.md.
enum RESTEnvelope {
    /// Returns the envelope of an object.
    static func success(_ object: JSON) -> JSON { json(object, []) }

    /// Returns the envelope of a refusal.
    static func failure(_ message: ValidationMessage, object: JSON = .null) -> JSON { json(object, [message]) }

    /// Returns the answer for an object or a list.
    static func response(_ answer: RESTAnswer, controller: String) -> HTTPResponse {
        switch answer {
        case .one(let object): return response(200, success(object))
        case .list([]): return response(200, .array([failure(.nothingFound(by: controller), object: .object([]))]))
        case .list(let objects): return response(200, .array(objects.map(success)))
        }
    }

    /// Returns an answer with a JSON body.
    static func response(_ status: Int, _ body: JSON) -> HTTPResponse {
        var response = HTTPResponse(status: status, contentType: "application/json; charset=utf-8", body: body.bytes)
        response.fields.append("Cache-Control", "no-cache")
        return response
    }

    /// Returns an answer without an envelope: the call did not come as far as a resource.
    static func bare(_ status: Int, _ message: String) -> HTTPResponse {
        response(status, .object([.init("Message", .string(message))]))
    }

    private static func json(_ object: JSON, _ messages: [ValidationMessage]) -> JSON {
        .object([
            .init("Links", .array([])), .init("RequestedObject", object), .init("IsSuccessful", .bool(messages.isEmpty)),
            .init("ValidationMessages", .array(messages.map(\.json))),
        ])
    }
}
