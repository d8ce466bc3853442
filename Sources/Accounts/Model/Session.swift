/// A kind of session or token; who uses a kind declares it, as with identity schemes.
public struct SessionKind: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    /// The kind's name in the store.
    public let rawValue: String

    /// A kind read from a store.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// A kind declared in the program.
    public init(stringLiteral value: String) {
        rawValue = value
    }
}

/// What a token stands for.
public struct Session: Sendable {
    /// The digest of its token.
    public let digest: TokenDigest
    /// What kind of token it is.
    public let kind: SessionKind
    /// Whose it is; nil for a session nobody has signed in to.
    public var account: AccountID?
    /// When it was opened.
    public var createdAt: Timestamp
    /// When it was last used, as far as it is known: a store may be told late.
    public var lastUsedAt: Timestamp
    /// When it ends whatever happens; nil when only disuse ends it.
    public var expiresAt: Timestamp?
    /// How long it may stay unused; nil when disuse does not end it.
    public var idleTimeout: Duration?
    /// The address it was opened from, where that binds it.
    public var clientAddress: String?
    /// What else belongs to it.
    public var attributes: [String: String]

    /// A session made of its parts.
    public init(
        digest: TokenDigest, kind: SessionKind, account: AccountID?, createdAt: Timestamp, lastUsedAt: Timestamp? = nil,
        expiresAt: Timestamp? = nil, idleTimeout: Duration? = nil, clientAddress: String? = nil, attributes: [String: String] = [:]
    ) {
        self.digest = digest
        self.kind = kind
        self.account = account
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt ?? createdAt
        self.expiresAt = expiresAt
        self.idleTimeout = idleTimeout
        self.clientAddress = clientAddress
        self.attributes = attributes
    }

    /// Whether it still stands at a moment.
    public func isLive(at now: Timestamp) -> Bool {
        isLive(at: now, lastUsedAt: lastUsedAt)
    }

    func isLive(at now: Timestamp, lastUsedAt: Timestamp) -> Bool {
        if let expiresAt, now >= expiresAt { return false }
        if let idleTimeout, now >= lastUsedAt + idleTimeout { return false }
        return true
    }
}

/// A session as a store has it, with whose it is, as both were at one moment.
public struct StoredSession: Sendable {
    /// The session.
    public let session: Session
    /// Whose it is. Nil for a session nobody has signed in to, and if the account is gone.
    public let person: Person?

    /// A session with whose it is.
    public init(_ session: Session, of person: Person?) {
        self.session = session
        self.person = person
    }
}
