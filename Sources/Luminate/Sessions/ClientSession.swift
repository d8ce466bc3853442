public import Accounts

/// A browser's session with the client servlet.
///
/// The session is one row in the store, known by a key that never leaves the server. What the browser holds, `JSESSIONID`, and what
/// attaches a single request, a nonce, are rows that point to it. So several of them reach one session, disuse ends it for all of them, and
/// so does logging out.
struct ClientSession: Sendable {
    /// The session's own key.
    let key: String
    /// The session id that the request came with, or that it is given.
    let id: String
    let session: Session
    /// Who is logged in; nil for a session nobody has logged in to.
    let person: Person?
    /// Whether the browser must be told of the id.
    let isNew: Bool

    /// What `auth` tokens are bound to. A login puts a new session in the place of the one it was asked for, so that nobody who knew the
    /// old one can use the new one; but both are one line, and an `auth` token given to the one is good for the other.
    var line: String { session.attributes[Self.lineAttribute] ?? "" }

    static let lineAttribute = "luminate.line"
    /// In rows that point to a session: its key.
    static let keyAttribute = "luminate.session"
}

/// The kinds of row that Luminate keeps as sessions. Source: Luminate.docc/Sessions.md.
public enum LuminateToken {
    /// A browser's session, under its own key.
    static let session: SessionKind = "luminate.session"
    /// What a browser's cookie holds, `JSESSIONID`.
    static let sessionID: SessionKind = "luminate.session_id"
    /// What a page shows to prove that it may act in a session, `auth`.
    static let auth: SessionKind = "luminate.auth"
    /// What stands for a constituent for some minutes, `sso_auth_token`.
    /// It is the one kind that stands on its own, so that a fixture can bring one.
    public static let singleSignOn: SessionKind = "luminate.sso"
    /// What attaches one request to a session, `NONCE_TOKEN`.
    static let nonce: SessionKind = "luminate.nonce"

    /// A session id as the vendor's look: 22 characters, here 128 random bits, a dot, and the application server's name.
    static func sessionIDFormat(_ settings: LuminateSettings) -> TokenFormat {
        let server = settings.applicationServer
        return .custom { TokenFormat.base64URL(bytes: 16).mint(from: $0) + "." + server }
    }

    /// Keys of sessions and of lines.
    static let keyFormat = TokenFormat.base64URL(bytes: 16)
    /// 68 characters; the vendor's `auth` and single sign-on tokens have 65 to 90.
    static let longFormat = TokenFormat.base64URL(bytes: 51)
    static let nonceFormat = TokenFormat.upperHex(bytes: 16)

    /// Returns whether a text looks like a single sign-on token of the vendor's: 65 to 90 characters of the URL-safe base64 alphabet, or `.`.
    /// Source: Luminate.docc/Sessions.md.
    public static func isLikeSingleSignOn(_ token: String) -> Bool {
        (65...90).contains(token.utf8.count) && token.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    }

    /// Longer values are no token of ours, and no time is spent on their digest.
    static let maximumLength = 256
}
