/// One change of what a store keeps of a site. A change of something that is not there does nothing; whether it is there is for an
/// ``Expectation`` to say.
public enum Change: Sendable {
    // Accounts

    /// Keeps a new account, made at this moment.
    case insert(NewAccount, at: Timestamp)
    /// Changes an account.
    case update(AccountID, AccountChanges)
    /// Locks an account, if it is active, until a person unlocks it.
    case lock(AccountID)
    /// Takes an account away, with all that belongs to it.
    case delete(AccountID)

    // Credentials

    /// Puts another password in the place of the account's, or gives it its first. The version goes up by one; no sign-ins after the end of the
    /// password have been counted yet.
    case setCredential(AccountID, NewCredential)
    /// Puts another hash of the same password in the place of the present one. Everything else stays as it is.
    case rehash(AccountID, PasswordHash)
    /// Counts one sign-in that was let through after the password's end.
    case countGraceSignIn(AccountID)

    // Failed sign-ins

    /// Keeps a subject's failures in the place of what was kept of it; nil forgets them.
    case setFailures(of: String, SignInFailures?)

    // Sessions

    /// Keeps a session, in the place of one under the same digest if there is one.
    case keepSession(Session)
    /// Takes a session away.
    case endSession(TokenDigest)
    /// Takes an account's sessions away, all but one.
    case endSessions(of: AccountID, except: TokenDigest?)
    /// Takes sessions away that are alike: of one account and one kind, bound to one address or like it to none. Those opened last stay, as many
    /// as said.
    case endSessionsAlike(SessionLikeness, keepingNewest: Int)

    // Containers

    /// Keeps a new container.
    case insertContainer(NewContainer)
    /// Changes a container.
    case updateContainer(ContainerID, ContainerChanges)
    /// Takes a container away. Its members stay, as members of it no more.
    case deleteContainer(ContainerID)
    /// Puts a member into a container. One that is in it stays there.
    case addMember(Member, to: ContainerID)
    /// Takes a member out of a container.
    case removeMember(Member, from: ContainerID)

    // Numbers

    /// Draws the next number of a sequence: the first is 1, and none is drawn twice.
    case draw(sequence: String)

    // Rule sets

    /// Keeps a rule set under its name, in the place of the rules and fields that were kept under it. A new one gets the next number.
    case setPolicy(AccountPolicy, named: String, fields: [String: String] = [:])
    /// Gives a rule set another name. The accounts that refer to it still do.
    case renamePolicy(PolicyID, to: String)
    /// Takes a rule set away. Accounts that refer to it are governed as if they referred to none.
    case deletePolicy(PolicyID)

    // Events

    /// Keeps an event.
    case append(Event)

    // A site's values

    /// Keeps a value under its name; nil takes it away.
    case setValue(String?, named: String)
}

/// A password as it is to be kept.
public struct NewCredential: Sendable {
    /// The hash with its parameters.
    public var hash: PasswordHash
    /// When the password was set.
    public var changedAt: Timestamp
    /// Whether its owner must change it at the next sign-in.
    public var mustChange: Bool
    /// How many earlier hashes are kept, the one replaced among them; 0 keeps none.
    public var keepsHistory: Int

    /// A password made of its parts.
    public init(hash: PasswordHash, changedAt: Timestamp, mustChange: Bool = false, keepsHistory: Int = 0) {
        self.hash = hash
        self.changedAt = changedAt
        self.mustChange = mustChange
        self.keepsHistory = keepsHistory
    }
}

/// What sessions have in common of which only the newest stay.
public struct SessionLikeness: Hashable, Sendable {
    /// Whose they are.
    public let account: AccountID
    /// What kind of token they have.
    public let kind: SessionKind
    /// The address they are bound to, or nil.
    public let clientAddress: String?

    /// A likeness made of its parts.
    public init(account: AccountID, kind: SessionKind, clientAddress: String?) {
        self.account = account
        self.kind = kind
        self.clientAddress = clientAddress
    }
}
