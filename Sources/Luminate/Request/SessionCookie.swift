import HTTP

/// A cookie that an answer stores in the browser or deletes there. Source: Luminate.docc/Sessions.md.
struct SessionCookie: Sendable {
    /// The names of the cookies.
    enum Name: String, Sendable {
        /// The id of the browser's session.
        case session = "JSESSIONID"
        /// The token of a login that outlives the browser. The vendor's name is not known; this one is ours.
        case remembered = "LO_REMEMBER_ME"
    }

    private let name: Name
    private let value: String
    /// How long the browser keeps it, in seconds. Nil until the browser ends.
    private let seconds: Int64?

    /// The browser stores this session id.
    static func set(_ id: String) -> SessionCookie { SessionCookie(name: .session, value: id, seconds: nil) }

    /// The browser deletes the session id.
    static let clear = SessionCookie(name: .session, value: "", seconds: 0)

    /// The browser stores the token of a remembered login.
    static func remember(_ token: String, for lifetime: Duration) -> SessionCookie {
        SessionCookie(name: .remembered, value: token, seconds: lifetime.components.seconds)
    }

    /// The browser deletes the token of a remembered login.
    static let forget = SessionCookie(name: .remembered, value: "", seconds: 0)

    /// Returns the value of a cookie of a request. If there are several of the name, the first one.
    static func value(of name: Name = .session, in fields: HTTPFields) -> String? {
        fields.cookie(named: name.rawValue)
    }

    /// Returns the value of the field. A page of another site sends the cookie only with `SameSite=None`, which
    /// browsers accept only over https. Without TLS the attribute is omitted.
    func fieldValue(isSecure: Bool) -> HTTPFieldValue {
        let attributes = "; Path=/; HttpOnly" + (isSecure ? "; Secure; SameSite=None" : "") + (seconds.map { "; Max-Age=\($0)" } ?? "")
        return HTTPFieldValue(replacingControlsIn: "\(name.rawValue)=\(value)\(attributes)")
    }
}
