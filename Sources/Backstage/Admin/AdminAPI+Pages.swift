import Calls
package import HTTP
package import JSON

/// What pages for people need of the API. They call it as other programs do, so they show and do nothing that it does not.
extension AdminAPI {
    /// Whether a request for a page may be answered.
    package enum PageAdmission: Sendable {
        /// It may.
        case admitted
        /// It has to show the admin token first.
        case needsToken
        /// It may not, and this is the answer.
        case refused(HTTPResponse)
    }

    /// The result of showing the admin token.
    package enum SignIn: Sendable {
        /// It is right. This is the text of the browser's cookie.
        case done(cookie: String)
        /// It is wrong.
        case wrong
        /// There were several wrong ones. No other is looked at for so many seconds.
        case wait(seconds: Int)
    }

    /// The name of the cookie of a browser that has shown the token.
    package static let cookieName = "understudy_admin"
    /// How long such a browser is remembered, in seconds.
    package static let cookieSeconds = AdminSessions.life.components.seconds

    /// Returns whether a request for a page may be answered. A browser may show its cookie in place of the token.
    package func admission(of request: HTTPRequest) -> PageAdmission {
        if let refusal = refusalOfOrigin(of: request) { return .refused(Self.guarded(refusal)) }
        guard needsToken, !hasSession(request) else { return .admitted }
        // A page does not say whether a token in the Authorization field is wrong: the API does, and slows guessing.
        return .needsToken
    }

    /// Checks the token that somebody typed. Wrong ones are logged and slowed down as those of other programs.
    package func signIn(with token: String, _ request: HTTPRequest) -> SignIn {
        guard let flaw = check(Array(token.utf8), of: request) else { return .done(cookie: sessions.open()) }
        return switch flaw {
        case .wrong: .wrong
        case .tooMany(let seconds): .wait(seconds: seconds)
        }
    }

    /// Forgets the browser that sends a request.
    package func signOut(_ request: HTTPRequest) {
        request.fields.cookie(named: Self.cookieName).map(sessions.close)
    }

    /// Calls an address of the API for a page whose request was admitted, and returns the answer. Waits for the work that it needs, so call
    /// it where that is allowed.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - target: The address with its query, both encoded.
    ///   - body: The body, or nil if the address takes none.
    ///   - type: The media type that is wanted. Nil for the usual one.
    package func answer(_ method: String, _ target: String, _ body: JSON? = nil, accepting type: HTTPFieldValue? = nil) -> HTTPResponse {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        var request = HTTPRequest(method: method, path: parts.first ?? "/", query: parts.count > 1 ? parts[1] : nil)
        if let type { request.fields.append("Accept", type) }
        if let body {
            request.fields.append("Content-Type", "application/json")
            request.body = body.bytes
        }
        switch table.answer(request) {
        case .now(let response): return response
        case .later(_, _, let work): return work()
        }
    }
}
