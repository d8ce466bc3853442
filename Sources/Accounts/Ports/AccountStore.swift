/// Where accounts, sessions and rule sets are kept. A store keeps and finds; it never decides.
///
/// A call that changes something returns when the change is on disk, unless its documentation says otherwise. Every call may be made from
/// any thread at any time.
public protocol AccountStore: Sendable {
    // Sites

    /// The site of this name; names ignore letter case.
    func site(named name: String) throws(StoreError) -> SiteID?
    /// All sites' names with their keys.
    func sites() throws(StoreError) -> [(name: String, id: SiteID)]
    /// Makes a site, or finds the one there is.
    func createSite(named name: String) throws(StoreError) -> SiteID
    /// Deletes a site with everything in it: accounts, sessions, rule sets, failures and values. All of it goes or nothing. Returns false if
    /// there is no such site. The key is never given to another site.
    func deleteSite(_ site: SiteID) throws(StoreError) -> Bool
    /// Whether there is no account in any site.
    func isEmpty() throws(StoreError) -> Bool

    // Accounts

    /// Returns the person whose account has this key.
    func person(_ id: AccountID, in site: SiteID) throws(StoreError) -> Person?
    /// Returns those who hold the first of several identities that anybody holds, in the order their accounts were made; at most `limit`.
    func people(withFirstOf identities: [Identity], in site: SiteID, limit: Int) throws(StoreError) -> [Person]
    /// Returns those who hold each of several identities, in the order their accounts were made. Of the identities, the one that fewest hold is
    /// looked through. Returns nil if more than `limit` hold it, and nobody if there are no identities.
    func people(withAllOf identities: [Identity], in site: SiteID, among limit: Int) throws(StoreError) -> [Person]?
    /// The values under `scheme` of the accounts that hold `identity`: one look-up, the hot path of every id-to-name operation.
    func values(of scheme: IdentityScheme, forHolderOf identity: Identity, in site: SiteID) throws(StoreError) -> [String]
    /// A page of what a search finds: those behind `after` in the order of ``AccountSearch``, from the first on where it is nil, at most
    /// `limit`. A page costs what is on it, and for ``AccountSearch/Match/suffix(_:)`` and
    /// ``AccountSearch/Match/contains(_:)`` a look at each key of the scheme on the way.
    func search(
        _ search: AccountSearch, in site: SiteID, after position: AccountSearch.Position?, limit: Int
    ) throws(StoreError) -> [FoundPerson]
    /// Keeps new accounts, all or none, and gives their keys in order.
    func insert(_ accounts: [NewAccount], in site: SiteID, at now: Timestamp) throws(StoreError) -> [AccountID]
    /// Changes an account as `changes` says. False, and nothing happened, when there is no such account or it has none of the statuses that
    /// `changes` expects.
    func update(_ id: AccountID, in site: SiteID, _ changes: AccountChanges) throws(StoreError) -> Bool
    /// Takes an account with all that belongs to it away. False when there is no such account.
    func delete(_ id: AccountID, in site: SiteID) throws(StoreError) -> Bool

    // Credentials

    /// Puts a new hash in the place of the credential, in one transaction with all that follows from it, if `expected` is still the version
    /// kept (nil: there is no credential yet) and the account has a status that the change expects. False when it is not; then nothing
    /// happened, as when it throws.
    func replaceCredential(
        of id: AccountID, in site: SiteID, expecting expected: Int64?, with change: CredentialChange
    ) throws(StoreError) -> Bool
    /// Counts one sign-in let through after the password's end, unless `limit` have been since the credential got this version. Gives how
    /// many there have been now; nil when no more are let through.
    func countGraceSignIn(of id: AccountID, in site: SiteID, version: Int64, limit: Int) throws(StoreError) -> Int?
    /// The hashes of an account's earlier passwords, newest first, at most `limit`.
    func passwordHistory(of id: AccountID, in site: SiteID, limit: Int) throws(StoreError) -> [PasswordHash]

    // Failed sign-ins, counted by subject: an account or the digest of a name nobody has, each also with the digest of an origin

    /// What is kept of a subject's failures.
    func failures(of subject: String, in site: SiteID) throws(StoreError) -> SignInFailures?
    /// Puts a subject's failures in the place of `expected` (nil: none were kept), with a lock if they lead to one. False when something
    /// else is kept by now; then nothing happened.
    func setFailures(
        _ failures: SignInFailures, of subject: String, in site: SiteID, expecting expected: SignInFailures?, lock: AccountLock?
    ) throws(StoreError) -> Bool
    /// Forgets a subject's failures, whatever they are.
    func forgetFailures(of subject: String, in site: SiteID) throws(StoreError)
    /// Forgets subjects whose last failure is older than `moment` and that are not locked at `now`. Of those left it keeps at most `limit` that
    /// are locked, and as many others; the oldest go.
    func forgetFailures(before moment: Timestamp, notLockedAt now: Timestamp, keeping limit: Int) throws(StoreError)

    // Sessions

    /// Keeps a session, in the place of one under the same digest if there is one. With `others`, only so many of the account's other
    /// sessions of its kind that are bound to the same address stay, those opened last; the rest end in the same transaction. False, and
    /// nothing happened, when it is for an account that is not there or not active, or whose credential is no longer of `version` (nil: of
    /// whichever).
    func insert(
        _ session: Session, in site: SiteID, keepingOthers others: Int?, verified version: Int64?
    ) throws(StoreError) -> Bool
    /// Returns the session under a digest with whose it is.
    func storedSession(_ digest: TokenDigest, in site: SiteID) throws(StoreError) -> StoredSession?
    /// Keeps later moments of use. Returns at once; the moments reach the disk soon after.
    func touch(_ uses: [(digest: TokenDigest, site: SiteID, at: Timestamp)])
    /// Changes whose session it is and what belongs to it. False, and nothing happened, when there is no such session, or it would be for an
    /// account that is not there or not active.
    func update(_ session: Session, in site: SiteID) throws(StoreError) -> Bool
    /// Takes the session under a digest away and keeps another, of the same account, in its place. False, and nothing happened, when the old
    /// one is not there, is another account's than the new one says, or that account is not there or not active: of two calls for one
    /// session, exactly one gets true.
    func replaceSession(_ digest: TokenDigest, with session: Session, in site: SiteID) throws(StoreError) -> Bool
    /// Takes a session away. False when there was none: of two calls for one session, exactly one gets true.
    func deleteSession(_ digest: TokenDigest, in site: SiteID) throws(StoreError) -> Bool
    /// Takes an account's sessions away, all but one.
    func deleteSessions(of id: AccountID, in site: SiteID, except kept: TokenDigest?) throws(StoreError)
    /// Takes sessions away that ended before this moment; at most a few thousand in one call, so that nobody waits long behind it.
    func deleteSessions(endedBefore moment: Timestamp) throws(StoreError)

    // Rule sets

    /// The rule set of this name.
    func policy(named name: String, in site: SiteID) throws(StoreError) -> AccountPolicy?
    /// Keeps a rule set under its name.
    func setPolicy(_ policy: AccountPolicy, named name: String, in site: SiteID) throws(StoreError)

    // A site's values: what a system keeps that belongs to no account

    /// The value of this name.
    func value(named name: String, in site: SiteID) throws(StoreError) -> String?
    /// The values whose names begin with a text, with their names, in the order of the names' bytes.
    func values(namedFrom prefix: String, in site: SiteID) throws(StoreError) -> [(name: String, value: String)]
    /// Keeps a value under its name; nil takes it away.
    func setValue(_ value: String?, named name: String, in site: SiteID) throws(StoreError)

    // State

    /// Why nothing can be written at present: what the disk refused the last write with. Nil when it was written. Returns at once; a store
    /// that is asked for an obstacle it has tries a small write soon, so that the answer changes by itself once there is room.
    var writeObstacle: StoreError? { get }
}

extension AccountStore {
    /// No obstacle, as of a store that keeps nothing on a disk.
    public var writeObstacle: StoreError? { nil }
}

/// What changes in an account; nil leaves a thing as it is.
public struct AccountChanges: Sendable {
    /// The statuses of which the account must have one at the moment of the change, or nothing is changed.
    public var expectedStatuses: Set<AccountStatus>?
    /// The new status.
    public var status: AccountStatus?
    /// The new name of the rule set.
    public var policy: String??
    /// Attributes to set; a nil value takes one away.
    public var attributes: [String: String?] = [:]
    /// Schemes of which the account loses whatever values it holds when the change is made, before the new ones are added.
    public var replacedSchemes: [IdentityScheme] = []
    /// Identities to add.
    public var addedIdentities: [Identity] = []
    /// Whether the password must be changed at the next sign-in.
    public var mustChangePassword: Bool?
    /// Whether the account's sessions end.
    public var endsSessions = false

    /// No change.
    public init() {}

    /// Whether an account of a status may be changed so.
    public func expects(_ status: AccountStatus) -> Bool { expectedStatuses?.contains(status) ?? true }
}

/// What follows when a password is replaced.
public struct CredentialChange: Sendable {
    /// The new hash.
    public var hash: PasswordHash
    /// When.
    public var at: Timestamp
    /// Whether its owner must change it at the next sign-in.
    public var mustChange: Bool
    /// How many earlier hashes are kept, the one replaced among them; 0 keeps none.
    public var keepsHistory: Int
    /// Whether this is the same password with other parameters: version, moment, history, flag and sessions stay as they are.
    public var isRehash: Bool
    /// Whether the account's sessions end.
    public var endsSessions: Bool
    /// The session that stays when the others end.
    public var keptSession: TokenDigest?
    /// What else changes in the account. Its own word on ``AccountChanges/mustChangePassword`` and ``AccountChanges/endsSessions`` does not
    /// count.
    public var changes: AccountChanges

    /// A change made of its parts.
    public init(
        hash: PasswordHash, at: Timestamp, mustChange: Bool = false, keepsHistory: Int = 0, isRehash: Bool = false,
        endsSessions: Bool = true, keptSession: TokenDigest? = nil, changes: AccountChanges = AccountChanges()
    ) {
        self.hash = hash
        self.at = at
        self.mustChange = mustChange
        self.keepsHistory = keepsHistory
        self.isRehash = isRehash
        self.endsSessions = endsSessions
        self.keptSession = keptSession
        self.changes = changes
    }
}

/// A row of failed sign-ins.
public struct SignInFailures: Hashable, Sendable {
    /// How many in a row.
    public var count: Int
    /// When the last one was.
    public var lastAt: Timestamp
    /// Until when a lockout rule keeps the account locked; nil when none does.
    public var lockedUntil: Timestamp?

    /// Failures made of their parts.
    public init(count: Int, lastAt: Timestamp, lockedUntil: Timestamp? = nil) {
        self.count = count
        self.lastAt = lastAt
        self.lockedUntil = lockedUntil
    }
}

/// What a failed sign-in leads to when a lockout rule says so: the account's sessions end.
public struct AccountLock: Hashable, Sendable {
    /// Whose sessions end.
    public var account: AccountID
    /// Whether the status becomes ``AccountStatus/locked`` too, so that a person must unlock it.
    public var untilUnlocked: Bool

    /// A lock made of its parts.
    public init(account: AccountID, untilUnlocked: Bool) {
        self.account = account
        self.untilUnlocked = untilUnlocked
    }
}

/// Why a store did not do what it was asked.
public enum StoreError: Error, Hashable, Sendable {
    /// An identity of a unique scheme is held by another account.
    case identityTaken(Identity)
    /// The disk is full or cannot be written; reading goes on, and writing too once there is room.
    case cannotWrite(String)
    /// The store cannot be read, or something unforeseen.
    case failed(String)
}
