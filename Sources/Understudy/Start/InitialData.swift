import Accounts
import Emulator

/// Fills an empty store with its initial content. A store with an account is not changed, because a restart must not
/// overwrite what users have changed.
struct InitialData {
    private let world: ServerOptions.World
    /// The moment at which the world begins.
    private let now: Timestamp
    private let events: ServerEvents

    init(_ world: ServerOptions.World, at now: Timestamp, events: @escaping ServerEvents) {
        self.world = world
        self.now = now
        self.events = events
    }

    /// Returns the fixtures to load into a store, after checking them. Returns nil if there is nothing to load. The
    /// store is not changed.
    func fixtures(for store: any AccountStore) throws(ServerError) -> Fixtures? {
        guard try ServerError.reading({ () throws(StoreError) in try store.isEmpty() }) else {
            if case .fixtures(let name, _) = world { events(.fixturesNotLoaded(name: name)) }
            return nil
        }
        let fixtures = try fixtures()
        if fixtures == nil { events(.storeIsEmpty) }
        return fixtures
    }

    /// Loads fixtures into the empty store for which they were read.
    func load(_ fixtures: Fixtures, into users: UserService, at place: OpenStore) throws(ServerError) {
        let progress = FixtureProgress(events)
        try place.whileLoading { () throws(ServerError) in
            do throws(FixtureLoadingError) {
                try FixtureLoader(into: users).load(fixtures, progress: progress.note)
            } catch {
                throw .failed(error.description)
            }
        }
        events(.fixturesLoaded(accounts: fixtures.accountCount))
    }

    /// Returns the fixtures after checking them, or nil if there are none.
    private func fixtures() throws(ServerError) -> Fixtures? {
        switch world {
        case .empty: return nil
        case .demo: return try read(DemoWorld.text, file: DemoWorld.fileName)
        case .fixtures(let name, let text): return try read(try text(), file: name)
        }
    }

    private func read(_ text: [UInt8], file: String) throws(ServerError) -> Fixtures {
        do throws(FileError) {
            return try Fixtures(text, file: file, now: now)
        } catch {
            throw .failed(error.description)
        }
    }
}
