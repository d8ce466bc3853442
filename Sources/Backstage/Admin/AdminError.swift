import HTTP
import JSON

/// A refusal of the admin API: `{"error": {"code": …, "message": …, "at": …}}`.
struct AdminError: Error, Hashable, Sendable {
    /// The status of the answer.
    let status: Int
    /// A code for programs.
    let code: String
    /// The reason in words, and what to send instead.
    let message: String
    /// The place of the value that is refused, as a JSON pointer (RFC 6901) for the body and as `?name` for the query. Nil
    /// for other refusals.
    var at: String?
    /// The methods to name in the Allow field.
    var allow: String?

    init(status: Int, code: String, message: String, at: String? = nil, allow: String? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.at = at
        self.allow = allow
    }

    /// Creates the refusal of a value.
    static func unusable(at place: String, _ message: String) -> AdminError {
        AdminError(status: 422, code: "unusable_value", message: message, at: place)
    }

    /// Creates the refusal of a value whose reader threw an error. `place` comes before the value's own.
    init(_ error: JSONSchemaError, below place: String = "") {
        self = .unusable(at: place + error.path.pointer, error.message)
    }

    /// The greatest number of characters of a text in an error. A caller's own words may be in it.
    private static let longestText = 4000

    /// Returns a text as an error can show it: not too long, and without NUL, which many readers of JSON cannot take.
    private static func shown(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(longestText).map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }

    var response: HTTPResponse {
        var members = [JSON.Member("code", .string(code)), JSON.Member("message", .string(Self.shown(message)))]
        if let at { members.append(JSON.Member("at", .string(Self.shown(at)))) }
        var response = HTTPResponse(
            status: status, contentType: "application/json", body: JSON.object([JSON.Member("error", .object(members))]).bytes)
        if let allow { response.fields.append("Allow", HTTPFieldValue(replacingControlsIn: allow)) }
        return response
    }

    /// The shape of every refusal, for the API's description.
    static let shape = JSONShape.object([
        .required(
            "error",
            .object([
                .required("code", .text(), "A code for programs."),
                .required("message", .text(), "The reason, and what to send instead."),
                .optional("at", .text(), "The place of the refused value: a JSON pointer into the body, or `?name` for the query."),
            ]), "The refusal.")
    ])
}

/// Returns what a reader of a value returns, or throws its error as a refusal. `place` comes before the value's own.
func usable<Result>(below place: String = "", _ read: () throws(JSONSchemaError) -> Result) throws(AdminError) -> Result {
    do throws(JSONSchemaError) {
        return try read()
    } catch {
        throw AdminError(error, below: place)
    }
}
