public import Accounts
public import Calls
import Testing

/// Where the code runs that is under way, as far as a server would have put it there.
public enum WorkUnderWay {
    /// What the work waited for; nil outside of work that was left for later.
    @TaskLocal public static var wait: HTTPWait?
    /// Whether it runs as on a thread that serves connections.
    @TaskLocal public static var isServing = false

    /// Makes an answer as a thread does that serves connections.
    public static func serving(_ answer: () -> HTTPAnswer) -> HTTPAnswer {
        $isServing.withValue(true) { answer() }
    }

    /// Finds fault with a hash that keeps others waiting: on a thread that serves connections, or in work that waited for something else.
    static func noteHash() {
        if isServing { Issue.record("a password is hashed on a thread that serves connections") }
        if let wait, wait.lane != .hashing { Issue.record("a password is hashed by an operation that is declared to hash none") }
    }

    /// Finds fault with a write on a thread that serves connections.
    static func noteWrite() {
        if isServing { Issue.record("something is written on a thread that serves connections") }
    }
}

/// Finds fault with every hash in work that was declared not to hash, and in work that declares nothing: in a server it would keep what is quick
/// from its threads.
public struct HasherOfDeclaredWork: PasswordHasher {
    private let hasher: any PasswordHasher

    /// Hashes as another does.
    public init(_ hasher: any PasswordHasher) {
        self.hasher = hasher
    }

    /// The other's.
    public var decoy: PasswordHash { hasher.decoy }

    /// Hashes, and finds fault.
    public func hash(_ password: Password) throws(PasswordHashingError) -> PasswordHash {
        WorkUnderWay.noteHash()
        return try hasher.hash(password)
    }

    /// Verifies, and finds fault.
    public func verify(_ password: Password, against hash: PasswordHash) throws(PasswordHashingError) -> Bool {
        WorkUnderWay.noteHash()
        return try hasher.verify(password, against: hash)
    }

    /// As the other says.
    public func needsRehash(_ hash: PasswordHash) -> Bool { hasher.needsRehash(hash) }
}

/// Keeps what another store keeps, and finds fault with every write on a thread that serves connections.
public struct StoreOfDeclaredWork: AccountStore {
    /// The other store.
    public let store: any AccountStore

    /// A store over another.
    public init(_ store: any AccountStore) {
        self.store = store
    }

    /// The other's.
    public func site(named name: String) throws(StoreError) -> SiteID? { try store.site(named: name) }

    /// The other's.
    public func sites() throws(StoreError) -> [(name: String, id: SiteID)] { try store.sites() }

    /// As the other says.
    public func isEmpty() throws(StoreError) -> Bool { try store.isEmpty() }

    /// The other's.
    public var writeObstacle: StoreError? { store.writeObstacle }

    /// Deletes it, and finds fault.
    public func deleteSite(_ site: SiteID) throws(StoreError) -> Bool {
        WorkUnderWay.noteWrite()
        return try store.deleteSite(site)
    }

    /// Makes one, and finds fault.
    public func createSite(named name: String) throws(StoreError) -> SiteID {
        WorkUnderWay.noteWrite()
        return try store.createSite(named: name)
    }

    /// The other's.
    public func value(named name: String, in site: SiteID) throws(StoreError) -> String? { try store.value(named: name, in: site) }

    /// The other's.
    public func values(namedFrom prefix: String, in site: SiteID) throws(StoreError) -> [(name: String, value: String)] {
        try store.values(namedFrom: prefix, in: site)
    }

    /// The other's.
    public func person(_ id: AccountID, in site: SiteID) throws(StoreError) -> Person? { try store.person(id, in: site) }

    /// The other's.
    public func people(withFirstOf identities: [Identity], in site: SiteID, limit: Int) throws(StoreError) -> [Person] {
        try store.people(withFirstOf: identities, in: site, limit: limit)
    }

    /// The other's.
    public func people(withAllOf identities: [Identity], in site: SiteID, among limit: Int) throws(StoreError) -> [Person]? {
        try store.people(withAllOf: identities, in: site, among: limit)
    }

    /// The other's.
    public func values(of scheme: IdentityScheme, forHolderOf identity: Identity, in site: SiteID) throws(StoreError) -> [String] {
        try store.values(of: scheme, forHolderOf: identity, in: site)
    }

    /// The other's.
    public func search(
        _ search: AccountSearch, in site: SiteID, after position: AccountSearch.Position?, limit: Int
    ) throws(StoreError) -> [FoundPerson] {
        try store.search(search, in: site, after: position, limit: limit)
    }

    /// The other's.
    public func facts(_ question: SignInQuestion, in site: SiteID) throws(StoreError) -> SignInFacts {
        try store.facts(question, in: site)
    }

    /// Forgets them, and finds fault.
    public func forgetFailures(
        before moment: Timestamp, notLockedAt now: Timestamp, keeping limit: Int, in site: SiteID
    ) throws(StoreError) {
        WorkUnderWay.noteWrite()
        try store.forgetFailures(before: moment, notLockedAt: now, keeping: limit, in: site)
    }

    /// The other's.
    public func storedSession(_ digest: TokenDigest, in site: SiteID) throws(StoreError) -> StoredSession? {
        try store.storedSession(digest, in: site)
    }

    /// As the other does, which nobody waits for.
    public func touch(_ uses: [(digest: TokenDigest, site: SiteID, at: Timestamp)]) { store.touch(uses) }

    /// Takes them away, and finds fault.
    public func deleteSessions(endedBefore moment: Timestamp, in site: SiteID) throws(StoreError) {
        WorkUnderWay.noteWrite()
        try store.deleteSessions(endedBefore: moment, in: site)
    }

    /// The other's.
    public func directory(in site: SiteID) throws(StoreError) -> DirectoryGraph { try store.directory(in: site) }

    /// The other's.
    public func directoryEpoch(in site: SiteID) throws(StoreError) -> Int64 { try store.directoryEpoch(in: site) }

    /// The other's.
    public func members(
        of container: ContainerID, in site: SiteID, after account: AccountID?, limit: Int
    ) throws(StoreError) -> [Person] {
        try store.members(of: container, in: site, after: account, limit: limit)
    }

    /// The other's.
    public func policies(in site: SiteID) throws(StoreError) -> [StoredPolicy] { try store.policies(in: site) }

    /// The other's.
    public func events(
        _ kind: EventKind, of account: AccountID?, in site: SiteID, before id: Int64?, limit: Int
    ) throws(StoreError) -> [StoredEvent] {
        try store.events(kind, of: account, in: site, before: id, limit: limit)
    }

    /// Commits, and finds fault with changes.
    public func commit(_ transaction: Transaction, in site: SiteID) throws(StoreError) -> Committed? {
        if !transaction.changes.isEmpty { WorkUnderWay.noteWrite() }
        return try store.commit(transaction, in: site)
    }
}
