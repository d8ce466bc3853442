import Accounts
import TestSupport
import Testing

/// The number of calls to a store. Over a network, each costs a round trip.
@Suite("A store is asked or told")
struct RoundTripTests {
    private let world: ServiceFixture

    init() throws {
        world = try ServiceFixture()
        var strict = AccountPolicy()
        strict.password.historyDepth = 4
        strict.password.minimumLength = 3
        strict.password.lifetimeDays = 10
        strict.password.graceSignIns = 2
        try world.service.setPolicy(strict, named: "strict", in: world.site)
        try world.add("ann", password: "secret", policy: "strict")
    }

    /// Expects that work returns true and makes this number of calls to the store. The service has cached nothing before.
    private func expect(
        trips expected: Int = 3, sourceLocation: SourceLocation = #_sourceLocation, _ work: () throws -> Bool
    ) rethrows {
        world.service.invalidateCaches()
        let before = world.store.reads + world.store.writes
        let isRight = try work()
        #expect(isRight, sourceLocation: sourceLocation)
        #expect(world.store.reads + world.store.writes - before == expected, sourceLocation: sourceLocation)
    }

    @Test("three times for a sign-in at an address, whether known, new, or in the way of failures")
    func signIn() {
        expect { world.refusal("ann", "secret", at: "home") == nil }
        expect { world.refusal("ann", "secret", at: "home") == nil }
        for _ in 0..<3 { #expect(world.refusal("ann", "wrong", from: "there", at: "elsewhere") == .wrongPassword) }
        expect { world.refusal("ann", "secret", from: "there", at: "elsewhere") == nil }
        #expect(world.store.failureCount == 2, "the two addresses")
    }

    @Test("once for a sweep")
    func sweep() throws {
        try expect(trips: 1) {
            try world.service.sweep(world.site)
            return true
        }
    }

    @Test("three times for a sign-in that is refused")
    func refusal() {
        for name in ["ann", "nobody"] {
            expect { world.refusal(name, "wrong", from: "there", at: "home") != nil }
        }
    }

    @Test("three times for a sign-in that hashes the password anew or is let through after the password's end")
    func signInThatWrites() throws {
        let old = NewAccount(
            identities: [Identity(ServiceFixture.login, "old")], passwordHash: PasswordHash("old:secret"),
            policy: try world.service.policies(in: world.site).first?.id)
        let id = try #require(try world.service.insert([old], in: world.site).first)
        world.clock.advance(by: .seconds(11 * 86_400))
        try expect { try world.signIn("old", "secret", at: "home").graceSignInsLeft == 1 }
        #expect(try world.service.account(id, in: world.site)?.credential?.hash == PasswordHash("now:secret"))
        #expect(try world.signIn("old", "secret", at: "home").graceSignInsLeft == 0)
        expect { world.refusal("old", "secret", at: "home") == .passwordExpired }
    }

    @Test("three times for a change of password, and when it is refused")
    func change() {
        func change(_ name: String, from current: String?, to new: String) -> PasswordChange {
            world.change(name, from: current, to: new, at: "home")
        }
        expect { world.refusal(of: change("ann", from: "secret", to: "new")) == nil }
        expect { world.refusal(of: change("ann", from: nil, to: "newer")) == nil }
        expect { world.refusal(of: change("ann", from: "wrong", to: "newest")) == .wrongPassword }
        expect { world.refusal(of: change("nobody", from: "wrong", to: "newest")) == .unknownAccount }
        expect { world.refusal(of: change("ann", from: "newer", to: "x")) == .violates([.tooShort(minimum: 3)]) }
        expect(trips: 2) { world.refusal(of: change("ann", from: nil, to: "new")) == .violates([.reused(depth: 4, isPresent: false)]) }
    }

    @Test("for no person whom the call has read with a session or by an identity")
    func knownPerson() throws {
        let identity = Identity(ServiceFixture.login, "ann")
        let id = try #require(try world.service.accounts(with: identity, in: world.site, limit: 1).first?.id)
        let token = try world.open(id)
        for (number, question) in [world.service.question(aboutSessionOf: token), .people(withFirstOf: [identity], limit: 2)].enumerated() {
            let call = world.service.at(world.clock.now, by: world.service.sources, readingAhead: ReadAhead())
            try call.readAhead([question], in: world.site)
            let change = PasswordChange(
                of: .account(id), current: Password(number == 0 ? "secret" : "new 0"), new: Password("new \(number)"))
            // The rule sets, the facts, and the change.
            try expect { try call.changePassword(change, in: world.site).get() == id }
            #expect(try call.person(id, in: world.site)?.account.credential?.hash == PasswordHash("now:new \(number)"))
        }
    }

    @Test("once for the account that a sign-in will try, and for none that the call has read")
    func prospect() throws {
        let (nobody, ann) = (Identity(ServiceFixture.login, "nobody"), Identity(ServiceFixture.login, "ann"))
        func attempt() -> SignInAttempt { SignInAttempt(candidates: [nobody, ann], password: Password("secret"), address: "home") }
        func call() -> UserService { world.service.at(world.clock.now, by: world.service.sources, readingAhead: ReadAhead()) }
        let first = call()
        expect(trips: 1) { first.prospect(ofSignIn: attempt().candidates, from: "home", in: world.site).account != nil }
        // The facts and what follows; the account was read before.
        expect(trips: 2) { (try? first.signIn(attempt(), in: world.site).get()) != nil }
        let each = attempt().candidates.map { StoreQuestion.people(withFirstOf: [$0], limit: SignInAttempt.accountsTried) }
        for questions in [[attempt().question], each] {
            let second = call()
            #expect(second.earlyReading(questions, in: world.site)?.perform() == true)
            #expect(second.earlyReading(questions, in: world.site) == nil)
            expect(trips: 0) { second.prospect(ofSignIn: attempt().candidates, from: "home", in: world.site).account != nil }
            expect(trips: 2) { (try? second.signIn(attempt(), in: world.site).get()) != nil }
        }
    }

    @Test("once for several sessions that take another's place")
    func sessions() throws {
        let id = try #require(try world.service.accounts(with: Identity(ServiceFixture.login, "ann"), in: world.site, limit: 1).first?.id)
        let old = try world.open(id)
        let live = try #require(try world.session(old))
        let opening = SessionOpening(kind: "kind", account: id, format: .guid, lifetime: nil, idleTimeout: nil)
        var opened: [OpenedSession] = []
        try expect(trips: 1) {
            opened = try world.service.openSessions([opening, opening], ending: [live.session.digest], in: world.site)
            return opened.count == 2
        }
        #expect(try world.session(old) == nil)
        #expect(try opened.allSatisfy { try world.session($0.token)?.person?.id == id })
        var disabling = AccountChanges()
        disabling.status = .disabled
        #expect(try world.service.update(id, in: world.site, disabling))
        let visitor = try world.open(nil)
        let visitors = try #require(try world.session(visitor))
        let stillborn = try world.service.openSessions([opening], ending: [visitors.session.digest], in: world.site)
        #expect(try world.session(stillborn[0].token) == nil && world.session(visitor) == nil)
    }
}
