import Calls
import HTTP
import OData
import Operations

/// Why a REST call is refused before it reaches the code of its resource, or because of what that code found.
struct RESTRefusal: CallRefusal {
    /// How the refusal is answered.
    enum Form: Sendable {
        /// A status and a message without an envelope.
        case bare(status: Int)
        /// An envelope with the message, and status 200.
        case enveloped(ValidationMessage.Template)
        /// An envelope that says that nothing was found, and status 200.
        case nothingFound
    }

    let form: Form
    /// The text for the caller.
    let message: String
    let reasonCode: CallReason
    let outcome: CallOutcome
    /// The reason for the log, if the message repeats what the caller sent.
    private let loggedReason: String?
    /// The methods that are served at the address, if this one is not.
    private(set) var allow: HTTPFieldValue?

    var reason: String { loggedReason ?? message }

    private init(
        _ form: Form, _ code: CallReason, _ message: String, outcome: CallOutcome = .malformed, reason: String? = nil,
        allow: HTTPFieldValue? = nil
    ) {
        self.form = form
        self.message = message
        reasonCode = code
        self.outcome = outcome
        loggedReason = reason
        self.allow = allow
    }

    /// No resource has this address.
    static let unknownAddress = Self(
        .bare(status: 404), .unknownAddress, "There is no resource at this address.", outcome: .unknown)

    /// The resource has other verbs than this one.
    static func wrongMethod(allow: HTTPFieldValue, method: String) -> Self {
        Self(
            .bare(status: 405), .wrongVerb, "The resource is served by \(allow.text).", reason: "Not an allowed method: \(method).",
            allow: allow)
    }

    /// An override that names no verb.
    static let badOverride = Self(
        .bare(status: 400), .wrongVerb, "X-Http-Method-Override is GET, POST, PUT or DELETE.")

    /// A resource of the vendor's that is not emulated.
    static func notEmulated(_ name: String) -> Self {
        Self(.bare(status: 501), .notEmulated, "The resource \(name) is not emulated.", outcome: .unknown)
    }

    /// A body that is not JSON, or not an object.
    static func badBody(_ problem: String) -> Self {
        Self(.bare(status: 400), .malformedJSON, "The body cannot be read: \(problem).")
    }

    /// A query that is not a form.
    static func badForm(_ error: FormError) -> Self { Self(.bare(status: 400), .malformedForm, "The query \(error).") }

    /// Query options that cannot be read.
    static func badQuery(_ error: ODataError) -> Self { Self(.bare(status: 400), .badQuery, "The query is not valid: \(error).") }

    /// Query options that cost too much.
    static let expensiveQuery = Self(
        .bare(status: 400), .badQuery, "The query is more work than a query may be. Ask for less by a narrower filter.",
        outcome: .refused)

    /// The id in the path is no number.
    static func badID(_ name: String) -> Self { Self(.bare(status: 400), .badValue, "The \(name) in the path is not a whole number.") }

    /// A required property is missing. The text is the vendor's.
    static func required(_ property: String) -> Self {
        Self(.enveloped(.required), .missingArgument, "The \(property) field is a required field.")
    }

    /// A property has a value that it cannot have.
    static func badValue(_ property: String, _ problem: String) -> Self {
        Self(.enveloped(.notValid), .badValue, "The \(property) property is not valid: \(problem).")
    }

    /// Returns the text for the caller. On an opaque site, a refusal in an envelope does not say what is wrong; only a request that the
    /// API cannot read at all is explained.
    func message(for settings: ArcherSettings) -> String {
        switch form {
        case .enveloped, .nothingFound: settings.isOpaque ? ArcherRefusal.opaqueMessage : message
        case .bare: message
        }
    }

    /// There is nothing with the id.
    static func nothingFound(_ code: CallReason) -> Self {
        Self(.nothingFound, code, "The resource cannot be found.", outcome: .refused)
    }
}
