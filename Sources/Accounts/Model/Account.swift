/// The store's key of an account within its site.
public struct AccountID: RawRepresentable, Hashable, Sendable {
    /// The store's key.
    public let rawValue: Int64

    /// Creates the key of an account.
    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }
}

/// Whether an account may sign in.
public enum AccountStatus: String, Sendable, Codable, CaseIterable {
    /// It may sign in.
    case active
    /// It was disabled.
    case disabled
    /// It was locked, by a person or by a lockout rule that requires a person to unlock it.
    case locked
}

/// The record of a person or program: one set of credentials, and the identities by which several systems know it.
public struct Account: Sendable {
    /// The store's key.
    public let id: AccountID
    /// Whether it may sign in.
    public var status: AccountStatus
    /// The password for signing in. Nil for a record that never had one.
    public var credential: Credential?
    /// The rule set for its password and sessions. If it is nil or names a deleted rule set, the caller's default applies.
    public var policy: PolicyID?
    /// Further facts: names, flags, privileges. The code that writes an attribute chooses its key. If it belongs to a
    /// system, the key has the system as a prefix.
    public var attributes: [String: String]
    /// When the record was created.
    public var createdAt: Timestamp
    /// When it last signed in, as far as a system records that. Nil if it never has.
    public var lastSignInAt: Timestamp?
    /// When a person last made it active. Nil if it has been active or not since it was created.
    public var activatedAt: Timestamp?

    /// The attribute that makes an account a system account if its value is `true`.
    public static let systemAccountAttribute = "account.is_system"

    /// Whether a system uses this account for its own administration. In that system failures never lock the account,
    /// because three guesses of a stranger would otherwise lock out the only administrator. The throttle slows down
    /// guessing instead, and the password never expires. The system asks for this with ``RuleExemption/systemAccounts``.
    ///
    /// In other systems the account's rules apply, but a lock by failures always ends by itself, and does not hold up
    /// sign-ins to the account's own system.
    public var isSystemAccount: Bool { attributes[Self.systemAccountAttribute] == "true" }

    /// Creates a record from its parts.
    public init(
        id: AccountID, status: AccountStatus = .active, credential: Credential? = nil, policy: PolicyID? = nil,
        attributes: [String: String] = [:], createdAt: Timestamp, lastSignInAt: Timestamp? = nil, activatedAt: Timestamp? = nil
    ) {
        self.id = id
        self.status = status
        self.credential = credential
        self.policy = policy
        self.attributes = attributes
        self.createdAt = createdAt
        self.lastSignInAt = lastSignInAt
        self.activatedAt = activatedAt
    }
}

extension Account {
    /// When it was last used: its last sign-in, or, if that is later, the moment at which it was created or made active.
    public var lastUsedAt: Timestamp {
        max(createdAt, max(lastSignInAt ?? createdAt, activatedAt ?? createdAt))
    }
}

/// A stored password.
public struct Credential: Sendable {
    /// The hash with its parameters.
    public var hash: PasswordHash
    /// Increases with every change. A change names the version it verified, and fails if that is no longer the stored
    /// one.
    public var version: Int64
    /// When the password was set.
    public var changedAt: Timestamp
    /// Whether its owner must change it at the next sign-in.
    public var mustChange: Bool
    /// The number of sign-ins allowed since the password expired.
    public var graceSignInsUsed: Int

    /// Creates a credential from its parts.
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
    /// When its password was set. Nil for the moment at which the account is stored.
    public var passwordChangedAt: Timestamp?
    /// Whether the password must be changed at the next sign-in.
    public var mustChangePassword: Bool
    /// Its rule set.
    public var policy: PolicyID?
    /// Further facts.
    public var attributes: [String: String]
    /// The containers it is a member of from the start.
    public var memberships: [ContainerID]
    /// The events to store with it. Each concerns the new account, whatever its own ``Event/account``.
    public var events: [Event]
    /// The rows to store with it. Each belongs to the new account, whatever its own ``Row/account``.
    public var rows: [Row] = []

    /// Creates a new account from its parts.
    public init(
        status: AccountStatus = .active, identities: [Identity], passwordHash: PasswordHash? = nil, mustChangePassword: Bool = false,
        policy: PolicyID? = nil, attributes: [String: String] = [:], memberships: [ContainerID] = [], events: [Event] = []
    ) {
        self.status = status
        self.identities = identities
        self.passwordHash = passwordHash
        self.mustChangePassword = mustChangePassword
        self.policy = policy
        self.attributes = attributes
        self.memberships = memberships
        self.events = events
    }
}
