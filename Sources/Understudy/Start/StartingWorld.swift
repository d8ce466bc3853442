import Accounts
import Emulator

/// Fills an empty store with what a world begins with. One that holds an account is left as it is: a restart must not overwrite what users
/// have changed.
struct StartingWorld {
    private let world: ServerOptions.World
    private let events: ServerEvents

    init(_ world: ServerOptions.World, events: @escaping ServerEvents) {
        self.world = world
        self.events = events
    }

    /// What is to be loaded into a store, found to be in order; nil for nothing. The store is left as it is.
    func fixtures(for store: any AccountStore) throws(ServerError) -> Fixtures? {
        guard try ServerError.reading({ () throws(StoreError) in try store.isEmpty() }) else {
            if case .fixtures(let name, _) = world { events(.fixturesNotLoaded(name: name)) }
            return nil
        }
        let fixtures = try fixtures()
        if fixtures == nil { events(.storeIsEmpty) }
        return fixtures
    }

    /// Loads fixtures into the empty store they were read for.
    func load(_ fixtures: Fixtures, into users: UserService, at place: DataPlace) throws(ServerError) {
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

    /// The fixtures, found to be in order; nil for none.
    private func fixtures() throws(ServerError) -> Fixtures? {
        switch world {
        case .empty: return nil
        case .demo: return try Self.read(DemoWorld.text, file: DemoWorld.fileName)
        case .fixtures(let name, let text): return try Self.read(try text(), file: name)
        }
    }

    private static func read(_ text: [UInt8], file: String) throws(ServerError) -> Fixtures {
        do throws(FileError) {
            return try Fixtures(text, file: file)
        } catch {
            throw .failed(error.description)
        }
    }
}
