import Calls
public import HTTP
import Operations

/// Answers `/livez` and `/readyz`, on both listeners alike.
public struct Health: Sendable {
    private let waits: Bool
    private let obstacle: @Sendable () -> String?

    /// Creates the answers.
    ///
    /// - Parameters:
    ///   - waits: Whether the obstacle can only be found by asking the store, so that a remote one must be waited for.
    ///   - obstacle: Returns the reason why requests cannot be answered now, in words, or nil if they can. It is called for
    ///     every `/readyz`, so it must be fast. Every caller sees the reason.
    public init(waits: Bool = true, obstacle: @escaping @Sendable () -> String?) {
        self.waits = waits
        self.obstacle = obstacle
    }

    /// Returns 200: the process can answer, so it is alive.
    public func live(_ request: HTTPRequest) -> HTTPResponse {
        answer(request) { HTTPResponse(status: 200, text: "live\n") }
    }

    /// Returns 200 if requests can be answered, or else 503 with the reason.
    public func ready(_ request: HTTPRequest) -> HTTPResponse {
        answer(request) {
            guard let obstacle = obstacle() else { return HTTPResponse(status: 200, text: "ready\n") }
            return HTTPResponse(status: 503, text: "not ready: \(obstacle)\n")
        }
    }

    /// Returns ``ready(_:)``, from a thread that may wait if the obstacle can only be found by waiting.
    func readiness(_ request: HTTPRequest, in lanes: LanePlan) -> HTTPAnswer {
        guard waits, let wait = lanes.wait(for: .reads, hashing: .hashing) else { return .now(ready(request)) }
        return .later(for: wait, busy: { HTTPResponse(status: 503, text: "not ready: too busy\n") }) { ready(request) }
    }

    private func answer(_ request: HTTPRequest, _ content: () -> HTTPResponse) -> HTTPResponse {
        guard request.method == "GET" || request.method == "HEAD" else {
            var response = HTTPResponse(status: 405, text: "GET or HEAD only\n")
            response.fields.append("Allow", "GET, HEAD")
            return response
        }
        var response = content()
        response.fields.append("Cache-Control", "no-store")
        return response
    }
}
