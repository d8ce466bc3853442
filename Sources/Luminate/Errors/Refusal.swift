import Calls

/// Why a request gets an error answer: the text for the caller, and the text for the log.
struct Refusal: CallRefusal {
    let code: LuminateErrorCode
    /// The reason in words for the log. It never contains a secret.
    let cause: String
    /// Whether another attempt soon may succeed. The answer then has status 503 and says when.
    let isTemporary: Bool
    /// The reason as a code, which says more than the vendor's.
    let reasonCode: CallReason
    /// The HTTP methods that the method supports, if the request used another one.
    let verbs: [String]?

    init(
        _ code: LuminateErrorCode, _ reasonCode: CallReason? = nil, reason: String, isTemporary: Bool = false, verbs: [String]? = nil
    ) {
        self.code = code
        self.reasonCode = reasonCode ?? code.usualReason
        cause = reason
        self.isTemporary = isTemporary
        self.verbs = verbs
    }

    /// The code and the reason, for the log.
    var reason: String { "code \(code.rawValue): \(cause)" }

    var outcome: CallOutcome {
        switch reasonCode {
        case .unknownOperation: return .unknown
        case .malformedForm: return .malformed
        default: return .refused
        }
    }

    var status: Int { isTemporary ? 503 : code.status }

    /// There is no room for the request's work, or something internal failed. The caller may try again soon.
    static let unavailable = Refusal(.unableToProcess, .busy, reason: "the server is busy", isTemporary: true)

    /// A value of a field breaks a rule. The log says which.
    static func invalid(_ field: String, _ what: String, _ code: CallReason = .badValue) -> Refusal {
        Refusal(.validationFailed, code, reason: "\(field): \(what)")
    }

    /// Returns the refusal with which a failed call is answered.
    static func answering(_ failure: CallFailure) -> Refusal {
        if case .refused(let refusal as Refusal) = failure { refusal } else { .unavailable }
    }

    /// A redirect to a place that is not allowed. The log says where to allow hosts. It does not contain the address,
    /// which is the caller's text.
    static func unsafeRedirect(_ parameter: String) -> Refusal {
        Refusal(
            .validationFailed, .unsafeRedirect,
            reason: "\(parameter) is not an absolute http or https address, or the configured luminate.redirect_hosts lack its host"
        )
    }
}
