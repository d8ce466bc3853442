/// Storage for accounts, sessions and rule sets. A store keeps and finds data; it makes no decisions.
///
/// All changes to a site go through ``Committer/commit(_:in:)``; the other calls are queries. A query is answered from
/// one state of the store. A call that changes something returns when the change is on disk, unless its documentation
/// says otherwise. Calls may come from any thread at any time. Keys and names are ordered by their bytes in UTF-8, which
/// is also the order of their code points. No locale affects the order.
public protocol AccountStore: SiteStore, PeopleStore, SessionStore, DirectoryStore, RowStore, EndingStore, SiteContentStore,
    ServerValueStore, Committer
{
    /// Whether the data are elsewhere, so that every query waits for a network. The queries of other stores take
    /// microseconds.
    var isRemote: Bool { get }
    /// Returns the answers to questions, in their order. A remote store answers all in one round trip. Each answer is from one
    /// state of the store, and that is no earlier one than the state of the answer before.
    func answers(to questions: [StoreQuestion], in site: SiteID) throws(StoreError) -> [StoreAnswer]
    /// Returns the answers to the questions of several calls. A store that is elsewhere answers all of them in one round trip. If that fails,
    /// and may succeed for some of the calls, each gets nil and is to ask by itself. A single call never gets nil.
    func answers(to inquiries: [StoreInquiry]) -> [Result<[StoreAnswer], StoreError>?]
}

extension AccountStore {
    /// Returns false, as a store in this process does.
    public var isRemote: Bool { false }
}

/// The sites of a store.
public protocol SiteStore: Sendable {
    /// Returns the site with this name, or nil. Letter case is ignored.
    func site(named name: String) throws(StoreError) -> SiteID?
    /// Returns all sites' names with their keys.
    func sites() throws(StoreError) -> [(name: String, id: SiteID)]
    /// Creates a site, or returns the existing one.
    func createSite(named name: String) throws(StoreError) -> SiteID
    /// Gives the name of a site to another one, in one step, and the value `mark` to the site that loses its name. The other
    /// one loses that value. Returns false and changes nothing if one of them does not exist.
    func replaceSite(_ old: SiteID, by new: SiteID, marking mark: String) throws(StoreError) -> Bool
    /// Copies a site with everything in it, as it is at one moment, to a new one with this name. The copy has other keys of
    /// accounts, containers, rule sets, events and rows, in the same order. It exists when all of it is there; other sites'
    /// changes do not wait long meanwhile. If `mark` is not nil, the copy has this value, and it is empty. Returns nil and
    /// changes nothing if there is no such site, or another one has the name.
    ///
    /// The other of the two sites than the `restorable` one must not be changed from then on.
    ///
    /// `begun` is called once, as soon as the moment is fixed that the copy shows. Later changes of the source are not in the copy. If no copy is
    /// made, it may not be called.
    func copySite(
        _ source: SiteID, named name: String, marking mark: String?, restorable: RestorableSite, begun: () -> Void
    ) throws(StoreError) -> SiteID?
    /// Gives a site the content of another one again, its original. The copy of one of them to the other made it restorable. This takes as
    /// long as was changed since. A site that is in use keeps its name, and does not have the value `mark` afterwards; nobody sees a part of
    /// it. Another one has the value afterwards, and it is empty, and a name that nobody can ask for; it does not exist meanwhile, and no
    /// longer if this throws.
    ///
    /// The site has another key afterwards. A query with the earlier one throws ``StoreError/siteGone``, and so does a transaction. Keys of
    /// accounts and others in it are those that they were.
    ///
    /// Returns nil and changes nothing if it is not known what was changed, or so much was that a new copy is quicker. Other sites' changes
    /// do not wait long meanwhile. So a site in use in which thousands of rows were changed is not restored either.
    func restoreSite(
        _ site: SiteID, from original: SiteID, marking mark: String, isInUse: Bool
    ) throws(StoreError) -> SiteID?
    /// Deletes a site with everything in it, or nothing: accounts, sessions, containers, rule sets, events, rows,
    /// failures and values. Returns false if there is no such site. The key is never given to another site. Other sites'
    /// changes do not wait long meanwhile.
    func deleteSite(_ site: SiteID) throws(StoreError) -> Bool
    /// Returns the number of a site's accounts.
    func accountCount(in site: SiteID) throws(StoreError) -> Int
    /// Returns how many accounts and sessions are in some sites. The number of either is exact up to ``StoreSizes/exact``; a greater one may
    /// be an estimate, if counting takes long.
    func sizes(of sites: [SiteID]) throws(StoreError) -> StoreSizes
    /// Returns whether no site has an account.
    func isEmpty() throws(StoreError) -> Bool
    /// Returns the value with this name, or nil: data of a system that belongs to a site and not to an account.
    func value(named name: String, in site: SiteID) throws(StoreError) -> String?
    /// Returns the values whose names begin with a text, in the byte order of the names.
    func values(namedFrom prefix: String, in site: SiteID) throws(StoreError) -> [(name: String, value: String)]
}

/// Which of a site and its copy can be restored later.
public enum RestorableSite: Sendable {
    /// None of them.
    case neither
    /// The one that was copied.
    case source
    /// The copy.
    case copy
}

extension SiteStore {
    /// Returns nil, as a store does that does not note what is changed.
    public func restoreSite(
        _ site: SiteID, from original: SiteID, marking mark: String, isInUse: Bool
    ) throws(StoreError) -> SiteID? {
        nil
    }

    /// Copies a site with everything in it. Neither site can be restored later unless `restorable` says so.
    public func copySite(
        _ source: SiteID, named name: String, marking mark: String?, restorable: RestorableSite = .neither
    ) throws(StoreError) -> SiteID? {
        try copySite(source, named: name, marking: mark, restorable: restorable) {}
    }
}

/// The people of a site and the data about their sign-ins.
public protocol PeopleStore: Sendable {
    /// Returns the person with this account key, or nil.
    func person(_ id: AccountID, in site: SiteID) throws(StoreError) -> Person?
    /// Returns the holders of the first identity that has any, in the order of their creation; at most `limit`.
    func people(withFirstOf identities: [Identity], in site: SiteID, limit: Int) throws(StoreError) -> [Person]
    /// Returns the people that have all of several identities, in the order of their creation. The search reads the
    /// holders of the identity with the fewest. Returns nil if more than `limit` hold that one, and an empty array if
    /// there are no identities.
    func people(withAllOf identities: [Identity], in site: SiteID, among limit: Int) throws(StoreError) -> [Person]?
    /// Returns the values of `scheme` of the accounts that hold `identity`. One look-up; this is the hot path of every
    /// operation that converts an id to a name.
    func values(of scheme: IdentityScheme, forHolderOf identity: Identity, in site: SiteID) throws(StoreError) -> [String]
    /// Returns a page of search results: those after `after` in the order of ``AccountSearch``, or the first ones if it
    /// is nil; at most `limit`. The cost depends on the page's size. For ``AccountSearch/Match/suffix(_:)`` and
    /// ``AccountSearch/Match/contains(_:)``, each key of the scheme on the way is read too.
    func search(
        _ search: AccountSearch, in site: SiteID, after position: AccountSearch.Position?, limit: Int
    ) throws(StoreError) -> [FoundPerson]
    /// Returns search results in the order of ``AccountSearch`` without the first `skipped` ones; at most `limit`. Skipped
    /// ones are passed in the index and not read.
    func search(_ search: AccountSearch, in site: SiteID, skipping skipped: Int, limit: Int) throws(StoreError) -> [Person]
    /// Returns the number of search results: all, or those before a position. They are counted in the index and not read.
    func count(_ search: AccountSearch, in site: SiteID, before position: AccountSearch.Position?) throws(StoreError) -> Int
    /// Returns the facts that are needed before a password is verified.
    func facts(_ question: SignInQuestion, in site: SiteID) throws(StoreError) -> SignInFacts
}

/// The sessions of a site.
public protocol SessionStore: Sendable {
    /// Returns the session with a digest and its owner, or nil.
    func storedSession(_ digest: TokenDigest, in site: SiteID) throws(StoreError) -> StoredSession?
    /// Returns the sessions of a site, or of one of its accounts, in the byte order of their digests: those after `digest`,
    /// or the first ones if it is nil; at most `limit`. Ended ones are among them until they are deleted.
    func sessions(
        of account: AccountID?, in site: SiteID, after digest: TokenDigest?, limit: Int
    ) throws(StoreError) -> [Session]
    /// Returns those of some accounts that have a session of a kind that is live at a moment. Times of use that have not
    /// reached the store yet do not count.
    func accounts(
        _ ids: [AccountID], withSessionOf kind: SessionKind, liveAt now: Timestamp, in site: SiteID
    ) throws(StoreError) -> Set<AccountID>
    /// Returns how many sessions some accounts have that are live at a moment. An account with none may be missing, and of one with more than
    /// `most` no more are counted. Times of use that have not reached the store yet do not count.
    func liveSessions(
        of ids: [AccountID], at now: Timestamp, in site: SiteID, countingUpTo most: Int
    ) throws(StoreError) -> [AccountID: Int]
    /// Stores later times of use. Returns at once; the times reach the disk soon after, and at the latest with the next commit.
    func touch(_ uses: [(digest: TokenDigest, site: SiteID, at: Timestamp)])
}

/// The containers of a site, its rule sets and its events.
public protocol DirectoryStore: Sendable {
    /// Returns all containers of a site and how they are nested.
    func directory(in site: SiteID) throws(StoreError) -> DirectoryGraph
    /// Returns the epoch that ``directory(in:)`` would have.
    func directoryEpoch(in site: SiteID) throws(StoreError) -> Int64
    /// Returns the direct members of a container that are people, in the order of their creation: those after `account`,
    /// or the first ones if it is nil; at most `limit`.
    func members(of container: ContainerID, in site: SiteID, after account: AccountID?, limit: Int) throws(StoreError) -> [Person]
    /// Returns a site's rule sets, by number.
    func policies(in site: SiteID) throws(StoreError) -> [StoredPolicy]
    /// Returns events of a kind, newest first: those before `id`, or the newest ones if it is nil; at most `limit`. If
    /// `account` is not nil, returns the events of that account only.
    func events(
        _ kind: EventKind, of account: AccountID?, in site: SiteID, before id: Int64?, limit: Int
    ) throws(StoreError) -> [StoredEvent]
}

/// The rows of a site.
public protocol RowStore: Sendable {
    /// Returns the row of a table with a key, or nil.
    func row(_ table: RowTable, key: String, in site: SiteID) throws(StoreError) -> StoredRow?
    /// Returns rows of a table in the order of their insertion: those after `id`, or the first ones if it is nil; at most
    /// `limit`. If `account` is not nil, returns the rows of that account only. The cost depends on the number of rows
    /// returned.
    func rows(
        _ table: RowTable, of account: AccountID?, in site: SiteID, after id: Int64?, limit: Int
    ) throws(StoreError) -> [StoredRow]
}

/// Changes the stored data.
public protocol Committer: Sendable {
    /// Makes a transaction's changes if all its expectations are true. Returns nil if not. In that case, and if it
    /// throws, nothing is changed.
    ///
    /// A transaction without changes only checks its expectations, which costs no more than a query.
    ///
    /// - Throws: ``StoreError/identityTaken(_:)``, ``StoreError/containerTaken(_:)``, ``StoreError/policyTaken(_:)``,
    ///   ``StoreError/rowTaken(_:)`` and ``StoreError/cycle(_:in:)`` if a change conflicts with stored data; ``StoreError/tryAgain(_:)`` if another transaction
    ///   interfered; ``StoreError/outcomeUnknown(_:)`` if it may have been committed. After every other error it was not.
    func commit(_ transaction: Transaction, in site: SiteID) throws(StoreError) -> Committed?
    /// The error with which the disk refused the last write. Nil if the last write succeeded. Returns at once. If there
    /// is an error, the store tries a small write soon after each call, so that the answer changes once there is room.
    var writeObstacle: StoreError? { get }
}

extension Committer {
    /// Returns nil, as a store without a disk does.
    public var writeObstacle: StoreError? { nil }
}
