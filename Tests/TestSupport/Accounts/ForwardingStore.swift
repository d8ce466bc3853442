public import Accounts

/// A store that forwards everything to another one, and can do something before.
public protocol ForwardingStore: AccountStore {
    /// The other store.
    var other: any AccountStore { get }
    /// Is called before the other store is asked. What it throws is the answer.
    func willRead() throws(StoreError)
    /// Is called before the other store is changed. What it throws is the answer.
    func willWrite() throws(StoreError)
}

extension ForwardingStore {
    /// That of the other store.
    public var isRemote: Bool { other.isRemote }

    /// Asks the other store.
    public func answers(to inquiries: [StoreInquiry]) -> [Result<[StoreAnswer], StoreError>?] {
        do throws(StoreError) {
            try willRead()
        } catch {
            return inquiries.map { _ in .failure(error) }
        }
        return other.answers(to: inquiries)
    }

    /// Asks the other store.
    public func site(named name: String) throws(StoreError) -> SiteID? {
        try willRead()
        return try other.site(named: name)
    }

    /// Asks the other store.
    public func sites() throws(StoreError) -> [(name: String, id: SiteID)] {
        try willRead()
        return try other.sites()
    }

    /// Asks the other store.
    public func accountCount(in site: SiteID) throws(StoreError) -> Int {
        try willRead()
        return try other.accountCount(in: site)
    }

    /// Asks the other store.
    public func sizes(of sites: [SiteID]) throws(StoreError) -> StoreSizes {
        try willRead()
        return try other.sizes(of: sites)
    }

    /// Asks the other store.
    public func isEmpty() throws(StoreError) -> Bool {
        try willRead()
        return try other.isEmpty()
    }

    /// Asks the other store.
    public var writeObstacle: StoreError? { other.writeObstacle }

    /// Changes the other store.
    public func replaceSite(_ old: SiteID, by new: SiteID, marking mark: String) throws(StoreError) -> Bool {
        try willWrite()
        return try other.replaceSite(old, by: new, marking: mark)
    }

    /// Changes the other store.
    public func copySite(
        _ source: SiteID, named name: String, marking mark: String?, restorable: RestorableSite, begun: () -> Void
    ) throws(StoreError) -> SiteID? {
        try willWrite()
        return try other.copySite(source, named: name, marking: mark, restorable: restorable, begun: begun)
    }

    /// Changes the other store.
    public func restoreSite(
        _ site: SiteID, from original: SiteID, marking mark: String, isInUse: Bool
    ) throws(StoreError) -> SiteID? {
        try willWrite()
        return try other.restoreSite(site, from: original, marking: mark, isInUse: isInUse)
    }

    /// Changes the other store.
    public func deleteSite(_ site: SiteID) throws(StoreError) -> Bool {
        try willWrite()
        return try other.deleteSite(site)
    }

    /// Changes the other store.
    public func createSite(named name: String) throws(StoreError) -> SiteID {
        try willWrite()
        return try other.createSite(named: name)
    }

    /// Asks the other store.
    public func value(named name: String, in site: SiteID) throws(StoreError) -> String? {
        try willRead()
        return try other.value(named: name, in: site)
    }

    /// Asks the other store.
    public func serverValue(named name: String) throws(StoreError) -> String? {
        try willRead()
        return try other.serverValue(named: name)
    }

    /// Writes to the other store.
    public func replaceServerValue(_ old: String?, by new: String, named name: String) throws(StoreError) -> Bool {
        try willWrite()
        return try other.replaceServerValue(old, by: new, named: name)
    }

    /// Asks the other store.
    public func values(namedFrom prefix: String, in site: SiteID) throws(StoreError) -> [(name: String, value: String)] {
        try willRead()
        return try other.values(namedFrom: prefix, in: site)
    }

    /// Asks the other store.
    public func endings(
        _ kind: EndingKind, after start: Timestamp, through end: Timestamp, in site: SiteID, limit: Int
    ) throws(StoreError) -> [Ending] {
        try willRead()
        return try other.endings(kind, after: start, through: end, in: site, limit: limit)
    }

    /// Asks the other store.
    public func recordCount(after moment: Timestamp, in site: SiteID) throws(StoreError) -> Int {
        try willRead()
        return try other.recordCount(after: moment, in: site)
    }

    /// Asks the other store.
    public func row(_ table: RowTable, key: String, in site: SiteID) throws(StoreError) -> StoredRow? {
        try willRead()
        return try other.row(table, key: key, in: site)
    }

    /// Asks the other store.
    public func rows(
        _ table: RowTable, of account: AccountID?, in site: SiteID, after id: Int64?, limit: Int
    ) throws(StoreError) -> [StoredRow] {
        try willRead()
        return try other.rows(table, of: account, in: site, after: id, limit: limit)
    }

    /// Asks the other store.
    public func people(in site: SiteID, after account: AccountID?, limit: Int) throws(StoreError) -> [Person] {
        try willRead()
        return try other.people(in: site, after: account, limit: limit)
    }

    /// Asks the other store.
    public func failures(
        in site: SiteID, after subject: String?, limit: Int
    ) throws(StoreError) -> [(subject: String, failures: SignInFailures)] {
        try willRead()
        return try other.failures(in: site, after: subject, limit: limit)
    }

    /// Asks the other store.
    public func rows(in site: SiteID, after id: Int64?, limit: Int) throws(StoreError) -> [StoredRow] {
        try willRead()
        return try other.rows(in: site, after: id, limit: limit)
    }

    /// Asks the other store.
    public func events(in site: SiteID, after id: Int64?, limit: Int) throws(StoreError) -> [StoredEvent] {
        try willRead()
        return try other.events(in: site, after: id, limit: limit)
    }

    /// Asks the other store.
    public func sequences(in site: SiteID) throws(StoreError) -> [(name: String, next: Int64)] {
        try willRead()
        return try other.sequences(in: site)
    }

    /// Asks the other store.
    public func person(_ id: AccountID, in site: SiteID) throws(StoreError) -> Person? {
        try willRead()
        return try other.person(id, in: site)
    }

    /// Asks the other store.
    public func people(withFirstOf identities: [Identity], in site: SiteID, limit: Int) throws(StoreError) -> [Person] {
        try willRead()
        return try other.people(withFirstOf: identities, in: site, limit: limit)
    }

    /// Asks the other store.
    public func people(withAllOf identities: [Identity], in site: SiteID, among limit: Int) throws(StoreError) -> [Person]? {
        try willRead()
        return try other.people(withAllOf: identities, in: site, among: limit)
    }

    /// Asks the other store.
    public func values(of scheme: IdentityScheme, forHolderOf identity: Identity, in site: SiteID) throws(StoreError) -> [String] {
        try willRead()
        return try other.values(of: scheme, forHolderOf: identity, in: site)
    }

    /// Asks the other store.
    public func search(
        _ search: AccountSearch, in site: SiteID, after position: AccountSearch.Position?, limit: Int
    ) throws(StoreError) -> [FoundPerson] {
        try willRead()
        return try other.search(search, in: site, after: position, limit: limit)
    }

    /// Asks the other store.
    public func search(_ search: AccountSearch, in site: SiteID, skipping skipped: Int, limit: Int) throws(StoreError) -> [Person] {
        try willRead()
        return try other.search(search, in: site, skipping: skipped, limit: limit)
    }

    /// Asks the other store.
    public func count(_ search: AccountSearch, in site: SiteID, before position: AccountSearch.Position?) throws(StoreError) -> Int {
        try willRead()
        return try other.count(search, in: site, before: position)
    }

    /// Asks the other store.
    public func accounts(
        _ ids: [AccountID], withSessionOf kind: SessionKind, liveAt now: Timestamp, in site: SiteID
    ) throws(StoreError) -> Set<AccountID> {
        try willRead()
        return try other.accounts(ids, withSessionOf: kind, liveAt: now, in: site)
    }

    /// Asks the other store.
    public func liveSessions(
        of ids: [AccountID], at now: Timestamp, in site: SiteID, countingUpTo most: Int
    ) throws(StoreError) -> [AccountID: Int] {
        try willRead()
        return try other.liveSessions(of: ids, at: now, in: site, countingUpTo: most)
    }

    /// Asks the other store.
    public func facts(_ question: SignInQuestion, in site: SiteID) throws(StoreError) -> SignInFacts {
        try willRead()
        return try other.facts(question, in: site)
    }

    /// Asks the other store.
    public func storedSession(_ digest: TokenDigest, in site: SiteID) throws(StoreError) -> StoredSession? {
        try willRead()
        return try other.storedSession(digest, in: site)
    }

    /// Asks the other store.
    public func sessions(
        of account: AccountID?, in site: SiteID, after digest: TokenDigest?, limit: Int
    ) throws(StoreError) -> [Session] {
        try willRead()
        return try other.sessions(of: account, in: site, after: digest, limit: limit)
    }

    /// Forwards without ``willWrite()``, because no caller waits for this write.
    public func touch(_ uses: [(digest: TokenDigest, site: SiteID, at: Timestamp)]) { other.touch(uses) }

    /// Asks the other store.
    public func directory(in site: SiteID) throws(StoreError) -> DirectoryGraph {
        try willRead()
        return try other.directory(in: site)
    }

    /// Asks the other store.
    public func directoryEpoch(in site: SiteID) throws(StoreError) -> Int64 {
        try willRead()
        return try other.directoryEpoch(in: site)
    }

    /// Asks the other store.
    public func members(
        of container: ContainerID, in site: SiteID, after account: AccountID?, limit: Int
    ) throws(StoreError) -> [Person] {
        try willRead()
        return try other.members(of: container, in: site, after: account, limit: limit)
    }

    /// Asks the other store.
    public func policies(in site: SiteID) throws(StoreError) -> [StoredPolicy] {
        try willRead()
        return try other.policies(in: site)
    }

    /// Asks the other store.
    public func events(
        _ kind: EventKind, of account: AccountID?, in site: SiteID, before id: Int64?, limit: Int
    ) throws(StoreError) -> [StoredEvent] {
        try willRead()
        return try other.events(kind, of: account, in: site, before: id, limit: limit)
    }

    /// Asks or changes the other store.
    public func commit(_ transaction: Transaction, in site: SiteID) throws(StoreError) -> Committed? {
        guard !transaction.changes.isEmpty else {
            try willRead()
            return try other.commit(transaction, in: site)
        }
        try willWrite()
        return try other.commit(transaction, in: site)
    }
}
