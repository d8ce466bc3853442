public import Accounts
public import Dispatch
public import JSON
import Synchronization

/// Creates and removes sites while requests are served.
public final class SiteKeeper: Sendable {
    let users: UserService
    let sites: SiteRegistry
    private let loader: FixtureLoader
    let origins: SiteOrigins
    /// How many copies of sites are made ahead of time.
    let room = SpareSites.Room(for: SpareSites.limit)
    /// Part of the names of copies, which differs from those of other processes with the same store.
    private let owner = String(UInt64.random(in: 0 ... .max), radix: 36)
    let kept = SiteSnapshots()
    let sealingLimit: DispatchTimeInterval
    private let siteLimit: Int
    /// The number of copies that were begun.
    private let copies = Atomic(0)
    /// How often each site was reset, by name in lower case.
    let generations = Mutex<[String: Int]>([:])
    /// The sites that others have replaced. Calls that began before may still use them.
    let replaced = Mutex<[SiteID]>([])
    /// What has to be known if other processes have the same store. Nil if none has.
    let shared: SharedSites?
    /// Held while a site is added or removed, so that this happens one at a time.
    let changing = Mutex(())

    /// Creates a keeper of the sites of a service's store.
    ///
    /// - Parameters:
    ///   - sites: The sites.
    ///   - users: The service.
    ///   - fixtures: What the sites began with. Nil if they come from the store.
    ///   - sharesStore: Whether other processes change the store too. If true, call ``refresh()`` all the time.
    ///   - sealingLimit: How long a reset waits for a copy that ``prepareForResets()`` has begun. The largest one takes about a second.
    ///   - siteLimit: The greatest number of sites to which one can be added.
    public init(
        of sites: SiteRegistry, users: UserService, startedWith fixtures: Fixtures? = nil, sharesStore: Bool = false,
        sealingLimit: DispatchTimeInterval = .seconds(10), siteLimit: Int = SiteKeeper.greatestNumberOfSites
    ) {
        self.siteLimit = siteLimit
        self.sealingLimit = sealingLimit
        shared = sharesStore ? SharedSites() : nil
        self.users = users
        self.sites = sites
        loader = FixtureLoader(into: sites.loading(users))
        origins = SiteOrigins(loader, starting: fixtures)
    }

    /// The greatest number of sites of a server. An idle one takes up to 4 KiB of memory.
    public static let greatestNumberOfSites = 10_000

    /// The value of a site which shows that its fixtures are still being loaded.
    package static let unfinished = "site.unfinished"

    /// Creates a site while requests are served. When this returns, paths that begin with its name lead to it. Before that
    /// they do not, so nobody sees an incomplete site.
    ///
    /// - Parameters:
    ///   - name: The name of the site. `SiteName` must allow it, and no other site may have it. Letter case is ignored.
    ///   - fixtures: The initial content: the default site's part of a fixtures file without other sites.
    /// - Returns: The key of the site.
    @discardableResult
    public func add(named name: String, fixtures: Fixtures? = nil) throws(SiteError) -> SiteID {
        try add(named: name, with: fixtures.map { .fixtures($0) } ?? .empty)
    }

    /// Creates a site with some content in the same way. The settings of systems that are given come before those of the content.
    @discardableResult
    public func add(
        named name: String, with content: SiteContent, seed: DeterministicSeed? = nil, settings: JSON? = nil
    ) throws(SiteError) -> SiteID {
        if let refusal = SiteName.refusal(of: name) { throw .badName(refusal) }
        if case .fixtures(let fixtures) = content, fixtures.sites.count != 1 { throw .severalSites }
        if let settings { try Self.check(settings) }
        // Hashing comes first, while other sites can still be made.
        let isOfDefault = if case .starting = content { true } else { false }
        if isOfDefault { origins.waitForSealing(ofSiteNamed: SiteRegistry.defaultName, atMost: sealingLimit) }
        let known = try origin(of: content)
        // A very large site is not worth another copy before somebody resets it.
        let isSealed = SpareSites.sizes.contains(known.accountCount)
        let origin = try isSealed ? sealedIfLarge(known, ofSiteNamed: isOfDefault ? SiteRegistry.defaultName : nil) : known
        defer { shared?.letOthersRead() }
        return try changing.withLock { _ throws(SiteError) in
            guard sites.site(named: name) == nil else { throw .exists(name) }
            guard sites.names.count < siteLimit else { throw .tooManySites(siteLimit) }
            let site = try take(origin, named: name)
            origins.set(origin, ofSiteNamed: name)
            origins.setSeed(seed, ofSiteNamed: name)
            origins.setSettings(settings, ofSiteNamed: name)
            do throws(SiteError) {
                try setSeed(seed, of: site)
                if let settings { try merge(settings, intoSettingsOf: site) }
            } catch {
                _ = try? users.deleteSite(site)
                throw error
            }
            _ = sites.add(site, named: name)
            return site
        }
    }

    /// Gives a site a seed, from which everything random in it follows from now on, and its clock at the beginning. A reset begins with it
    /// again.
    public func setSeed(_ seed: DeterministicSeed, ofSiteNamed name: String) throws(SiteError) {
        try changing.withLock { _ throws(SiteError) in
            guard let site = sites.site(named: name) else { throw .unknown(name) }
            try setSeed(seed, of: site)
            origins.setSeed(seed, ofSiteNamed: name)
            sites.rewind(site, named: name)
        }
    }

    /// Stores the seed with which a site begins. Does nothing without one.
    func setSeed(_ seed: DeterministicSeed?, of site: SiteID) throws(SiteError) {
        guard let seed else { return }
        for value in SiteBeginning(seed: seed).values {
            try Self.storing { () throws(StoreError) in try users.setValue(value.value, named: value.name, in: site) }
        }
    }

    /// Whether it is known what the default site began with.
    public var knowsStartingContent: Bool { origins.isKnown(SiteRegistry.defaultName) }

    /// Returns a name that no site of a caller's can have, and no other copy has, in this process or another one.
    func hiddenName() -> String { "copy \(owner) \(copies.wrappingAdd(1, ordering: .relaxed).newValue)" }

    /// Returns a hidden copy of a site, which is marked as unfinished.
    func makeCopy(of site: SiteID, restorable: RestorableSite, begun: () -> Void = {}) throws(SiteError) -> SiteID {
        guard let copy = try copy(site, named: hiddenName(), restorable: restorable, begun: begun) else {
            throw .store("the site that was to be copied has gone")
        }
        return copy
    }

    /// Returns a copy of a site, which is marked as unfinished. Returns nil if there is no such site, or another one has the name.
    private func copy(
        _ site: SiteID, named name: String, restorable: RestorableSite, begun: () -> Void = {}
    ) throws(SiteError) -> SiteID? {
        try Self.storing { () throws(StoreError) in
            try users.store.copySite(site, named: name, marking: Self.unfinished, restorable: restorable, begun: begun)
        }
    }

    /// Puts back what was changed in a site that was copied from a sealed one. Returns its new key, or nil if a new copy has to be made.
    func restore(_ site: SiteID, to sealed: SealedSite, isInUse: Bool) throws(SiteError) -> SiteID? {
        try Self.storing { () throws(StoreError) in
            try users.restoreSite(site, from: sealed.site, marking: Self.unfinished, isInUse: isInUse)
        }
    }

    /// Makes a site with the content of an origin. If that is asked for, it stays marked as unfinished until it takes the place of another.
    func make(_ origin: SiteOrigins.Origin, named name: String, isUnfinished: Bool = false) throws(SiteError) -> SiteID {
        let site: SiteID
        if case .sealed(let sealed) = origin {
            guard let copy = try copy(sealed.site, named: name, restorable: .copy) else { throw .exists(name) }
            site = copy
        } else {
            site = try create(named: name)
        }
        do throws(SiteError) {
            try load(origin, into: site, isUnfinished: isUnfinished)
        } catch {
            // If it cannot be deleted now, it stays marked as unfinished, and the next start deletes it.
            _ = try? users.deleteSite(site)
            throw error
        }
        return site
    }

    /// Creates a site in the store. Throws if there is one: another process may have made it just now, and the store would return that one.
    func create(named name: String) throws(SiteError) -> SiteID {
        let present = try Self.storing { () throws(StoreError) in try users.store.site(named: name) }
        guard present == nil else { throw .exists(name) }
        return try Self.storing { () throws(StoreError) in try users.store.createSite(named: name) }
    }

    /// Deletes sites that nobody uses. A deletion reads all accounts, so nobody waits for it.
    func deleteSoon(_ unused: [SiteID]) {
        DispatchQueue.global(qos: .utility).async { [users] in
            for site in unused { _ = try? users.deleteSite(site) }
        }
    }

    private func origin(of content: SiteContent) throws(SiteError) -> SiteOrigins.Origin {
        switch content {
        case .empty: return .empty
        case .snapshot(let name, let site): return try origin(ofSnapshotNamed: name, ofSitesNamed: [site])
        case .site(let name):
            guard let site = sites.site(named: name) else { throw .unknown(name) }
            let accounts = try Self.storing { () throws(StoreError) in try users.store.accountCount(in: site) }
            guard accounts <= Snapshot.greatestAccounts else { throw .tooLargeForSnapshot }
            return .sealed(try seal(site))
        case .starting:
            let starting = try Self.loading { () throws(FixtureLoadingError) in
                try origins.origin(ofSiteNamed: SiteRegistry.defaultName)
            }
            guard let starting else { throw .noOrigin(SiteRegistry.defaultName) }
            return starting
        case .fixtures(let fixtures):
            guard let part = fixtures.sites.first else { return .empty }
            return .prepared(try Self.loading { () throws(FixtureLoadingError) in try loader.prepare(part) })
        }
    }

    /// Removes a site while requests are served, with everything in it. From now on, paths that begin with its name lead
    /// nowhere. Current calls for the site are still answered.
    public func remove(named name: String) throws(SiteError) {
        guard name.lowercased() != SiteRegistry.defaultName else { throw .isDefault }
        defer { shared?.letOthersRead() }
        try changing.withLock { _ throws(SiteError) in
            guard let site = sites.remove(named: name) else { throw .unknown(name) }
            do throws(StoreError) {
                if !keepAsSpare(site, ofSiteNamed: name) { _ = try users.deleteSite(site) }
            } catch {
                // The site still exists in full.
                _ = sites.add(site, named: name)
                throw .store(error.reason)
            }
            origins.set(nil, ofSiteNamed: name)
            origins.setSeed(nil, ofSiteNamed: name)
            kept.removeAll(ofSiteNamed: name)
            generations.withLock { $0[name.lowercased()] = nil }
        }
    }

    /// How often to call ``refresh()``.
    public static let refreshInterval = SharedSites.interval

    /// Takes over what other processes have done to the sites of a shared store. If a site is being added or removed here,
    /// does nothing.
    public func refresh() throws(StoreError) {
        guard let shared else { return }
        let result: Result<Void, StoreError>? = changing.withLockIfAvailable { _ in
            do throws(StoreError) {
                return .success(try shared.read(users.store, into: sites, retiring: users.retire))
            } catch {
                return .failure(error)
            }
        }
        try result?.get()
    }

    /// Deletes the sites whose fixtures were being loaded when their process ended. Nobody has seen them.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - now: The time, if other processes have the same store and may be loading such sites. Then only those are deleted
    ///     that a start found a day ago or earlier.
    public static func deleteUnfinishedSites(in store: any AccountStore, sharedAt now: Timestamp? = nil) throws(StoreError) {
        for site in try store.sites() {
            guard let mark = try store.value(named: unfinished, in: site.id) else { continue }
            if let now {
                guard let found = Int64(mark) else {
                    _ = try store.commit(Transaction([.setValue(String(now.milliseconds), named: unfinished)]), in: site.id)
                    continue
                }
                guard now >= Timestamp(milliseconds: found) + unfinishedFor else { continue }
            }
            _ = try store.deleteSite(site.id)
        }
    }

    /// How long others may work on an unfinished site of a shared store.
    private static let unfinishedFor = Duration.seconds(86_400)

    /// Stores the content of a site, which stays marked as unfinished if that is asked for.
    private func load(_ origin: SiteOrigins.Origin, into site: SiteID, isUnfinished: Bool = false) throws(SiteError) {
        try Self.storing { () throws(StoreError) in try users.setValue("", named: Self.unfinished, in: site) }
        switch origin {
        case .prepared(let prepared): try Self.loading { () throws(FixtureLoadingError) in try loader.load(prepared, into: site) }
        case .empty:
            // What a system itself brings into the world, such as Archer's default groups, is needed as soon as somebody is added.
            try Self.storing { () throws(StoreError) in
                for system in emulatedSystems { try system.prepare(site, users) }
            }
        case .written, .sealed: break
        }
        guard !isUnfinished else { return }
        try Self.storing { () throws(StoreError) in try users.setValue(nil, named: Self.unfinished, in: site) }
    }

    static func loading<Result>(_ body: () throws(FixtureLoadingError) -> Result) throws(SiteError) -> Result {
        do throws(FixtureLoadingError) {
            return try body()
        } catch {
            throw .store(error.description)
        }
    }

    static func storing<Result>(_ body: () throws(StoreError) -> Result) throws(SiteError) -> Result {
        do throws(StoreError) {
            return try body()
        } catch {
            throw .store(error.reason)
        }
    }
}
