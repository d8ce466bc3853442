import HTTP

/// The cookie with the id of a browser's session. Source: Luminate.docc/Sessions.md.
enum SessionCookie: Sendable {
    /// The browser stores this session id.
    case set(String)
    /// The browser deletes the cookie.
    case clear

    private static let name = "JSESSIONID"

    /// Returns the session id in a request's cookies. If there are several, the first one.
    static func value(in fields: HTTPFields) -> String? {
        fields.cookie(named: name)
    }

    /// Returns the value of the field. A page of another site sends the cookie only with `SameSite=None`, which
    /// browsers accept only over https. Without TLS the attribute is omitted.
    func fieldValue(isSecure: Bool) -> HTTPFieldValue {
        let attributes = "; Path=/; HttpOnly" + (isSecure ? "; Secure; SameSite=None" : "")
        return switch self {
        case .set(let id): HTTPFieldValue(replacingControlsIn: "\(Self.name)=\(id)\(attributes)")
        case .clear: HTTPFieldValue(replacingControlsIn: "\(Self.name)=\(attributes); Max-Age=0")
        }
    }
}
