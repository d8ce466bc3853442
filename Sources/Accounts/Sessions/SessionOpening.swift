/// A session to be opened.
public struct SessionOpening: Sendable {
    /// What kind of token it gets.
    public let kind: SessionKind
    /// Whose it is; nil for a session nobody has signed in to.
    public let account: AccountID?
    /// The token; nil to have one minted.
    public let token: String?
    /// How a minted token looks.
    public let format: TokenFormat
    /// How long it lasts whatever happens; nil when only disuse ends it.
    public let lifetime: Duration?
    /// How long it may stay unused; nil when disuse does not end it.
    public let idleTimeout: Duration?
    /// The address it was opened from, where that binds it.
    public let clientAddress: String?
    /// What else belongs to it.
    public let attributes: [String: String]
    /// How many of the account's other sessions of this kind that are bound to the same address, or like it to none, stay: those opened last.
    /// Nil for all.
    public let keepsOthers: Int?
    /// The version of the credential that was verified at sign-in: with it, a session is still-born whose password was changed while it was
    /// being opened.
    public let credentialVersion: Int64?

    /// A session to be opened, made of its parts.
    public init(
        kind: SessionKind, account: AccountID?, token: String? = nil, format: TokenFormat, lifetime: Duration?, idleTimeout: Duration?,
        clientAddress: String? = nil, attributes: [String: String] = [:], keepsOthers: Int? = nil, credentialVersion: Int64? = nil
    ) {
        self.kind = kind
        self.account = account
        self.token = token
        self.format = format
        self.lifetime = lifetime
        self.idleTimeout = idleTimeout
        self.clientAddress = clientAddress
        self.attributes = attributes
        self.keepsOthers = keepsOthers
        self.credentialVersion = credentialVersion
    }
}

/// A session that was opened, with its token: the only moment at which the token is known.
public struct OpenedSession: Sendable {
    /// The token in plain text, for the one who opened the session.
    public let token: String
    /// What it stands for.
    public let session: Session
}

/// A session that stands, and whose it is.
public struct LiveSession: Sendable {
    /// What was read of both, shared by all who ask: copying their members costs 1,500 instructions a call.
    final class Record: Sendable {
        let session: Session
        let person: Person?

        init(_ session: Session, _ person: Person?) {
            self.session = session
            self.person = person
        }
    }

    let record: Record
    /// When the session was last used, which moves on while the record stays.
    let lastUsedAt: Timestamp

    init(session: Session, person: Person?) {
        record = Record(session, person)
        lastUsedAt = session.lastUsedAt
    }

    init(_ record: Record, lastUsedAt: Timestamp) {
        self.record = record
        self.lastUsedAt = lastUsedAt
    }

    /// The session.
    public var session: Session {
        var session = record.session
        session.lastUsedAt = lastUsedAt
        return session
    }

    /// Who is signed in; nil for a session nobody has signed in to.
    public var person: Person? { record.person }

    /// The account that is signed in; nil for a session nobody has signed in to.
    public var account: Account? { record.person?.account }
}
