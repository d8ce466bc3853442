public import Accounts
public import Emulator
import PasswordHashing
import Patterns
import TimeZones

/// The content of a server without its listeners: a store with its accounts, the service for it, and the sites.
///
/// ``Server`` creates one for itself. Use it directly in tests and measurements that call the service, or an `Emulator`,
/// without a connection.
public final class LiveWorld: Sendable {
    /// The service through which everything is done with accounts.
    public let users: UserService
    /// All sites.
    public let sites: SiteRegistry
    /// The settings of the emulated systems.
    public let settings: EmulatorSettings

    let place: OpenStore
    /// Nil if no other process has the store.
    private let watch: SiteWatch?
    package let keeper: SiteKeeper

    /// Opens the store and loads its initial content. Nothing is stored unless everything requested is valid.
    ///
    /// - Parameters:
    ///   - options: The options. Those for listeners are ignored.
    ///   - events: Receives the events.
    ///   - opened: Called once the store is open, with a function that deletes a temporary store at once. Use it to end the
    ///     process before this returns.
    public init(
        _ options: ServerOptions, events: @escaping ServerEvents = { _ in },
        opened: (_ abandon: @escaping @Sendable () -> Void) -> Void = { _ in }
    ) throws(ServerError) {
        if options.deterministicSeed != nil, options.isForOthers {
            throw .failed("a seed makes tokens guessable: it is for a temporary store and the loopback only")
        }
        let seed = options.deterministicSeed.map { DeterministicSeed($0) }
        let place = try OpenStore.open(
            options.location, database: options.database, fills: options.fillsStore, events: events)
        opened { if options.location == .temporary { place.close() } }
        do throws(ServerError) {
            let store = options.replacingStore?(place.store) ?? place.store
            let hasher =
                options.hasher
                ?? Argon2idHasher(cost: options.passwordCost == .light ? .light : .standard, saltSeed: options.deterministicSeed)
            let users = UserService(
                store: store, hasher: hasher, digester: SodiumTokenDigester(), clock: options.clock, random: options.random,
                patterns: PCRE2PatternMatcher(), timeZones: ZoneFiles(), throttle: options.throttle, sharesStore: place.isShared)
            try ServerError.reading { () throws(StoreError) in
                try SiteKeeper.deleteUnfinishedSites(in: store, sharedAt: place.isShared ? options.clock.now : nil)
            }
            let world = InitialData(options.world, at: seed == nil ? options.clock.now : DeterministicSeed.start, events: events)
            let fixtures = try world.fixtures(for: store)
            // This check comes before anything is stored, so that a refused start changes nothing.
            try Self.check(options.settings, store, fixtures)
            try Self.check(fixtures, options)
            if let fixtures { try world.load(fixtures, into: seed?.loading(users) ?? users, at: place) }
            sites = try ServerError.reading { () throws(StoreError) in
                try SiteRegistry(in: store, seed: seed, standard: users.sources) { events(.failed($0)) }
            }
            self.users = users
            keeper = SiteKeeper(of: sites, users: users, startedWith: fixtures, sharesStore: place.isShared)
            watch = place.isShared ? SiteWatch(keeper) : nil
            place.isReady()
        } catch {
            place.close()
            throw error
        }
        self.place = place
        settings = if case .demo = options.world { options.settings.inDemoWorld() } else { options.settings }
    }

    /// Creates a site while requests are served; see `SiteKeeper` in the module `Emulator`.
    @discardableResult
    public func addSite(named name: String, fixtures: Fixtures? = nil) throws(SiteError) -> SiteID {
        try keeper.add(named: name, fixtures: fixtures)
    }

    /// Removes a site while requests are served, with everything in it; see `SiteKeeper`.
    public func removeSite(named name: String) throws(SiteError) {
        try keeper.remove(named: name)
    }

    /// Completes all writes and closes the store. A temporary one is deleted. The store also closes itself once nothing
    /// refers to the world or its service any more.
    public func close() {
        watch?.stop()
        place.close()
    }

    /// Throws for fixtures that begin a site with what only tests may have.
    private static func check(_ fixtures: Fixtures?, _ options: ServerOptions) throws(ServerError) {
        for site in fixtures?.sites ?? [] {
            if site.beginning.seed != nil, options.isForOthers {
                throw .failed("the fixtures have a seed that makes tokens guessable: it is for a temporary store and the loopback only")
            }
            if site.beginning.hasTestControls, !options.allowsTestControls {
                throw .failed("the fixtures have a clock or faults, which are test controls: --test-controls on allows them")
            }
        }
    }

    /// Throws for settings of a site that will not exist once fixtures are loaded. Letter case is ignored.
    private static func check(_ settings: EmulatorSettings, _ store: any AccountStore, _ fixtures: Fixtures?) throws(ServerError) {
        guard !settings.siteNames.isEmpty else { return }
        let stored = try ServerError.reading { () throws(StoreError) in try store.sites() }
        var known: Set<String> = []
        let names = ([SiteRegistry.defaultName] + stored.map(\.name) + (fixtures?.sites.map(\.name) ?? []))
            .filter { known.insert($0.lowercased()).inserted }
        guard let stranger = settings.siteNames.first(where: { !known.contains($0.lowercased()) }) else { return }
        throw .unknownSite(stranger, known: names)
    }
}
