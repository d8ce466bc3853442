public import Accounts
public import Emulator
import PasswordHashing
import Patterns
import Synchronization

/// What a server serves, without its listeners: a store with its accounts, the service over it, and the sites.
///
/// ``Server`` makes one for itself. By itself it is for tests and measurements that call the service, or an `Emulator` over it,
/// without a connection.
public final class LiveWorld: Sendable {
    /// Everything that is done with accounts goes through it.
    public let users: UserService
    /// The sites there are.
    public let sites: SiteRegistry
    /// The settings of the emulated systems.
    public let settings: EmulatorSettings

    let place: DataPlace
    /// Held while sites are made or removed, one after the other.
    let changing = Mutex(())
    /// Whether the fixtures that were loaded bring something of the demo world that gives access. Looked at only where that matters.
    let broughtDemoWorld: Bool

    /// Opens the store and loads into it what it is to begin with. Nothing is stored unless all that is asked for is in order.
    ///
    /// - Parameters:
    ///   - options: says what is wanted; what is about listeners does not count.
    ///   - events: takes what there is to tell.
    ///   - opened: is called once the store is open, with what takes a temporary one away at once: for whoever ends the process before this
    ///     returns.
    public init(
        _ options: ServerOptions, events: @escaping ServerEvents = { _ in },
        opened: (_ abandon: @escaping @Sendable () -> Void) -> Void = { _ in }
    ) throws(ServerError) {
        let place = try DataPlace.open(options.location)
        opened { if options.location == .temporary { place.close() } }
        do throws(ServerError) {
            let hasher = options.hasher ?? Argon2idHasher(cost: options.passwordCost == .light ? .light : .standard)
            let users = UserService(
                store: place.store, hasher: hasher, digester: SodiumTokenDigester(), clock: options.clock, random: options.random,
                patterns: PCRE2PatternMatcher(), throttle: options.throttle)
            try ServerError.reading { () throws(StoreError) in try Self.deleteUnfinishedSites(in: place.store) }
            let world = StartingWorld(options.world, events: events)
            let fixtures = try world.fixtures(for: place.store)
            // Before anything is stored: a start that is refused changes nothing.
            try Self.check(options.settings, place.store, fixtures)
            if let fixtures { try world.load(fixtures, into: users, at: place) }
            sites = try ServerError.reading { () throws(StoreError) in try SiteRegistry(in: place.store) }
            self.users = users
            broughtDemoWorld = options.isForOthers && fixtures.map { DemoWorld.isPart(of: $0) } ?? false
        } catch {
            place.close()
            throw error
        }
        self.place = place
        settings = if case .demo = options.world { options.settings.inDemoWorld() } else { options.settings }
    }

    /// Finishes what is being written and closes the store. A temporary one is gone afterwards. The store closes by itself once nobody holds
    /// the world or its service any more.
    public func close() {
        place.close()
    }

    /// Refuses settings for a site that will not be there once fixtures are loaded. Letter case does not count.
    private static func check(_ settings: EmulatorSettings, _ store: any AccountStore, _ fixtures: Fixtures?) throws(ServerError) {
        let stored = try ServerError.reading { () throws(StoreError) in try store.sites() }
        var names = [SiteRegistry.defaultName]
        for name in stored.map(\.name) + (fixtures?.sites.map(\.name) ?? [])
        where !names.contains(where: { $0.lowercased() == name.lowercased() }) {
            names.append(name)
        }
        let known = Set(names.map { $0.lowercased() })
        guard let stranger = settings.siteNames.first(where: { !known.contains($0.lowercased()) }) else { return }
        throw .unknownSite(stranger, known: names)
    }
}
