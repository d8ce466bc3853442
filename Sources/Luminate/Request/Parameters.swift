import Calls
import HTTP
import Text

/// The parameters of a request: those of the query string, followed by those of the body. Names are case-sensitive.
///
/// If a name was sent twice, the first value counts, as in the servlet container of the vendor. Source:
/// Luminate.docc/Requests.md.
struct Parameters: Sendable {
    /// The HTTP methods whose requests have no meaningful body (RFC 9110, section 9.3). The reference counts the body
    /// of POST only. Reading those of PUT, PATCH and DELETE too is our choice: a request with everything in its form
    /// then gets 405 for the HTTP method, in the format it asks for, instead of an error about a missing key.
    private static let bodilessVerbs = ["GET", "HEAD", "OPTIONS"]

    private let query: FormFields
    private let body: FormFields

    /// Creates an empty set of parameters.
    init() {
        query = FormFields()
        body = FormFields()
    }

    /// Reads the query string and the body. A body of another type than the two of HTML forms contains no parameters.
    /// Throws if anything in the request is not in the charset of its form, or if the request is over a limit of
    /// ``FormLimits``.
    init(_ request: HTTPRequest) throws(Refusal) {
        do throws(FormError) {
            query = try FormFields(query: request.query ?? "")
            body = Self.bodilessVerbs.contains(request.method) ? FormFields() : try Self.fields(ofBody: request)
        } catch {
            switch error {
            case .notUTF8, .undecodable:
                throw Refusal(.invalidCharacters, .malformedForm, reason: "the parameters hold bytes that are not in the form's charset")
            case .malformed: throw Refusal(.unableToProcess, .malformedForm, reason: "the multipart body is malformed")
            case .tooManyFields, .nameTooLong, .partHeadTooLong, .tooManyPartHeadLines, .tooManyPartHeadParameters:
                throw Refusal(.unableToProcess, .malformedForm, reason: "the request \(error)")
            }
        }
    }

    /// Reads what can be read of a request that ``init(_:)`` refuses, so that the refusal comes in the form that the
    /// request asks for. Each byte of a url-encoded form is taken as one character.
    init(readableOf request: HTTPRequest) {
        let oneByteEach = Charset(named: "iso-8859-1")
        query = (try? FormFields(urlEncoded: Array((request.query ?? "").utf8), charset: oneByteEach)) ?? FormFields()
        guard !Self.bodilessVerbs.contains(request.method), Self.isURLEncoded(Self.type(of: request)) else {
            body = FormFields()
            return
        }
        body = (try? FormFields(urlEncoded: request.body, charset: oneByteEach)) ?? FormFields()
    }

    private static func type(of request: HTTPRequest) -> MediaType? {
        request.fields.first("Content-Type").flatMap(MediaType.init(parsing:))
    }

    /// Returns whether a body is a url-encoded form. A page's library sends one as `multipart/form-data` without a
    /// boundary. Source: Luminate.docc/Requests.md.
    private static func isURLEncoded(_ type: MediaType?) -> Bool {
        switch type?.essence {
        case nil, "application/x-www-form-urlencoded": true
        case "multipart/form-data": type?.parameter("boundary") == nil
        default: false
        }
    }

    private static func fields(ofBody request: HTTPRequest) throws(FormError) -> FormFields {
        let type = type(of: request)
        if isURLEncoded(type) {
            return try FormFields(urlEncoded: request.body, charset: type?.charset.flatMap { Charset(named: $0) })
        }
        guard type?.essence == "multipart/form-data", let boundary = type?.parameter("boundary") else { return FormFields() }
        return try FormFields(multipart: request.body, boundary: boundary)
    }

    /// Returns the value of a parameter, wherever it was sent.
    subscript(name: String) -> String? {
        query[name] ?? body[name]
    }

    /// Returns the value of a parameter, or nil if it is empty, because forms send fields that nobody filled in.
    func given(_ name: String) -> String? {
        self[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Returns the value of a parameter that was sent in a body.
    func givenInBody(_ name: String) -> String? {
        body[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Returns a boolean: `true` and `t` in any letter case are true, everything else is false
    /// (Luminate.docc/Requests.md).
    func isTrue(_ name: String) -> Bool {
        Self.isTrue(self[name])
    }

    static func isTrue(_ value: String?) -> Bool {
        guard let value else { return false }
        return ASCII.equalsIgnoringCase(value, "true") || ASCII.equalsIgnoringCase(value, "t")
    }
}
