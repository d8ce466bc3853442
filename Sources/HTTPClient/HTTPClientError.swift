/// Why a request has no answer. Each description is one line that says what to do.
public enum HTTPClientError: Error, Hashable, CustomStringConvertible {
    /// The request itself is not valid.
    case malformedRequest(reason: String)
    /// No server accepted the connection.
    case couldNotConnect(url: String, reason: String)
    /// The server did not answer in time.
    case timedOut(url: String, after: Duration)
    /// The server's certificate is not trusted, or client and server have no encryption in common.
    case untrusted(url: String, reason: String)
    /// The connection broke, or the answer is not HTTP.
    case noAnswer(url: String, reason: String)

    /// What went wrong and what to do.
    public var description: String {
        switch self {
        case .malformedRequest(let reason): "cannot send the request: \(reason)"
        case .couldNotConnect(let url, let reason): "could not connect to \(url): \(reason); is the server running?"
        case .timedOut(let url, let time): "\(url) did not answer within \(time); is the server overloaded, or the time too short?"
        case .untrusted(let url, let reason): "no trusted connection to \(url): \(reason); check the server's certificate"
        case .noAnswer(let url, let reason): "no answer from \(url): \(reason); look at the server's log"
        }
    }
}
