import Accounts
import Calls

/// Why a request gets an error answer: what the caller reads, and what the log says.
struct Refusal: CallRefusal {
    let code: LuminateErrorCode
    /// What the message says beyond the code's own words; nil for those alone. The caller reads it, so it holds no secret.
    let detail: String?
    /// Why, in words, for the log; never a secret.
    let cause: String
    /// Whether trying again soon may help: the answer has status 503 and says when.
    let isTemporary: Bool
    /// Whether something of ours failed, which the operator must see.
    let isFailure: Bool
    /// The HTTP methods that the method takes, where another one is the reason.
    let verbs: [String]?

    init(
        _ code: LuminateErrorCode, detail: String? = nil, reason: String, isTemporary: Bool = false, isFailure: Bool = false,
        verbs: [String]? = nil
    ) {
        self.code = code
        self.detail = detail
        cause = reason
        self.isTemporary = isTemporary
        self.isFailure = isFailure
        self.verbs = verbs
    }

    /// The code and why, for the log.
    var reason: String { "code \(code.rawValue): \(cause)" }

    var outcome: CallOutcome {
        if isFailure { return .failed }
        return code == .unknownMethod ? .unknown : .refused
    }

    var status: Int { isTemporary ? 503 : code.status }

    /// More work is waiting than the server takes.
    static let busy = Refusal(.unableToProcess, reason: "the server is busy", isTemporary: true)

    /// A value breaks a rule. The message is built as the one known from the vendor: `"Group/Field" what is wrong`.
    static func invalid(_ field: String, _ what: String) -> Refusal {
        Refusal(.validationFailed, detail: "\"\(field)\" \(what)", reason: "\(field): \(what)")
    }

    /// A redirect that leads nowhere allowed. The log says where hosts are allowed; the address, which is the caller's text, is not logged.
    static func unsafeRedirect(_ parameter: String) -> Refusal {
        let what = "The address must be an absolute http or https address of a host that redirects may lead to"
        return Refusal(
            .validationFailed, detail: "\"\(parameter)\" \(what)",
            reason: "\(parameter) is no absolute http or https address, or its host is none of luminate.redirect_hosts in the configuration"
        )
    }

    /// The store failed. What it says goes to the log only.
    init(_ error: StoreError) {
        self.init(.unableToProcess, reason: failureReason(of: error), isTemporary: true, isFailure: true)
    }

    /// The message of the answer.
    func message(_ settings: LuminateSettings) -> String {
        let words = settings.messages[code.rawValue] ?? code.message
        guard let detail else { return words }
        return (words.hasSuffix(".") ? String(words.dropLast()) : words) + ": " + detail
    }
}

/// Runs a call of the store; its failure becomes the answer to the request.
func kept<Result>(_ body: () throws(StoreError) -> Result) throws(Refusal) -> Result {
    do {
        return try body()
    } catch {
        throw Refusal(error)
    }
}
