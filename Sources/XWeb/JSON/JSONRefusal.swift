import Operations
import ASMX
import Calls
import HTTP
import JSON

/// An error of the JSON twin.
struct JSONRefusal: CallRefusal {
    var status: Int
    var message: String
    /// Why, in words for the log, where the message repeats what the caller sent; nil where the message itself will do.
    var loggedReason: String?
    var outcome: CallOutcome
    var exceptionType: String?
    var messageDetail: String?
    var allow: HTTPFieldValue?
    var retryAfter: Int?

    var reason: String { loggedReason ?? message }

    init(
        status: Int, message: String, reason: String? = nil, allow: HTTPFieldValue? = nil, outcome: CallOutcome = .malformed
    ) {
        self.status = status
        self.message = message
        loggedReason = reason
        self.outcome = outcome
        self.allow = allow
    }

    /// More work is waiting than the server takes.
    static let busy: JSONRefusal = {
        var refusal = JSONRefusal(status: 503, message: Busy.message)
        refusal.retryAfter = Busy.retryAfterSeconds
        return refusal
    }()

    /// Credentials and tokens are a matter of 401; every other refusal is what SOAP answers with a fault, so 500.
    init(_ refusal: XWebRefusal, _ settings: XWebSettings) {
        let isSystem = if case .system = refusal.kind { true } else { false }
        self.init(status: isSystem ? 500 : 401, message: refusal.message(settings))
        exceptionType = refusal.detailName(settings)
        messageDetail = refusal.messageDetail
    }

    var response: HTTPResponse {
        var members = [JSON.Member("Message", .string(message))]
        if let exceptionType { members.append(.init("ExceptionType", .string(exceptionType))) }
        if let messageDetail { members.append(.init("MessageDetail", .string(messageDetail))) }
        var response = XWebJSON.response(status, .object(members), token: nil)
        if let allow { response.fields.append("Allow", allow) }
        if let retryAfter { response.fields.append("Retry-After", HTTPFieldValue(retryAfter)) }
        return response
    }
}
