/// A request to open a session.
public struct SessionOpening: Sendable {
    /// The kind of token.
    public let kind: SessionKind
    /// The session's account. Nil if nobody has signed in to it.
    public let account: AccountID?
    /// The token. If nil, a new one is generated.
    public let token: String?
    /// The format of a generated token.
    public let format: TokenFormat
    /// How long it lasts in any case. Nil if only inactivity ends it.
    public let lifetime: Duration?
    /// How long it may be inactive. Nil if inactivity does not end it.
    public let idleTimeout: Duration?
    /// The address it was opened from, if it is bound to that address.
    public let clientAddress: String?
    /// Further attributes of the session.
    public let attributes: [String: String]
    /// Keep at most this many other sessions of the same account, kind and client address (newest first); nil keeps
    /// all.
    public let keepsOthers: Int?
    /// The version of the credential that was verified at sign-in. If set, no session is created when the password has
    /// changed since.
    public let credentialVersion: Int64?
    /// Whether this is a sign-in whose time is stored in the account.
    public let recordsSignIn: Bool

    /// Creates an opening from its parts.
    public init(
        kind: SessionKind, account: AccountID?, token: String? = nil, format: TokenFormat, lifetime: Duration?, idleTimeout: Duration?,
        clientAddress: String? = nil, attributes: [String: String] = [:], keepsOthers: Int? = nil, credentialVersion: Int64? = nil,
        recordsSignIn: Bool = false
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
        self.recordsSignIn = recordsSignIn
    }
}

/// Sessions to open and others to end, in one write.
public struct SessionOpenings: Sendable {
    /// The sessions to open.
    public var openings: [SessionOpening]
    /// The digests of those to end.
    public var ended: [TokenDigest]

    /// Creates a description from its parts.
    public init(_ openings: [SessionOpening], ending ended: [TokenDigest] = []) {
        self.openings = openings
        self.ended = ended
    }
}

/// A session that was opened, with its token. The token is known only at this moment.
public struct OpenedSession: Sendable {
    /// The token in plain text, for the caller that opened the session.
    public let token: String
    /// The session.
    public let session: Session
}

/// A valid session and its owner.
public struct LiveSession: Sendable {
    /// The data read for both, shared by all readers. Copying its members would cost 1,500 instructions for each call.
    final class Record: Sendable {
        let session: Session
        let person: Person?

        init(_ session: Session, _ person: Person?) {
            self.session = session
            self.person = person
        }
    }

    let record: Record
    /// When the session was last used. It changes while the record stays the same.
    let lastUsedAt: Timestamp

    init(session: Session, person: Person?) {
        record = Record(session, person)
        lastUsedAt = session.lastUsedAt
    }

    init(_ record: Record, lastUsedAt: Timestamp) {
        self.record = record
        self.lastUsedAt = lastUsedAt
    }

    /// The digest of the session's token.
    public var digest: TokenDigest { record.session.digest }

    /// The session.
    public var session: Session {
        var session = record.session
        session.lastUsedAt = lastUsedAt
        return session
    }

    /// The person that is signed in. Nil if nobody has signed in to the session.
    public var person: Person? { record.person }

    /// The account that is signed in. Nil if nobody has signed in to the session.
    public var account: Account? { record.person?.account }
}
