public import Accounts

/// A browser's session with the client servlet.
///
/// The session is one row in the store, with a key that never leaves the server. The browser's session id,
/// `JSESSIONID`, and the nonce that attaches a single request are rows that refer to it. So several of them can lead to
/// one session, and inactivity or a logout ends the session for all of them.
struct ClientSession: Sendable {
    /// The session's own key.
    let key: String
    /// The session id that the request had, or that it gets.
    let id: String
    /// Whether the request named that id as a parameter.
    var isNamedByParameter = false
    let session: Session
    /// The account that is logged in. Nil if nobody has logged in.
    let person: Person?
    /// Whether the browser does not have the id yet.
    let isNew: Bool

    /// The value that `auth` tokens are bound to. A login replaces the session by a new one, so that nobody who knew
    /// the old one can use the new one. Both belong to one line, and an `auth` token for one of them is valid for the
    /// other.
    var line: String { session.attributes[Self.lineAttribute] ?? "" }

    static let lineAttribute = "luminate.line"
    /// The attributes with the `source` and `sub_source` with which the session began, for records that are created in it.
    static let sourceAttribute = "luminate.source"
    static let subSourceAttribute = "luminate.sub_source"
    /// The attribute with the session's key, in rows that refer to a session.
    static let keyAttribute = "luminate.session"
    /// The attribute with the digest of that key, by which a store finds the session together with the row that refers to it.
    static let digestAttribute = "luminate.session_digest"
}

/// The kinds of rows that Luminate stores as sessions. Source: Luminate.docc/Sessions.md.
public enum LuminateToken {
    /// A browser's session, under its own key.
    static let session: SessionKind = "luminate.session"
    /// The content of a browser's cookie, `JSESSIONID`.
    static let sessionID: SessionKind = "luminate.session_id"
    /// The token with which a page proves that it may act in a session, `auth`.
    static let auth: SessionKind = "luminate.auth"
    /// The token that represents a constituent for some minutes, `sso_auth_token`. It is the only kind that does not
    /// need another row, so a fixture can contain one.
    public static let singleSignOn: SessionKind = "luminate.sso"
    /// The token that attaches one request to a session, `NONCE_TOKEN`.
    static let nonce: SessionKind = "luminate.nonce"
    /// The token of a login that outlives the browser, in a cookie.
    static let remembered: SessionKind = "luminate.remembered"

    /// Returns the format of the vendor's session ids: 22 characters, here with 128 random bits, a dot, and the name of
    /// the application server.
    static func sessionIDFormat(_ settings: SiteSettings) -> TokenFormat {
        let server = settings.applicationServer
        return .custom { TokenFormat.base64URL(bytes: 16).mint(from: $0) + "." + server }
    }

    /// The format of the keys of sessions and lines.
    static let keyFormat = TokenFormat.base64URL(bytes: 16)
    /// 68 characters. The vendor's `auth` and single sign-on tokens have 65 to 90.
    static let longFormat = TokenFormat.base64URL(bytes: 51)
    static let nonceFormat = TokenFormat.upperHex(bytes: 16)

    /// Returns whether a text has the format of the vendor's single sign-on tokens: 65 to 90 characters of the URL-safe
    /// base64 alphabet, or `.`. Source: Luminate.docc/Sessions.md.
    public static func isLikeSingleSignOn(_ token: String) -> Bool {
        (65...90).contains(token.utf8.count) && token.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    }

    /// The greatest length of a token. A longer value is never a token of this server, and no time is spent on its
    /// digest.
    static let maximumLength = 256
}
