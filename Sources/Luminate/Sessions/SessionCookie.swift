import HTTP
import Text

/// The cookie that names a browser's session. Source: Luminate.docc/Sessions.md.
enum SessionCookie: Sendable {
    /// The browser keeps this session id.
    case set(String)
    /// The browser forgets it.
    case clear

    private static let name = "JSESSIONID"

    /// The session id that a request's cookies name; the first one where there are several.
    static func value(in fields: HTTPFields) -> String? {
        for field in fields.all("Cookie") {
            for pair in field.split(separator: ";") {
                let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard halves.count == 2, ASCII.trimmed(halves[0]) == name else { continue }
                let value = ASCII.trimmed(halves[1])
                if !value.isEmpty { return String(value) }
            }
        }
        return nil
    }

    /// The field's value. A page of another site sends the cookie only with `SameSite=None`, which browsers take over https only; without
    /// TLS the attribute is left off.
    func fieldValue(isSecure: Bool) -> HTTPFieldValue {
        let attributes = "; Path=/; HttpOnly" + (isSecure ? "; Secure; SameSite=None" : "")
        return switch self {
        case .set(let id): HTTPFieldValue(replacingControlsIn: "\(Self.name)=\(id)\(attributes)")
        case .clear: HTTPFieldValue(replacingControlsIn: "\(Self.name)=\(attributes); Max-Age=0")
        }
    }
}
