import ASMX
import Accounts
import Calls
import Emulator
import HTTP
import Operations
import PasswordHashing
import SQLiteStore

/// A store of its own with fixtures in it, and the emulated systems over it.
struct World {
    let users: UserService
    let sites: SiteRegistry

    init(
        _ fixtures: Fixtures, hasher: any PasswordHasher = Argon2idHasher(cost: .light),
        progress: @Sendable (Int, Int) -> Void = { _, _ in }
    ) throws {
        users = UserService(
            store: try SQLiteStore.temporary(), hasher: hasher, digester: SodiumTokenDigester(), clock: SystemClock(),
            random: SystemRandomSource())
        try FixtureLoader(into: users).load(fixtures, progress: progress)
        sites = try SiteRegistry(in: users.store)
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

extension HTTPHandler {
    /// The answer, whether it comes at once or later.
    func response(to request: HTTPRequest) -> HTTPResponse {
        switch answer(request) {
        case .now(let response): response
        case .later(_, _, let work): work()
        }
    }

    func response(_ method: String, _ path: String, _ fields: [(name: String, value: String)] = [], body: String = "") -> HTTPResponse {
        let parts = path.split(separator: "?", maxSplits: 1)
        var request = HTTPRequest(method: method, path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : nil)
        for (name, value) in fields { request.fields.append(name: name, HTTPFieldValue(replacingControlsIn: value)) }
        request.body = Array(body.utf8)
        return response(to: request)
    }
}

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
