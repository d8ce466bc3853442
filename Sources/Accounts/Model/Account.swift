/// The store's key of an account within its site.
public struct AccountID: RawRepresentable, Hashable, Sendable {
    /// The store's key.
    public let rawValue: Int64

    /// An account known by its key.
    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }
}

/// Whether an account may sign in.
public enum AccountStatus: String, Sendable, Codable, CaseIterable {
    /// It may.
    case active
    /// It was switched off.
    case disabled
    /// It was locked, by a person or by a lockout rule that asks for a person to unlock it.
    case locked
}

/// A person's or a program's record: one set of credentials, and the identities by which several systems know it.
public struct Account: Sendable {
    /// The store's key.
    public let id: AccountID
    /// Whether it may sign in.
    public var status: AccountStatus
    /// The password it signs in with; nil for a record that never had one.
    public var credential: Credential?
    /// The rule set that governs its password and sessions; nil where the caller's default governs. One that is gone counts as none.
    public var policy: PolicyID?
    /// What else is known: names, flags, privileges. Keys are chosen by who writes them and prefixed with the system where they belong to one.
    public var attributes: [String: String]
    /// When the record was made.
    public var createdAt: Timestamp

    /// The attribute that makes an account a system account, with the value `true`.
    public static let systemAccountAttribute = "account.is_system"

    /// Whether a system keeps this account for its own administration. Such an account is never locked by failures, or three guesses of a
    /// stranger's would shut the only administrator out; the throttle slows guessers down. Nor does its password end.
    public var isSystemAccount: Bool { attributes[Self.systemAccountAttribute] == "true" }

    /// A record made of its parts.
    public init(
        id: AccountID, status: AccountStatus = .active, credential: Credential? = nil, policy: PolicyID? = nil,
        attributes: [String: String] = [:], createdAt: Timestamp
    ) {
        self.id = id
        self.status = status
        self.credential = credential
        self.policy = policy
        self.attributes = attributes
        self.createdAt = createdAt
    }
}

/// A password as it is kept.
public struct Credential: Sendable {
    /// The hash with its parameters.
    public var hash: PasswordHash
    /// Goes up with every change; a change names the version it verified and fails when that is no longer the one kept.
    public var version: Int64
    /// When the password was set.
    public var changedAt: Timestamp
    /// Whether its owner must change it at the next sign-in.
    public var mustChange: Bool
    /// How many sign-ins were let through since the password's end.
    public var graceSignInsUsed: Int

    /// A credential made of its parts.
    public init(hash: PasswordHash, version: Int64, changedAt: Timestamp, mustChange: Bool = false, graceSignInsUsed: Int = 0) {
        self.hash = hash
        self.version = version
        self.changedAt = changedAt
        self.mustChange = mustChange
        self.graceSignInsUsed = graceSignInsUsed
    }
}

/// An account before the store has given it a key.
public struct NewAccount: Sendable {
    /// Whether it may sign in.
    public var status: AccountStatus
    /// Its identities, in the order in which they are shown.
    public var identities: [Identity]
    /// The hash of its password, or nil.
    public var passwordHash: PasswordHash?
    /// Whether the password must be changed at the next sign-in.
    public var mustChangePassword: Bool
    /// Its rule set.
    public var policy: PolicyID?
    /// What else is known of it.
    public var attributes: [String: String]
    /// The containers it is a member of from the start.
    public var memberships: [ContainerID]

    /// A new account made of its parts.
    public init(
        status: AccountStatus = .active, identities: [Identity], passwordHash: PasswordHash? = nil, mustChangePassword: Bool = false,
        policy: PolicyID? = nil, attributes: [String: String] = [:], memberships: [ContainerID] = []
    ) {
        self.status = status
        self.identities = identities
        self.passwordHash = passwordHash
        self.mustChangePassword = mustChangePassword
        self.policy = policy
        self.attributes = attributes
        self.memberships = memberships
    }
}
