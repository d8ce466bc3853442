import HTTP

/// Answers `/livez` and `/readyz`, on both listeners alike.
public struct Health: Sendable {
    private let obstacle: @Sendable () -> String?

    /// `obstacle` says in words why requests cannot be answered now, or nil when they can. It is asked for every `/readyz` and must not take
    /// long; what it says is shown to whoever asks.
    public init(obstacle: @escaping @Sendable () -> String?) {
        self.obstacle = obstacle
    }

    /// The process lives: it can answer this.
    func live(_ request: HTTPRequest) -> HTTPResponse {
        answer(request) { HTTPResponse(status: 200, text: "live\n") }
    }

    /// 200 when requests can be answered, 503 with the reason when not.
    func ready(_ request: HTTPRequest) -> HTTPResponse {
        answer(request) {
            guard let obstacle = obstacle() else { return HTTPResponse(status: 200, text: "ready\n") }
            return HTTPResponse(status: 503, text: "not ready: \(obstacle)\n")
        }
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
