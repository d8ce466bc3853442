public import Accounts
import Dispatch
import Synchronization

/// Loads fixtures into a store.
///
/// The store must be empty and not yet in use. The parts are stored one after the other, so a failure or crash leaves
/// some of them in the store.
public struct FixtureLoader: Sendable {
    private let users: UserService

    /// Creates a loader for the store of a user service.
    public init(into users: UserService) {
        self.users = users
    }

    /// Hashes the passwords on all cores and stores everything. `progress` is called after each hash with the number of
    /// hashes done and the total. Calls come from any thread but never overlap.
    public func load(_ fixtures: Fixtures, progress: @Sendable (_ done: Int, _ total: Int) -> Void) throws(FixtureLoadingError) {
        let records = try hash(fixtures.sites.map(\.accounts), progress)
        for (site, accounts) in zip(fixtures.sites, records) {
            try storing { () throws(StoreError) in try store(site, accounts, in: users.store.createSite(named: site.name)) }
        }
    }

    /// Hashes the passwords in one site's part of a fixtures file and stores the part in a site, which may have any name.
    /// The site must be empty and not yet in use.
    public func load(_ part: Fixtures.Site, into site: SiteID) throws(FixtureLoadingError) {
        try load(try prepare(part), into: site)
    }

    /// One site's part of a fixtures file with hashed passwords, so that it can be loaded many times.
    struct Prepared: Sendable {
        let part: Fixtures.Site
        let accounts: [HashedAccount]
    }

    /// An account of a file with hashed passwords.
    struct HashedAccount: Sendable {
        var record: NewAccount
        /// The hashes of its previous passwords, newest first.
        var previous: [PasswordHash] = []
    }

    /// Hashes the passwords in one site's part of a fixtures file.
    func prepare(_ part: Fixtures.Site) throws(FixtureLoadingError) -> Prepared {
        Prepared(part: part, accounts: try hash([part.accounts]) { _, _ in }.first ?? [])
    }

    /// Stores a part in a site, which may have any name. The site must be empty and not yet in use.
    func load(_ prepared: Prepared, into site: SiteID) throws(FixtureLoadingError) {
        try storing { () throws(StoreError) in try store(prepared.part, prepared.accounts, in: site) }
    }

    private func storing(_ body: () throws(StoreError) -> Void) throws(FixtureLoadingError) {
        do throws(StoreError) {
            try body()
        } catch {
            throw FixtureLoadingError("the fixtures cannot be stored: \(Self.words(for: error))")
        }
    }

    private func store(_ site: Fixtures.Site, _ accounts: [HashedAccount], in id: SiteID) throws(StoreError) {
        try FixtureLoader(into: site.beginning.loading(users)).storeNow(site, accounts, in: id)
    }

    /// Stores a site at the time of the service.
    private func storeNow(_ site: Fixtures.Site, _ accounts: [HashedAccount], in id: SiteID) throws(StoreError) {
        try users.prepareSystems(in: id)
        let policies = try storePolicies(of: site, in: id)
        for (name, value) in site.values + DemoWorld.values(for: site) { try users.setValue(value, named: name, in: id) }
        let containers = try makeContainers(of: site, in: id)
        let records = zip(site.accounts, accounts).map { account, record in
            var record = record.record
            record.policy = account.policy.flatMap { policies[$0]?.id }
            record.memberships = account.memberships.compactMap { containers[$0] }
            return record
        }
        var keys: [AccountID] = []
        for start in stride(from: 0, to: records.count, by: Self.accountsAtOnce) {
            keys += try users.insert(Array(records[start..<min(start + Self.accountsAtOnce, records.count)]), in: id)
        }
        try commit(pasts(of: site, accounts, policies, stored: Array(zip(keys, records))), in: id)
        try commit(rows(of: site, accounts: keys).map { .insertRow($0) }, in: id)
        let now = users.clock.now
        for session in site.sessions where keys.indices.contains(session.account) {
            let opening = SessionOpening(
                kind: session.kind, account: keys[session.account], token: session.token, format: .guid,
                lifetime: session.end.map { .milliseconds($0.moment(from: now).millisecondsSince(now)) }, idleTimeout: nil)
            _ = try users.openSession(opening, in: id)
        }
    }

    /// Stores the rule sets of a site. Returns all rule sets by name, with those that every site has.
    private func storePolicies(of site: Fixtures.Site, in id: SiteID) throws(StoreError) -> [String: StoredPolicy] {
        for (name, policy, fields) in site.policies {
            _ = try users.commit(Transaction([.setPolicy(policy, named: name, fields: fields)]), in: id)
        }
        return try Dictionary(users.policies(in: id).map { ($0.name, $0) }) { first, _ in first }
    }

    /// Returns the changes that give the accounts of a site their past.
    private func pasts(
        of site: Fixtures.Site, _ hashed: [HashedAccount], _ policies: [String: StoredPolicy], stored: [(AccountID, NewAccount)]
    ) -> [Change] {
        let now = users.clock.now
        return zip(zip(site.accounts, hashed), stored).flatMap { account, stored -> [Change] in
            let rules = account.0.policy.flatMap { policies[$0]?.rules.password }
            return users.changes(giving: account.0.past.past(account.1.previous, under: rules, at: now), to: stored.0, storedAs: stored.1)
        }
    }

    /// Returns the rows of a site and of its accounts, which have these keys.
    private func rows(of site: Fixtures.Site, accounts keys: [AccountID]) -> [Row] {
        site.rows
            + zip(site.accounts, keys).flatMap { account, key in
                account.rows.map { $0.belonging(to: key) }
            }
    }

    /// Makes changes, which may be many.
    private func commit(_ changes: [Change], in id: SiteID) throws(StoreError) {
        for start in stride(from: 0, to: changes.count, by: Self.changesAtOnce) {
            _ = try users.commit(Transaction(Array(changes[start..<min(start + Self.changesAtOnce, changes.count)])), in: id)
        }
    }

    /// How many accounts one transaction inserts, so that other writes do not wait long.
    private static let accountsAtOnce = 1000
    /// How many changes one transaction makes, so that other writes do not wait long.
    private static let changesAtOnce = 1000

    /// Makes the containers that a site lists and its accounts are in, in the order of the file. One that every site has gets
    /// the fields that the file lists.
    private func makeContainers(of site: Fixtures.Site, in id: SiteID) throws(StoreError) -> [NewContainer: ContainerID] {
        var seen: Set<NewContainer> = []
        let wanted = (site.containers + site.accounts.flatMap(\.memberships)).filter { seen.insert($0).inserted }
        let made = try Dictionary(zip(wanted, users.makeContainers(wanted, in: id))) { first, _ in first }
        let changes = site.containers.compactMap { container -> Change? in
            guard let id = made[container], !container.fields.isEmpty else { return nil }
            var changes = ContainerChanges()
            changes.fields = container.fields.mapValues { .some($0) }
            return .updateContainer(id, changes)
        }
        let directory = try users.directory(in: id)
        let nestings = site.nestings.compactMap { child, parent -> Change? in
            guard let child = directory.container(child.kind, key: child.key ?? ""),
                let parent = directory.container(parent.kind, key: parent.key ?? "")
            else { return nil }
            return .addMember(.container(child.id), to: parent.id)
        }
        if !(changes + nestings).isEmpty { _ = try users.commit(Transaction(changes + nestings), in: id) }
        return made
    }

    /// Returns the accounts as they are stored, by site.
    private func hash(
        _ sites: [[Fixtures.Account]], _ progress: @Sendable (Int, Int) -> Void
    ) throws(FixtureLoadingError) -> [[HashedAccount]] {
        /// A password of the accounts that one entry of the file made.
        struct Shared: Hashable {
            let group: Int
            let password: [UInt8]
        }
        var passwords: [Password] = []
        let places = sites.map { accounts in
            var shared: [Shared: Int] = [:]
            return accounts.map { account in
                ([account.password] + account.past.previousPasswords).map { password -> Int? in
                    guard let password else { return nil }
                    let sharing = account.passwordGroup.map { Shared(group: $0, password: password.bytes) }
                    if let place = sharing.flatMap({ shared[$0] }) { return place }
                    if let sharing { shared[sharing] = passwords.count }
                    passwords.append(password)
                    return passwords.count - 1
                }
            }
        }
        let hashes = try hashAll(passwords, progress)
        return zip(sites, places).map { accounts, places in
            zip(accounts, places).map { account, places in
                var hashed = HashedAccount(record: account.record)
                if let place = places[0] { hashed.record.passwordHash = hashes[place] }
                hashed.previous = places.dropFirst().compactMap { $0.map { hashes[$0] } }
                return hashed
            }
        }
    }

    private func hashAll(
        _ passwords: [Password], _ progress: @Sendable (Int, Int) -> Void
    ) throws(FixtureLoadingError) -> [PasswordHash] {
        struct Work {
            var hashes: [PasswordHash?]
            var done = 0
            var failure: PasswordHashingError?
        }
        let work = Mutex(Work(hashes: Array(repeating: nil, count: passwords.count)))
        DispatchQueue.concurrentPerform(iterations: passwords.count) { index in
            guard work.withLock({ $0.failure == nil }) else { return }
            do throws(PasswordHashingError) {
                let hash = try users.hash(passwords[index])
                work.withLock { work in
                    work.hashes[index] = hash
                    work.done += 1
                    progress(work.done, passwords.count)
                }
            } catch {
                work.withLock { $0.failure = error }
            }
        }
        return try work.withLock { work throws(FixtureLoadingError) in
            if let failure = work.failure { throw FixtureLoadingError("the passwords cannot be hashed: \(failure)") }
            return work.hashes.compactMap { $0 }
        }
    }

    private static func words(for error: StoreError) -> String {
        switch error {
        case .identityTaken(let identity): "two accounts hold \(identity.scheme.name) \"\(identity.value)\""
        case .cannotWrite(let reason), .failed(let reason): reason
        default: error.reason
        }
    }
}

/// Why valid fixtures could not be loaded.
public struct FixtureLoadingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reason in words.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
