/// A kind of session or token. The code that uses a kind declares it, as with identity schemes.
public struct SessionKind: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    /// The kind's name in the store.
    public let rawValue: String

    /// Creates a kind from its name in a store.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Creates a kind from a literal.
    public init(stringLiteral value: String) {
        rawValue = value
    }
}

/// The session that a token identifies.
public struct Session: Sendable {
    /// The digest of its token.
    public let digest: TokenDigest
    /// The kind of token.
    public let kind: SessionKind
    /// The session's account. Nil if nobody has signed in to it.
    public var account: AccountID?
    /// When it was opened.
    public var createdAt: Timestamp
    /// When it was last used, as far as it is known. A store may learn this late.
    public var lastUsedAt: Timestamp
    /// When it ends in any case. Nil if only inactivity ends it.
    public var expiresAt: Timestamp?
    /// How long it may be inactive. Nil if inactivity does not end it.
    public var idleTimeout: Duration?
    /// The address it was opened from, if it is bound to that address.
    public var clientAddress: String?
    /// Further attributes of the session.
    public var attributes: [String: String]

    /// Creates a session from its parts.
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

    /// When the session ends unless it is used again. Nil if it does not.
    public var endsAt: Timestamp? {
        guard let idleTimeout else { return expiresAt }
        return min(lastUsedAt + idleTimeout, expiresAt ?? Timestamp(milliseconds: .max))
    }

    /// Returns whether the session is still valid at a moment.
    public func isLive(at now: Timestamp) -> Bool {
        isLive(at: now, lastUsedAt: lastUsedAt)
    }

    func isLive(at now: Timestamp, lastUsedAt: Timestamp) -> Bool {
        if let expiresAt, now >= expiresAt { return false }
        if let idleTimeout, now >= lastUsedAt + idleTimeout { return false }
        return true
    }
}

/// A stored session with its owner, both as they were at one moment.
public struct StoredSession: Sendable {
    /// The session.
    public let session: Session
    /// The session's owner. Nil if nobody has signed in to it, or if the account no longer exists.
    public let person: Person?

    /// Creates a stored session from its parts.
    public init(_ session: Session, of person: Person?) {
        self.session = session
        self.person = person
    }
}
