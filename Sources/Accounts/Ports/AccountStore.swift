/// Where accounts, sessions and rule sets are kept. A store keeps and finds; it never decides.
///
/// Everything that changes a site goes through ``Committer/commit(_:in:)``; the rest are questions. A question is answered from one state of the
/// store. A call that changes something returns when the change is on disk, unless its documentation says otherwise. Every call may be made
/// from any thread at any time. Wherever keys and names have an order, it is that of their bytes in UTF-8, which is also that of their code
/// points; no locale has a say.
public protocol AccountStore: SiteStore, PeopleStore, SessionStore, DirectoryStore, Committer {}

/// The sites of a store.
public protocol SiteStore: Sendable {
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
    /// The value of this name: what a system keeps of a site that belongs to no account.
    func value(named name: String, in site: SiteID) throws(StoreError) -> String?
    /// The values whose names begin with a text, with their names, in the order of the names' bytes.
    func values(namedFrom prefix: String, in site: SiteID) throws(StoreError) -> [(name: String, value: String)]
}

/// The people of a site and what is kept of their signing in.
public protocol PeopleStore: Sendable {
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
    /// `limit`. A page costs what is on it, and for ``AccountSearch/Match/suffix(_:)`` and ``AccountSearch/Match/contains(_:)`` a look at each
    /// key of the scheme on the way.
    func search(
        _ search: AccountSearch, in site: SiteID, after position: AccountSearch.Position?, limit: Int
    ) throws(StoreError) -> [FoundPerson]
    /// Answers what is asked before a password is looked at.
    func facts(_ question: SignInQuestion, in site: SiteID) throws(StoreError) -> SignInFacts
    /// Forgets subjects of a site whose last failure is older than `moment` and that are not locked at `now`. Of those left it keeps at most `limit` that
    /// are locked, and as many others; the oldest go.
    func forgetFailures(
        before moment: Timestamp, notLockedAt now: Timestamp, keeping limit: Int, in site: SiteID
    ) throws(StoreError)
}

/// The sessions of a site.
public protocol SessionStore: Sendable {
    /// Returns the session under a digest with whose it is.
    func storedSession(_ digest: TokenDigest, in site: SiteID) throws(StoreError) -> StoredSession?
    /// Keeps later moments of use. Returns at once; the moments reach the disk soon after.
    func touch(_ uses: [(digest: TokenDigest, site: SiteID, at: Timestamp)])
    /// Takes a site's sessions away that ended before this moment; at most a few thousand in one call, so that nobody waits long behind it.
    func deleteSessions(endedBefore moment: Timestamp, in site: SiteID) throws(StoreError)
}

/// The containers of a site, its rule sets and its events.
public protocol DirectoryStore: Sendable {
    /// Returns all containers of a site and how they are nested.
    func directory(in site: SiteID) throws(StoreError) -> DirectoryGraph
    /// Returns the epoch that ``directory(in:)`` would have.
    func directoryEpoch(in site: SiteID) throws(StoreError) -> Int64
    /// Returns the people who are members of a container themselves, in the order their accounts were made: those behind `account`, from the
    /// first on if it is nil, at most `limit`.
    func members(of container: ContainerID, in site: SiteID, after account: AccountID?, limit: Int) throws(StoreError) -> [Person]
    /// Returns a site's rule sets, by number.
    func policies(in site: SiteID) throws(StoreError) -> [StoredPolicy]
    /// Returns events of a kind, the newest first: those before `id`, from the newest on if it is nil, at most `limit`. Those of one account if
    /// `account` is not nil.
    func events(
        _ kind: EventKind, of account: AccountID?, in site: SiteID, before id: Int64?, limit: Int
    ) throws(StoreError) -> [StoredEvent]
}

/// Changes what is kept.
public protocol Committer: Sendable {
    /// Makes a transaction's changes if all it expects holds. Returns nil if not; then nothing happened, as when it throws.
    ///
    /// A transaction without changes only looks whether its expectations hold, which costs no more than a question.
    ///
    /// - Throws: ``StoreError/identityTaken(_:)``, ``StoreError/containerTaken(_:)``, ``StoreError/policyTaken(_:)`` and
    ///   ``StoreError/cycle(_:in:)`` for changes that contradict what is there; ``StoreError/tryAgain(_:)`` where another transaction stood in the
    ///   way; ``StoreError/outcomeUnknown(_:)`` where it may have been committed. After every other error it was not.
    func commit(_ transaction: Transaction, in site: SiteID) throws(StoreError) -> Committed?
    /// Why nothing can be written at present: what the disk refused the last write with. Nil when it was written. Returns at once; a store
    /// that is asked for an obstacle it has tries a small write soon, so that the answer changes by itself once there is room.
    var writeObstacle: StoreError? { get }
}

extension Committer {
    /// No obstacle, as of a store that keeps nothing on a disk.
    public var writeObstacle: StoreError? { nil }
}
