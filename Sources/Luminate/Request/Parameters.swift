import HTTP
import Text

/// A request's parameters: those of the query string and, behind them, those of the body. Names are case-sensitive.
///
/// Of a name that was sent twice the first value counts, as in the servlet container whose parameters these are. Source:
/// Luminate.docc/Requests.md.
struct Parameters: Sendable {
    /// HTTP methods whose requests have no body that means anything (RFC 9110, section 9.3). The reference says of POST alone that its body
    /// counts; that those of PUT, PATCH and DELETE are read too is our choice, so that one with everything in its form is told that the HTTP
    /// method is wrong (405, in the format it asks for) instead of that it has no key.
    private static let bodilessVerbs = ["GET", "HEAD", "OPTIONS"]

    private let query: FormFields
    private let body: FormFields

    /// No parameters.
    init() {
        query = FormFields()
        body = FormFields()
    }

    /// Reads both places. A body of another type than the two of HTML forms holds no parameters. Refuses a request that is not UTF-8 as a
    /// whole, whichever parameter is at fault, and one that is over a limit of ``FormLimits``.
    init(_ request: HTTPRequest) throws(Refusal) {
        do throws(FormError) {
            query = try FormFields(query: request.query ?? "")
            body = Self.bodilessVerbs.contains(request.method) ? FormFields() : try Self.fields(ofBody: request)
        } catch {
            switch error {
            case .notUTF8, .undecodable: throw Refusal(.invalidCharacters, reason: "the parameters hold bytes that are not UTF-8")
            case .malformed: throw Refusal(.unableToProcess, reason: "the multipart body is malformed")
            case .tooManyFields, .nameTooLong, .partHeadTooLong: throw Refusal(.unableToProcess, reason: "the request \(error)")
            }
        }
    }

    private static func fields(ofBody request: HTTPRequest) throws(FormError) -> FormFields {
        let type = request.fields.first("Content-Type").flatMap(MediaType.init(parsing:))
        switch type?.essence {
        case nil, "application/x-www-form-urlencoded": return try FormFields(urlEncoded: request.body)
        case "multipart/form-data":
            guard let boundary = type?.parameter("boundary") else { throw .malformed }
            return try FormFields(multipart: request.body, boundary: boundary)
        default: return FormFields()
        }
    }

    /// The value of a parameter, wherever it was sent.
    subscript(name: String) -> String? {
        query[name] ?? body[name]
    }

    /// The same; an empty value counts as none, since a form sends the fields nobody filled in.
    func given(_ name: String) -> String? {
        self[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The value of a parameter that was sent in a body.
    func givenInBody(_ name: String) -> String? {
        body[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The value of a boolean: `true` and `t` in any letter case are true, all else is false (Luminate.docc/Requests.md).
    func isTrue(_ name: String) -> Bool {
        Self.isTrue(self[name])
    }

    static func isTrue(_ value: String?) -> Bool {
        guard let value else { return false }
        return ASCII.equalsIgnoringCase(value, "true") || ASCII.equalsIgnoringCase(value, "t")
    }
}
