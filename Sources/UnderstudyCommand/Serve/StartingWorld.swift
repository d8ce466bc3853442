import Accounts
import Emulator

/// Fills an empty store with what a world begins with. One that holds an account is left as it is: a restart must not overwrite what users
/// have changed.
struct StartingWorld {
    private let world: ServeOptions.World
    private let log: Log

    init(_ world: ServeOptions.World, log: Log) {
        self.world = world
        self.log = log
    }

    /// What is to be loaded into a store, found to be in order; nil for nothing. The store is left as it is.
    func fixtures(for store: any AccountStore) throws(CommandFailure) -> Fixtures? {
        guard try isEmpty(store) else {
            if case .file(let path, _) = world { log.info("fixtures not loaded, since the store has accounts", ["fixtures": path]) }
            return nil
        }
        let fixtures = try fixtures()
        if fixtures == nil { log.info("the store is empty", ["hint": "\(Option.fixtures.flag) FILE loads accounts"]) }
        return fixtures
    }

    /// Loads fixtures into the empty store they were read for.
    func load(_ fixtures: Fixtures, into users: UserService, at place: DataPlace) throws(CommandFailure) {
        let progress = FixtureProgress(log: log)
        try place.whileLoading { () throws(CommandFailure) in
            do throws(FixtureLoadingError) {
                try FixtureLoader(into: users).load(fixtures, progress: progress.note)
            } catch {
                throw .failed(error.description)
            }
        }
        log.info("fixtures loaded", ["accounts": String(fixtures.accountCount)])
    }

    private func isEmpty(_ store: any AccountStore) throws(CommandFailure) -> Bool {
        do throws(StoreError) {
            return try store.isEmpty()
        } catch {
            throw .failed("the store cannot be read: \(error)")
        }
    }

    /// The fixtures, found to be in order; nil for none.
    private func fixtures() throws(CommandFailure) -> Fixtures? {
        switch world {
        case .empty: return nil
        case .demo: return try Self.read(DemoWorld.text, file: DemoWorld.fileName)
        case .file(let path, let origin): return try Self.read(try Files.read(path, namedBy: origin), file: path)
        }
    }

    private static func read(_ text: [UInt8], file: String) throws(CommandFailure) -> Fixtures {
        do throws(FileError) {
            return try Fixtures(text, file: file)
        } catch {
            throw .failed(error.description)
        }
    }
}
