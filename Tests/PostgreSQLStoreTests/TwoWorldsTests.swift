import Accounts
import Emulator
import PostgreSQLStore
import Synchronization
import TestSupport
import Testing
import Understudy

/// What two processes with one database know of each other. A world has all that a process has, with caches of its own.
@Suite("Two worlds with one database", .enabled(if: TestServer.address != nil, TestServer.absence))
struct TwoWorldsTests {
    private static let login = IdentityScheme("test.login", isUnique: true, ignoresCase: true)
    private let clock = ManualClock(at: Timestamp(milliseconds: 1_800_000_000_000))

    private func options(_ address: PostgreSQLAddress, _ world: ServerOptions.World = .empty) -> ServerOptions {
        var options = ServerOptions()
        options.location = .database(address)
        options.world = world
        options.clock = clock
        return options
    }

    private func withWorlds(_ body: (_ here: LiveWorld, _ there: LiveWorld) throws -> Void) throws {
        try TestServer.withDatabase { address in
            let here = try LiveWorld(options(address))
            defer { here.close() }
            let there = try LiveWorld(options(address))
            defer { there.close() }
            #expect(here.sites.fallback == there.sites.fallback)
            try body(here, there)
        }
    }

    private func add(_ name: String, _ password: String, to world: LiveWorld) throws -> AccountID {
        let new = NewAccount(identities: [Identity(Self.login, name)], passwordHash: try world.users.hash(Password(password)))
        return try #require(try world.users.insert([new], in: world.sites.fallback).first)
    }

    private func refusal(_ name: String, _ password: String, at world: LiveWorld, repeated: Bool = false) throws -> SignInRefusal? {
        let attempt = SignInAttempt(
            candidates: [Identity(Self.login, name)], password: Password(password), isRepeated: repeated)
        switch try world.users.signIn(attempt, in: world.sites.fallback) {
        case .success: return nil
        case .failure(let refusal): return refusal
        }
    }

    private func open(_ id: AccountID, at world: LiveWorld, idle: Duration? = nil) throws -> String {
        try world.users.openSession(
            SessionOpening(kind: "kind", account: id, format: .guid, lifetime: nil, idleTimeout: idle), in: world.sites.fallback
        ).token
    }

    private func isLive(_ token: String, at world: LiveWorld) throws -> Bool {
        try world.users.session(token: token, kind: "kind", in: world.sites.fallback) != nil
    }

    @Test("A session that is opened, ended or renewed in one is so in the other at once")
    func sessions() throws {
        try withWorlds { here, there in
            let id = try add("ann", "Secret-1", to: here)
            let token = try open(id, at: here)
            for _ in 0..<3 { #expect(try isLive(token, at: there) && isLive(token, at: here)) }
            #expect(try there.users.endSession(token: token, kind: "kind", in: there.sites.fallback))
            #expect(try !isLive(token, at: here))
            let next = try open(id, at: there)
            #expect(try isLive(next, at: here))
            var disabling = AccountChanges()
            disabling.status = .disabled
            #expect(try there.users.update(id, in: there.sites.fallback, disabling))
            #expect(try !isLive(next, at: here), "its account may not sign in any more")
        }
    }

    @Test("A session that is used in either does not end by inactivity")
    func uses() throws {
        try withWorlds { here, there in
            let id = try add("ann", "Secret-1", to: here)
            let token = try open(id, at: here, idle: .seconds(600))
            for world in [there, here, there] {
                clock.advance(by: .seconds(400))
                #expect(try isLive(token, at: world))
                // Times of use are written soon, and nobody waits for them.
                let isWritten = try TestServer.comesTrue {
                    try here.users.store.sessions(of: id, in: here.sites.fallback, after: nil, limit: 1).first?.lastUsedAt == clock.now
                }
                #expect(isWritten)
            }
            clock.advance(by: .seconds(601))
            #expect(try !isLive(token, at: here) && !isLive(token, at: there))
        }
    }

    @Test("A password that is changed in one counts in the other at once, also where it was verified just before")
    func passwords() throws {
        try withWorlds { here, there in
            let id = try add("ann", "Secret-1", to: here)
            for world in [here, there] { #expect(try refusal("ann", "Secret-1", at: world, repeated: true) == nil) }
            let change = PasswordChange(of: .account(id), current: Password("Secret-1"), new: Password("Secret-2"))
            _ = try there.users.changePassword(change, in: there.sites.fallback).get()
            for world in [here, there] {
                #expect(try refusal("ann", "Secret-1", at: world, repeated: true) == .wrongPassword)
                #expect(try refusal("ann", "Secret-2", at: world, repeated: true) == nil)
            }
        }
    }

    @Test("Rights, rule sets, settings and names that change in one count in the other at once")
    func rights() throws {
        try withWorlds { here, there in
            let site = here.sites.fallback
            let id = try add("ann", "Secret-1", to: here)
            let group = try here.users.makeContainers([NewContainer("group", key: "a", name: "A")], in: site)[0]
            var rules = AccountPolicy()
            rules.sessionIdleMinutes = 5
            let policy = try here.users.setPolicy(rules, named: "p", in: site)
            var changes = AccountChanges()
            changes.policy = .some(policy)
            #expect(try here.users.update(id, in: site, changes))
            try here.users.setValue("1", named: "setting", in: site)
            let token = try open(id, at: here)
            func seen(_ world: LiveWorld) throws -> [String] {
                let person = try #require(try world.users.session(token: token, kind: "kind", in: site)?.person)
                let rules = try world.users.policy(of: person.account, in: site, default: AccountPolicy())
                return [
                    "\(person.memberships.count)", try world.users.directory(in: site)[group]?.name ?? "",
                    "\(rules.sessionIdleMinutes ?? 0)", try world.users.policies(in: site).map(\.name).joined(),
                    try world.users.value(named: "setting", in: site) ?? "",
                    "\(try world.users.accounts(with: Identity(Self.login, "ann"), in: site, limit: 2).count)",
                ]
            }
            for world in [here, there] { #expect(try seen(world) == ["0", "A", "5", "p", "1", "1"]) }
            rules.sessionIdleMinutes = 6
            _ = try there.users.setPolicy(rules, named: "p", in: site)
            var renaming = ContainerChanges()
            renaming.name = "B"
            var renamed = AccountChanges()
            renamed.replacedSchemes = [Self.login]
            renamed.addedIdentities = [Identity(Self.login, "bea")]
            let all: [Change] = [
                .addMember(.account(id), to: group), .updateContainer(group, renaming), .setValue("2", named: "setting"),
                .update(id, renamed),
            ]
            #expect(try there.users.commit(Transaction(all), in: site) != nil)
            for world in [here, there] { #expect(try seen(world) == ["1", "B", "6", "p", "2", "0"]) }
        }
    }

    @Test("Failed sign-ins are counted together")
    func lockout() throws {
        try withWorlds { here, there in
            let id = try add("ann", "Secret-1", to: here)
            var rules = AccountPolicy()
            rules.lockout = LockoutPolicy(failures: 4, minutes: 60)
            var changes = AccountChanges()
            changes.policy = .some(try here.users.setPolicy(rules, named: "p", in: here.sites.fallback))
            #expect(try here.users.update(id, in: here.sites.fallback, changes))
            for number in 0..<4 { #expect(try refusal("ann", "no", at: number % 2 == 0 ? here : there) == .wrongPassword) }
            for world in [here, there] { #expect(try refusal("ann", "Secret-1", at: world) == .locked) }
        }
    }

    @Test("A site that is added, reset or removed in one is so in the other when the call returns")
    func sites() throws {
        try withWorlds { here, there in
            let added = try here.addSite(named: "Acme")
            #expect(there.sites.site(named: "acme") == added)
            #expect(throws: SiteError.exists("acme")) { try there.addSite(named: "acme") }
            let id = try #require(try there.users.insert([NewAccount(identities: [])], in: added).first)
            let reset = try there.keeper.reset(siteNamed: "acme", to: .empty)
            #expect(reset.old == added && here.sites.site(named: "acme") == reset.new)
            #expect(try here.users.person(id, in: reset.new) == nil)
            #expect(throws: StoreError.siteGone) { try here.users.setValue("x", named: "n", in: added) }
            try there.removeSite(named: "acme")
            #expect(here.sites.site(named: "acme") == nil)
            let fallback = try here.keeper.reset(siteNamed: "default", to: .empty)
            #expect(there.sites.fallback == fallback.new && here.sites.fallback == fallback.new)
        }
    }

    @Test("A site that another process is loading is neither served nor deleted until a day has passed")
    func unfinished() throws {
        try TestServer.withDatabase { address in
            let here = try LiveWorld(options(address))
            defer { here.close() }
            let site = try here.users.store.createSite(named: "slow")
            try here.users.setValue("", named: SiteKeeper.unfinished, in: site)
            for hours in [0, 23, 2] {
                clock.advance(by: .seconds(hours * 3600))
                let there = try LiveWorld(options(address))
                defer { there.close() }
                for world in [here, there] {
                    try world.keeper.refresh()
                    try world.keeper.refresh()
                }
                let isOver = hours == 2
                #expect(here.sites.site(named: "slow") == nil)
                #expect(try here.users.store.sites().contains { $0.id == site } == !isOver)
            }
        }
    }

    @Test("Of several that begin at once with fixtures, one loads them")
    func fixtures() throws {
        try TestServer.withDatabase { address in
            let options = options(address, .demo)
            let loads = Atomic(0)
            let started = try AccountStoreContract.countTrue(of: 4) { _ in
                let world = try LiveWorld(options) { event in
                    if case .fixturesLoaded = event { loads.add(1, ordering: .relaxed) }
                }
                defer { world.close() }
                return try !world.users.store.isEmpty()
            }
            #expect(started == 4 && loads.load(ordering: .relaxed) == 1)
        }
    }
}
