import ASMX
import Accounts
import Calls
import Emulator
import HTTP
import Operations
import PasswordHashing
import SQLiteStore
import TestSupport
import Understudy

/// A store of its own with fixtures in it, and the emulated systems over it.
struct World {
    private let live: LiveWorld
    /// A service over the world's store that finds fault with work on serving threads.
    let users: UserService
    let sites: SiteRegistry
    /// The store itself.
    var store: SQLiteStore? { live.users.store as? SQLiteStore }

    init(
        _ fixtures: Fixtures, hasher: any PasswordHasher = Argon2idHasher(cost: .light),
        progress: @Sendable (Int, Int) -> Void = { _, _ in }
    ) throws {
        var options = ServerOptions()
        options.world = .empty
        options.hasher = hasher
        live = try LiveWorld(options)
        try FixtureLoader(into: live.users).load(fixtures, progress: progress)
        sites = try SiteRegistry(in: live.users.store)
        users = UserService(
            store: StoreOfDeclaredWork(live.users.store), hasher: HasherOfDeclaredWork(hasher), digester: SodiumTokenDigester(),
            clock: SystemClock(), random: SystemRandomSource())
    }

    init(_ text: String) throws {
        try self.init(Fixtures(Array(text.utf8), file: "f.json"))
    }

    static func demo(hasher: any PasswordHasher = Argon2idHasher(cost: .light)) throws -> World {
        try World(Fixtures(DemoWorld.text, file: DemoWorld.fileName), hasher: hasher)
    }

    func emulator(_ settings: EmulatorSettings = EmulatorSettings()) -> Emulator {
        Emulator(users: users, sites: sites, settings: settings, profile: .asmx, health: Health { nil })
    }
}
