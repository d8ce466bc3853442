import Operations
import ASMX
import Calls
import HTTP
import JSON

/// An error of the JSON twin.
struct JSONRefusal: CallRefusal {
    var status: Int
    var message: String
    /// The reason in words for the log, if the message repeats what the caller sent. Nil if the log can have the
    /// message itself.
    var loggedReason: String?
    var outcome: CallOutcome
    var reasonCode: CallReason
    var exceptionType: String?
    var messageDetail: String?
    var allow: HTTPFieldValue?

    var reason: String { loggedReason ?? message }

    init(
        status: Int, _ code: CallReason, message: String, reason: String? = nil, allow: HTTPFieldValue? = nil,
        outcome: CallOutcome = .malformed
    ) {
        self.status = status
        self.message = message
        loggedReason = reason
        self.outcome = outcome
        reasonCode = code
        self.allow = allow
    }

    /// There is no room for the call's work.
    static let busy = JSONRefusal(status: 503, .busy, message: Busy.message)

    /// Creates the error for a refusal. Refused credentials and tokens are 401. Everything else is a fault in SOAP and
    /// therefore 500.
    init(_ refusal: XWebRefusal, _ settings: XWebSettings) {
        let isSystem = if case .system = refusal.kind { true } else { false }
        self.init(status: isSystem ? 500 : 401, refusal.reasonCode, message: refusal.message(settings), outcome: refusal.outcome)
        exceptionType = refusal.detailName(settings)
        messageDetail = refusal.messageDetail
    }

    var response: HTTPResponse {
        var members = [JSON.Member("Message", .string(message))]
        if let exceptionType { members.append(.init("ExceptionType", .string(exceptionType))) }
        if let messageDetail { members.append(.init("MessageDetail", .string(messageDetail))) }
        var response = XWebJSON.response(status, .object(members), token: nil)
        if let allow { response.fields.append("Allow", allow) }
        if reasonCode == .busy { response.appendRetryAfter() }
        return response
    }
}
