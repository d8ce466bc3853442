public import Accounts
public import Calls
public import Emulator
public import HTTP
import JSON
import Text

/// The admin API, on its own listener.
///
/// Errors are JSON: `{"error": {"code": …, "message": …}}`. If a token is set, every address except the health checks
/// requires `Authorization: Bearer TOKEN`.
///
/// Without a token, only requests for a name or address of the loopback are answered. A page from anywhere can make its
/// own name resolve to this machine (DNS rebinding), and its browser would then let it read and change everything. The
/// browser still sends the host that the page requested, so the API checks it. No page knows a token, so with one the
/// API answers under every name. Health checks reveal nothing and are always answered.
///
/// Requests from pages of other origins are refused, and no answer allows such a page to read it. A page in the
/// developer's own browser reaches the loopback under its right name, so the check of the Host is not enough.
///
/// A wrong token is logged with the address it came from. Callers with several wrong tokens get 429 for increasing
/// waits (see `TokenThrottle`).
public struct AdminAPI: HTTPHandler {
    /// The greatest length of a body that some address takes, in bytes.
    public static let largestBody = max(AdminTable.bodyLimit, SiteImage.largest)

    private let health: Health
    let table: AdminTable
    let sessions = AdminSessions()
    private let token: AdminToken?
    private let throttle: TokenThrottle
    private let log: CallLog

    /// Creates the API.
    ///
    /// - Parameters:
    ///   - world: What the API shows and changes. If nil, it only names its version.
    ///   - health: Answers health checks.
    ///   - token: The token that callers must send. If nil, everyone who reaches the listener may call the API.
    ///   - clock: The clock for waits after wrong tokens.
    ///   - log: Receives a line for each wrong token.
    public init(
        over world: AdministeredWorld? = nil, health: Health, token: String?, clock: any WallClock = SystemClock(),
        log: @escaping CallLog = { _, _ in }
    ) {
        self.health = health
        self.token = token.map(AdminToken.init)
        self.log = log
        throttle = TokenThrottle(clock: clock)
        var routes = [Self.version]
        if let world {
            let parts = [siteRoutes, accountRoutes, resetRoutes, clockRoutes, journalRoutes, verificationRoutes, metricsRoutes]
            routes += parts.flatMap { $0(world) }
            routes +=
                faultRoutes(world) + faultPreviewRoutes(world) + streamRoutes(world) + callerRoutes(world) + operationRoutes(world)
                + settingsRoutes(world)
            routes += snapshotRoutes(world) + imageRoutes(world)
            routes.append(fixtureSchemaRoute)
        }
        table = AdminTable(describing: routes, needsToken: token != nil)
    }

    /// Replaces the token that callers must send. Does nothing if the API was created without one, because it then describes itself so.
    /// Browsers that have shown the old one are forgotten.
    public func replaceToken(_ token: String) {
        self.token?.replace(with: token)
        sessions.closeAll()
    }

    /// Refuses a request before its body is read if the caller may not make it, or if the body is longer than its address takes.
    public func refusal(ofHead request: HTTPRequest) -> HTTPResponse? {
        guard !["/livez", "/readyz"].contains(request.path) else { return nil }
        let length = request.fields.first("Content-Length").flatMap { Int($0) }
        let refusal = refusal(of: request) ?? length.flatMap { table.refusal(ofBodyWith: $0, request)?.response }
        return refusal.map(Self.guarded)
    }

    /// Refuses a body that is longer than any address takes.
    public func refusal(ofLargeBody request: HTTPRequest) -> HTTPResponse? {
        Self.guarded(
            refusal(of: request) ?? (table.refusal(ofBodyWith: .max, request) ?? AdminTable.tooLargeForAll).response)
    }

    /// Answers a request.
    public func answer(_ request: HTTPRequest) -> HTTPAnswer {
        switch request.path {
        case "/livez": return .now(health.live(request))
        case "/readyz": return .now(health.ready(request))
        default: break
        }
        if let refusal = refusal(of: request) { return .now(Self.guarded(refusal)) }
        switch table.answer(request) {
        case .now(let response): return .now(Self.guarded(response))
        case .later(let wait, let busy, let work):
            return .later(for: wait, busy: { Self.guarded(busy()) }, work: { Self.guarded(work()) })
        }
    }

    private static let version = AdminRoute(
        .get, "/api/version", "The name and the release of the program.",
        answers: [
            .init(
                200, "The name and the release.",
                .object([.required("name", .text(), "The name."), .required("version", .text(), "The release.")]))
        ]
    ) { _ throws(AdminError) in
        .value(
            .object([
                JSON.Member("name", .string(UnderstudyVersion.name)), JSON.Member("version", .string(UnderstudyVersion.version)),
            ]))
    }

    /// Whether callers must show a token.
    var needsToken: Bool { token != nil }

    /// Returns the answer to a request that the caller may not make. Nil if it may.
    private func refusal(of request: HTTPRequest) -> HTTPResponse? {
        refusalOfOrigin(of: request) ?? (hasSession(request) ? nil : refusalOfToken(in: request))
    }

    /// Returns whether a request comes from a browser that has shown the token.
    package func hasSession(_ request: HTTPRequest) -> Bool {
        needsToken && request.fields.cookie(named: Self.cookieName).map(sessions.isOpen) == true
    }

    /// Returns the answer to a request under a wrong name, or from a page of another origin. Nil if it is neither.
    func refusalOfOrigin(of request: HTTPRequest) -> HTTPResponse? {
        guard token != nil || Self.isMeantForLoopback(request) else {
            return AdminError(
                status: 421, code: "misdirected_request",
                message: "without an admin token, only localhost and loopback addresses are answered"
            ).response
        }
        guard !Self.isFromAnotherPage(request) else {
            return AdminError(
                status: 403, code: "cross_site", message: "pages of other origins may not call the admin API"
            ).response
        }
        return nil
    }

    /// Returns whether a browser says that a page of another origin made the request.
    private static func isFromAnotherPage(_ request: HTTPRequest) -> Bool {
        let sites = request.fields.all("Sec-Fetch-Site")
        guard sites.allSatisfy({ $0 == "same-origin" || $0 == "none" }) else { return true }
        let own = request.fields.first("Host").map { "\(request.isSecure ? "https" : "http")://\(ASCII.lowercased($0))" }
        return !request.fields.all("Origin").allSatisfy { ASCII.lowercased($0) == own }
    }

    /// Returns an answer with the fields that keep it from caches and from other pages.
    static func guarded(_ response: HTTPResponse) -> HTTPResponse {
        var response = response
        response.fields.append("Cache-Control", "no-store")
        response.fields.append("Cross-Origin-Resource-Policy", "same-origin")
        response.fields.append("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        response.fields.append("X-Content-Type-Options", "nosniff")
        return response
    }

    /// Returns whether the Host field names the loopback. No browser omits the field.
    private static func isMeantForLoopback(_ request: HTTPRequest) -> Bool {
        let hosts = request.fields.all("Host")
        return hosts.allSatisfy { Authority($0)?.isLoopback == true }
    }

    /// Returns the answer to a request without the token, or with one that comes too soon after wrong ones. Returns nil
    /// if the request may continue.
    private func refusalOfToken(in request: HTTPRequest) -> HTTPResponse? {
        guard needsToken else { return nil }
        guard let shown = Self.token(in: request) else { return Self.unauthorized }
        switch check(shown, of: request) {
        case nil: return nil
        case .wrong?: return Self.unauthorized
        case .tooMany(let seconds)?:
            var refusal = AdminError(status: 429, code: "too_many_attempts", message: "too many wrong tokens; wait before the next")
                .response
            refusal.fields.append("Retry-After", HTTPFieldValue(replacingControlsIn: String(seconds)))
            return refusal
        }
    }

    /// Why a token is not accepted.
    enum TokenFlaw {
        case wrong
        /// There were several wrong ones. No other is looked at for so many seconds.
        case tooMany(seconds: Int)
    }

    /// Checks a token that a request shows. Returns nil if it is right.
    func check(_ shown: [UInt8], of request: HTTPRequest) -> TokenFlaw? {
        let network = request.clientNetwork
        if let seconds = throttle.wait(for: network) { return .tooMany(seconds: seconds) }
        guard let token, !token.equals(shown) else { return nil }
        throttle.noteWrongToken(from: network)
        let pause = throttle.wait(for: network).map { "; no other is looked at for \($0) s" } ?? ""
        log(.refused, "admin API: a wrong token from \(request.clientAddress)\(pause)")
        return .wrong
    }

    private static var unauthorized: HTTPResponse {
        let message = "Authorization: Bearer with the admin token is needed"
        var refusal = AdminError(status: 401, code: "unauthorized", message: message).response
        refusal.fields.append("WWW-Authenticate", "Bearer")
        return refusal
    }

    /// Returns the token in a request, or nil if there is none.
    private static func token(in request: HTTPRequest) -> [UInt8]? {
        let scheme = "bearer "
        guard let field = request.fields.first("Authorization"), ASCII.lowercased(field.prefix(scheme.count)) == scheme else { return nil }
        return Array(field.dropFirst(scheme.count).utf8)
    }
}
