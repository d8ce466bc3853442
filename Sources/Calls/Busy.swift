public import HTTP

/// The answer to a call for which there is no room, in all bindings.
public enum Busy {
    /// The number of seconds that a client should wait before it tries again.
    static let retryAfterSeconds = 1

    /// The message of the answer.
    public static let message = "The server is too busy to hash more passwords now. Try again in a second."

    /// Returns the answer in plain text, with status 503.
    public static func response(_ message: String = Busy.message) -> HTTPResponse {
        var response = HTTPResponse(status: 503, text: message)
        response.appendRetryAfter()
        return response
    }
}

extension HTTPResponse {
    /// Appends the field that says when a client should try again.
    public mutating func appendRetryAfter() {
        fields.append("Retry-After", HTTPFieldValue(Busy.retryAfterSeconds))
    }
}
