/// One change to the stored data of a site. A change of something that does not exist does nothing; use an
/// ``Expectation`` to require that it exists.
public enum Change: Sendable {
    // Accounts

    /// Stores a new account, created at this time.
    case insert(NewAccount, at: Timestamp)
    /// Changes an account.
    case update(AccountID, AccountChanges)
    /// Locks an account, if it is active, until a person unlocks it.
    case lock(AccountID)
    /// Stores when an account signed in.
    case recordSignIn(AccountID, at: Timestamp)
    /// Disables an account and ends its sessions, if it is active and has not been used after this time: see
    /// ``Account/lastUsedAt``.
    case disableUnused(AccountID, after: Timestamp)
    /// Deletes an account with everything that belongs to it.
    case delete(AccountID)

    // Credentials

    /// Replaces the account's password, or gives it its first. The version increases by one, and the count of grace
    /// sign-ins starts at zero.
    case setCredential(AccountID, NewCredential)
    /// Replaces the hash by another hash of the same password. Everything else stays unchanged.
    case rehash(AccountID, PasswordHash)
    /// Counts one sign-in that was allowed after the password expired.
    case countGraceSignIn(AccountID)

    // Failed sign-ins

    /// Replaces the stored failures of a subject. Nil deletes them.
    case setFailures(of: String, SignInFailures?)
    /// Deletes the failures of subjects whose last failure is older than `before` and that are not locked at
    /// `notLockedAt`. Of the rest it keeps at most `keeping` that are locked and as many others, deleting the oldest.
    case deleteOldFailures(before: Timestamp, notLockedAt: Timestamp, keeping: Int)

    // Sessions

    /// Stores a session. Replaces one with the same digest.
    case keepSession(Session)
    /// Deletes a session.
    case endSession(TokenDigest)
    /// Deletes an account's sessions except one.
    case endSessions(of: AccountID, except: TokenDigest?)
    /// Deletes similar sessions: those of one account and kind that are bound to one address, or to none. Keeps this
    /// many of the most recently opened.
    case endSessionsAlike(SessionLikeness, keepingNewest: Int)
    /// Deletes sessions that ended before this moment, oldest first: at most a few thousand, so that nobody waits long for
    /// it.
    case deleteEndedSessions(before: Timestamp)

    // Containers

    /// Stores a new container with its members and memberships.
    case insertContainer(NewContainer)
    /// Changes a container.
    case updateContainer(ContainerID, ContainerChanges)
    /// Deletes a container and its memberships. Its members are not deleted.
    case deleteContainer(ContainerID)
    /// Adds a member to a container. Does nothing if it is one already.
    case addMember(Member, to: ContainerID)
    /// Removes a member from a container.
    case removeMember(Member, from: ContainerID)

    // Numbers

    /// Takes the next number of a sequence that is greater than `above`. The first is 1, and a number is never returned
    /// twice.
    case draw(sequence: String, above: Int64 = 0)

    // Rule sets

    /// Stores a rule set under its name. Replaces the rules and fields of one with the same name; otherwise it gets the
    /// next number.
    case setPolicy(AccountPolicy, named: String, fields: [String: String] = [:])
    /// Renames a rule set. Accounts that refer to it still do.
    case renamePolicy(PolicyID, to: String)
    /// Deletes a rule set. Accounts that refer to it are treated as if they referred to none.
    case deletePolicy(PolicyID)

    // Events

    /// Stores an event.
    case append(Event)
    /// Sets fields of an event of this kind. A nil value removes the field.
    case updateEvent(Int64, EventKind, fields: [String: String?])
    /// Deletes events of a kind except the newest ones: those of an account, or those without one.
    case trimEvents(EventKind, of: AccountID?, keepingNewest: Int)

    // Rows

    /// Stores a new row. Does nothing if its account does not exist.
    case insertRow(Row)
    /// Sets fields of the row with this key. A nil value removes the field.
    case updateRow(RowTable, key: String, fields: [String: String?])
    /// Deletes the row with this key.
    case deleteRow(RowTable, key: String)

    // A site's values

    /// Stores a value under its name. Nil deletes it.
    case setValue(String?, named: String)
}

/// A password in the form in which it is stored.
public struct NewCredential: Sendable {
    /// The hash with its parameters.
    public var hash: PasswordHash
    /// When the password was set.
    public var changedAt: Timestamp
    /// Whether its owner must change it at the next sign-in.
    public var mustChange: Bool
    /// The number of earlier hashes to keep, including the replaced one. 0 keeps none.
    public var keepsHistory: Int

    /// Creates a credential from its parts.
    public init(hash: PasswordHash, changedAt: Timestamp, mustChange: Bool = false, keepsHistory: Int = 0) {
        self.hash = hash
        self.changedAt = changedAt
        self.mustChange = mustChange
        self.keepsHistory = keepsHistory
    }
}

/// The properties that similar sessions share. Only the newest similar sessions are kept.
public struct SessionLikeness: Hashable, Sendable {
    /// The account of the sessions.
    public let account: AccountID
    /// The kind of their tokens.
    public let kind: SessionKind
    /// The address they are bound to, or nil.
    public let clientAddress: String?

    /// Creates a likeness from its parts.
    public init(account: AccountID, kind: SessionKind, clientAddress: String?) {
        self.account = account
        self.kind = kind
        self.clientAddress = clientAddress
    }
}
