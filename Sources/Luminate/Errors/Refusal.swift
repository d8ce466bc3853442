import Calls

/// Why a request gets an error answer: the text for the caller, and the text for the log.
struct Refusal: CallRefusal {
    let code: LuminateErrorCode
    /// The text that the vendor sends in this case, if it is another than the code's. Nil if it is not.
    let vendorText: String?
    /// The reason in words for the log. It never contains a secret.
    let cause: String
    /// Whether another attempt soon may succeed. The answer then has status 503 and says when.
    let isTemporary: Bool
    /// The reason as a code, which says more than the vendor's.
    let reasonCode: CallReason
    /// The HTTP methods that the method supports, if the request used another one.
    let verbs: [String]?

    init(
        _ code: LuminateErrorCode, _ reasonCode: CallReason? = nil, vendorText: String? = nil, reason: String, isTemporary: Bool = false,
        verbs: [String]? = nil
    ) {
        self.code = code
        self.reasonCode = reasonCode ?? code.usualReason
        self.vendorText = vendorText
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

    /// A value breaks a rule. `vendorText` is the vendor's text about it, if it is known: `"Group/Field" what is wrong`.
    static func invalid(_ field: String, _ what: String, _ code: CallReason = .badValue, vendorText: String? = nil) -> Refusal {
        Refusal(
            .validationFailed, code, vendorText: vendorText.map { "One or more attributes failed validation: \($0)" },
            reason: "\(field): \(what)")
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
