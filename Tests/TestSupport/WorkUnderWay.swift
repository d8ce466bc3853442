public import Accounts
public import Calls
import Synchronization
import Testing

/// The kind of thread on which a server would run the current code.
public enum WorkUnderWay {
    /// What the work waited for. Nil if it was not deferred.
    @TaskLocal public static var wait: HTTPWait?
    /// Whether the code runs as if on a thread that serves connections.
    @TaskLocal public static var isServing = false

    /// Makes an answer as if on a thread that serves connections.
    public static func serving(_ answer: () -> HTTPAnswer) -> HTTPAnswer {
        $isServing.withValue(true) { answer() }
    }

    /// Records an issue if a hash would delay other requests: on a thread that serves connections, or in work that was
    /// deferred for another reason.
    static func noteHash() {
        if isServing { Issue.record("a password is hashed on a thread that serves connections") }
        if let wait, wait.lane != .hashing { Issue.record("a password is hashed by an operation that is declared to hash none") }
    }

    /// Records an issue if the current thread serves connections, which would wait for a network.
    static func noteRemoteRead() {
        if isServing { Issue.record("a remote store is asked on a thread that serves connections") }
    }

    /// Records an issue if the current thread serves connections.
    static func noteWrite() {
        if isServing { Issue.record("something is written on a thread that serves connections") }
    }
}

/// A hasher that records an issue for every hash in work that is not declared to hash. In a server, such work would keep a
/// thread from quick requests.
public struct HasherOfDeclaredWork: PasswordHasher {
    private let hasher: any PasswordHasher

    /// Creates a hasher that forwards to another.
    public init(_ hasher: any PasswordHasher) {
        self.hasher = hasher
    }

    /// Returns that of the other hasher.
    public var decoy: PasswordHash { hasher.decoy }

    /// Hashes with the other hasher after the check.
    public func hash(_ password: Password) throws(PasswordHashingError) -> PasswordHash {
        WorkUnderWay.noteHash()
        return try hasher.hash(password)
    }

    /// Verifies with the other hasher after the check.
    public func verify(_ password: Password, against hash: PasswordHash) throws(PasswordHashingError) -> Bool {
        WorkUnderWay.noteHash()
        return try hasher.verify(password, against: hash)
    }

    /// Asks the other hasher.
    public func needsRehash(_ hash: PasswordHash) -> Bool { hasher.needsRehash(hash) }
}

/// A store that forwards to another and records an issue for every write on a thread that serves connections. If it is
/// remote, it does so for every query too.
public struct StoreOfDeclaredWork: AccountStore {
    /// How many people searches have read.
    public let peopleRead = Counter()

    /// How often calls have asked together.
    public let readings = Counter()

    /// A number that only grows.
    public final class Counter: Sendable {
        private let number = Atomic(0)

        /// The number.
        public var value: Int { number.load(ordering: .relaxed) }

        func add(_ more: Int) { number.add(more, ordering: .relaxed) }
    }

    /// The other store.
    public let other: any AccountStore
    /// Whether it says that it is remote.
    public let isRemote: Bool
    private let gate: Gate?

    /// The other store, about to be asked.
    private var store: any AccountStore {
        if isRemote { WorkUnderWay.noteRemoteRead() }
        return other
    }

    /// Creates a store that forwards to another. What calls ask together waits at the gate, as for a network.
    public init(_ store: any AccountStore, isRemote: Bool = false, readingsWaitAt gate: Gate? = nil) {
        other = store
        self.isRemote = isRemote
        self.gate = gate
    }

    /// Asks the other store.
    public func answers(to inquiries: [StoreInquiry]) -> [Result<[StoreAnswer], StoreError>?] {
        readings.add(1)
        if let gate { WaitingThread.during { gate.wait() } }
        return store.answers(to: inquiries)
    }

    /// Asks the other store.
    public func site(named name: String) throws(StoreError) -> SiteID? { try store.site(named: name) }

    /// Asks the other store.
    public func sites() throws(StoreError) -> [(name: String, id: SiteID)] { try store.sites() }

    /// Asks the other store.
    public func accountCount(in site: SiteID) throws(StoreError) -> Int { try store.accountCount(in: site) }

    /// Asks the other store.
    public func sizes(of sites: [SiteID]) throws(StoreError) -> StoreSizes { try store.sizes(of: sites) }

    /// Asks the other store.
    public func isEmpty() throws(StoreError) -> Bool { try store.isEmpty() }

    /// Asks the other store.
    public var writeObstacle: StoreError? { other.writeObstacle }

    /// Replaces it after the check.
    public func replaceSite(_ old: SiteID, by new: SiteID, marking mark: String) throws(StoreError) -> Bool {
        WorkUnderWay.noteWrite()
        return try store.replaceSite(old, by: new, marking: mark)
    }

    /// Copies it after the check.
    public func copySite(
        _ source: SiteID, named name: String, marking mark: String?, restorable: RestorableSite
    ) throws(StoreError) -> SiteID? {
        WorkUnderWay.noteWrite()
        return try store.copySite(source, named: name, marking: mark, restorable: restorable)
    }

    /// Restores it after the check.
    public func restoreSite(
        _ site: SiteID, from original: SiteID, marking mark: String, isInUse: Bool
    ) throws(StoreError) -> SiteID? {
        WorkUnderWay.noteWrite()
        return try store.restoreSite(site, from: original, marking: mark, isInUse: isInUse)
    }

    /// Deletes it after the check.
    public func deleteSite(_ site: SiteID) throws(StoreError) -> Bool {
        WorkUnderWay.noteWrite()
        return try store.deleteSite(site)
    }

    /// Creates one after the check.
    public func createSite(named name: String) throws(StoreError) -> SiteID {
        WorkUnderWay.noteWrite()
        return try store.createSite(named: name)
    }

    /// Asks the other store.
    public func value(named name: String, in site: SiteID) throws(StoreError) -> String? { try store.value(named: name, in: site) }

    /// Asks the other store.
    public func serverValue(named name: String) throws(StoreError) -> String? { try store.serverValue(named: name) }

    /// Writes to the other store.
    public func replaceServerValue(_ old: String?, by new: String, named name: String) throws(StoreError) -> Bool {
        try store.replaceServerValue(old, by: new, named: name)
    }

    /// Asks the other store.
    public func values(namedFrom prefix: String, in site: SiteID) throws(StoreError) -> [(name: String, value: String)] {
        try store.values(namedFrom: prefix, in: site)
    }

    /// Asks the other store.
    public func endings(
        _ kind: EndingKind, after start: Timestamp, through end: Timestamp, in site: SiteID, limit: Int
    ) throws(StoreError) -> [Ending] {
        try store.endings(kind, after: start, through: end, in: site, limit: limit)
    }

    /// Asks the other store.
    public func recordCount(after moment: Timestamp, in site: SiteID) throws(StoreError) -> Int {
        try store.recordCount(after: moment, in: site)
    }

    /// Asks the other store.
    public func row(_ table: RowTable, key: String, in site: SiteID) throws(StoreError) -> StoredRow? {
        try store.row(table, key: key, in: site)
    }

    /// Asks the other store.
    public func rows(
        _ table: RowTable, of account: AccountID?, in site: SiteID, after id: Int64?, limit: Int
    ) throws(StoreError) -> [StoredRow] {
        try store.rows(table, of: account, in: site, after: id, limit: limit)
    }

    /// Asks the other store.
    public func people(in site: SiteID, after account: AccountID?, limit: Int) throws(StoreError) -> [Person] {
        try store.people(in: site, after: account, limit: limit)
    }

    /// Asks the other store.
    public func failures(
        in site: SiteID, after subject: String?, limit: Int
    ) throws(StoreError) -> [(subject: String, failures: SignInFailures)] {
        try store.failures(in: site, after: subject, limit: limit)
    }

    /// Asks the other store.
    public func rows(in site: SiteID, after id: Int64?, limit: Int) throws(StoreError) -> [StoredRow] {
        try store.rows(in: site, after: id, limit: limit)
    }

    /// Asks the other store.
    public func events(in site: SiteID, after id: Int64?, limit: Int) throws(StoreError) -> [StoredEvent] {
        try store.events(in: site, after: id, limit: limit)
    }

    /// Asks the other store.
    public func sequences(in site: SiteID) throws(StoreError) -> [(name: String, next: Int64)] { try store.sequences(in: site) }

    /// Asks the other store.
    public func person(_ id: AccountID, in site: SiteID) throws(StoreError) -> Person? { try store.person(id, in: site) }

    /// Asks the other store.
    public func people(withFirstOf identities: [Identity], in site: SiteID, limit: Int) throws(StoreError) -> [Person] {
        try store.people(withFirstOf: identities, in: site, limit: limit)
    }

    /// Asks the other store.
    public func people(withAllOf identities: [Identity], in site: SiteID, among limit: Int) throws(StoreError) -> [Person]? {
        try store.people(withAllOf: identities, in: site, among: limit)
    }

    /// Asks the other store.
    public func values(of scheme: IdentityScheme, forHolderOf identity: Identity, in site: SiteID) throws(StoreError) -> [String] {
        try store.values(of: scheme, forHolderOf: identity, in: site)
    }

    /// Asks the other store.
    public func search(
        _ search: AccountSearch, in site: SiteID, after position: AccountSearch.Position?, limit: Int
    ) throws(StoreError) -> [FoundPerson] {
        let found = try store.search(search, in: site, after: position, limit: limit)
        peopleRead.add(found.count)
        return found
    }

    /// Asks the other store.
    public func search(_ search: AccountSearch, in site: SiteID, skipping skipped: Int, limit: Int) throws(StoreError) -> [Person] {
        let found = try store.search(search, in: site, skipping: skipped, limit: limit)
        peopleRead.add(found.count)
        return found
    }

    /// Asks the other store.
    public func count(_ search: AccountSearch, in site: SiteID, before position: AccountSearch.Position?) throws(StoreError) -> Int {
        try store.count(search, in: site, before: position)
    }

    /// Asks the other store.
    public func accounts(
        _ ids: [AccountID], withSessionOf kind: SessionKind, liveAt now: Timestamp, in site: SiteID
    ) throws(StoreError) -> Set<AccountID> {
        try store.accounts(ids, withSessionOf: kind, liveAt: now, in: site)
    }

    /// Asks the other store.
    public func facts(_ question: SignInQuestion, in site: SiteID) throws(StoreError) -> SignInFacts {
        try store.facts(question, in: site)
    }

    /// Asks the other store.
    public func storedSession(_ digest: TokenDigest, in site: SiteID) throws(StoreError) -> StoredSession? {
        try store.storedSession(digest, in: site)
    }

    /// Asks the other store.
    public func sessions(
        of account: AccountID?, in site: SiteID, after digest: TokenDigest?, limit: Int
    ) throws(StoreError) -> [Session] {
        try store.sessions(of: account, in: site, after: digest, limit: limit)
    }

    /// Forwards without a check, because no caller waits for this write.
    public func touch(_ uses: [(digest: TokenDigest, site: SiteID, at: Timestamp)]) { other.touch(uses) }

    /// Asks the other store.
    public func directory(in site: SiteID) throws(StoreError) -> DirectoryGraph { try store.directory(in: site) }

    /// Asks the other store.
    public func directoryEpoch(in site: SiteID) throws(StoreError) -> Int64 { try store.directoryEpoch(in: site) }

    /// Asks the other store.
    public func members(
        of container: ContainerID, in site: SiteID, after account: AccountID?, limit: Int
    ) throws(StoreError) -> [Person] {
        try store.members(of: container, in: site, after: account, limit: limit)
    }

    /// Asks the other store.
    public func policies(in site: SiteID) throws(StoreError) -> [StoredPolicy] { try store.policies(in: site) }

    /// Asks the other store.
    public func events(
        _ kind: EventKind, of account: AccountID?, in site: SiteID, before id: Int64?, limit: Int
    ) throws(StoreError) -> [StoredEvent] {
        try store.events(kind, of: account, in: site, before: id, limit: limit)
    }

    /// Commits, after the check if there are changes.
    public func commit(_ transaction: Transaction, in site: SiteID) throws(StoreError) -> Committed? {
        if !transaction.changes.isEmpty { WorkUnderWay.noteWrite() }
        return try store.commit(transaction, in: site)
    }
}
