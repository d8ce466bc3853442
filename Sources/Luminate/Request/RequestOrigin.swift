import HTTP
import Text

/// The origin of a browser's request, and what pages from there may do. Source: Luminate.docc/Browsers.md.
struct RequestOrigin: Sendable {
    enum Standing: Sendable {
        /// Not a page of another site: a program, a form, a link, or a page of this host.
        case own
        /// A page of a domain that may read and change personal data.
        case trusted
        /// A page of a domain that may use methods without a token.
        case allowed
        /// A page from anywhere else.
        case stranger
    }

    let standing: Standing
    /// The origin, for repetition in a header. Nil if the answer is not shared with a page.
    private let shared: HTTPFieldValue?

    /// Creates the origin of a request. Only the client servlet is called by pages.
    init(_ request: HTTPRequest, servlet: Luminate.Servlet, _ settings: SiteSettings) {
        let origins = request.fields.all("Origin")
        guard servlet == .client, let origin = origins.first else {
            standing = .own
            shared = nil
            return
        }
        let standing = Self.standing(of: origin, at: request.fields.first("Host"), settings)
        self.standing = origins.count == 1 ? standing : .stranger
        shared = self.standing == .trusted || self.standing == .allowed ? HTTPFieldValue(origin) : nil
    }

    private static func standing(of origin: String, at ownHost: String?, _ settings: SiteSettings) -> Standing {
        guard let colon = origin.firstRange(of: "://") else { return .stranger }
        let authority = origin[colon.upperBound...]
        guard let host = Authority(authority)?.host else { return .stranger }
        if HostPattern.list(settings.trustedOrigins, hasPageHost: host) { return .trusted }
        if let ownHost, ASCII.equalsIgnoringCase(authority, ownHost) { return .own }
        return HostPattern.list(settings.allowedOrigins, hasPageHost: host) ? .allowed : .stranger
    }

    /// Whether `getLoginUrl` gives a token to this caller.
    var mayHoldToken: Bool { standing == .own || standing == .trusted }

    /// Returns whether the field `Referer` names a page of a host that may obtain a token. It does not if it is missing, because a
    /// page can have its browser omit it.
    static func isTrustedReferrer(of request: HTTPRequest, _ settings: SiteSettings) -> Bool {
        let referrers = request.fields.all("Referer")
        guard let referrer = referrers.first, referrers.count == 1, let colon = referrer.firstRange(of: "://") else { return false }
        let origin = referrer[..<colon.upperBound] + referrer[colon.upperBound...].prefix { !"/?#".contains($0) }
        let standing = standing(of: String(origin), at: request.fields.first("Host"), settings)
        return standing == .own || standing == .trusted
    }

    /// Adds the fields that let a page read the answer, also with cookies. The origin is therefore named and never `*`.
    func addFields(to fields: inout HTTPFields, servlet: Luminate.Servlet) {
        guard servlet == .client else { return }
        fields.append("Vary", "Origin")
        guard let shared else { return }
        fields.append("Access-Control-Allow-Origin", shared)
        fields.append("Access-Control-Allow-Credentials", "true")
    }

    /// Returns the answer to an OPTIONS request, including a browser's preflight request.
    func preflight(servlet: Luminate.Servlet) -> HTTPResponse {
        var response = HTTPResponse(status: 200)
        response.fields.append("Allow", "GET, POST, OPTIONS")
        addFields(to: &response.fields, servlet: servlet)
        if shared != nil {
            response.fields.append("Access-Control-Allow-Methods", "GET, POST")
            response.fields.append("Access-Control-Allow-Headers", "Content-Type")
        }
        return response
    }
}
