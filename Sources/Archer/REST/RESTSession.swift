import Accounts
import HTTP
import Text

/// Where a REST request holds the token of its session. Source: Archer.docc/REST.md.
enum RESTSession {
    /// The cookie that browsers send instead of the Authorization field.
    static let cookieName = "__ArcherSessionCookie__"
    /// The property with the domain of the user who signs in.
    static let domainProperty = "UserDomain"
    /// The greatest length of a token. No time is spent on the digest of a longer one.
    private static let maximumLength = 256

    /// Returns the token in the field `Authorization: Archer session-id="TOKEN"`, with or without quotes, or else in the cookie. Returns
    /// nil if there is none, or if the field has another form.
    static func token(in fields: HTTPFields) -> String? {
        let token: Substring?
        if let field = fields.first("Authorization") {
            token = Self.token(inField: field[...])
        } else {
            token = fields.cookie(named: cookieName).map { $0[...] }
        }
        guard let token, !token.isEmpty, token.utf8.count <= maximumLength else { return nil }
        return String(token)
    }

    private static func token(inField field: Substring) -> Substring? {
        let scheme = field.prefix { $0 != " " }
        guard ASCII.equalsIgnoringCase(scheme, "archer") else { return nil }
        let halves = field[scheme.endIndex...].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, ASCII.equalsIgnoringCase(ASCII.trimmed(halves[0]), "session-id") else { return nil }
        var token = ASCII.trimmed(halves[1])
        if token.first == "\"", token.last == "\"", token.utf8.count >= 2 { token = token.dropFirst().dropLast() }
        return token
    }
}
