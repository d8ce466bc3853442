import TestSupport
import Testing

@testable import Accounts

@Suite("Sign-ins of callers that send a password with every call")
struct RepeatedSignInTests {
    private let world: ServiceFixture
    private let id: AccountID

    init() throws {
        world = try ServiceFixture()
        id = try world.add("ann", password: "secret")
    }

    private func attempt(
        _ name: String = "ann", _ password: String = "secret", scheme: IdentityScheme = ServiceFixture.login, from origin: String? = nil,
        at address: String? = "net", repeated: Bool = true, policy: AccountPolicy = AccountPolicy()
    ) -> SignInAttempt {
        SignInAttempt(
            candidates: [Identity(scheme, name)], password: Password(password), defaultPolicy: policy, origin: origin, address: address,
            isRepeated: repeated)
    }

    private func signIn(_ attempt: SignInAttempt) throws -> SignedIn { try world.service.signIn(attempt, in: world.site).get() }

    private func isAtOnce(_ attempt: SignInAttempt) -> Bool { world.service.signInAtOnce(attempt, in: world.site) != nil }

    /// Signs in until nothing is to be written any more.
    private func makeKnown(_ password: String = "secret") throws {
        for _ in 0..<2 { _ = try signIn(attempt("ann", password)) }
        try #require(isAtOnce(attempt("ann", password)))
    }

    @Test("need no store once the address is remembered, and give the same answer")
    func atOnce() throws {
        #expect(!isAtOnce(attempt()))
        _ = try signIn(attempt())
        #expect(!isAtOnce(attempt()), "the address was remembered")
        let signedIn = try signIn(attempt())
        let atOnce = try #require(world.service.signInAtOnce(attempt(), in: world.site))
        #expect(atOnce.person.id == signedIn.person.id && atOnce.policy == signedIn.policy)
        #expect(world.hasher.verified.count == 1)
    }

    @Test("are not mixed up with others")
    func others() throws {
        try makeKnown()
        let other = try world.store.createSite(named: "other")
        #expect(world.service.signInAtOnce(attempt(), in: other) == nil)
        for attempt in [
            attempt("bob"), attempt("ann", "wrong"), attempt(at: "elsewhere"), attempt(at: nil), attempt(from: "origin"),
            attempt(repeated: false), attempt(scheme: ServiceFixture.mail),
        ] {
            #expect(!isAtOnce(attempt))
        }
        #expect(isAtOnce(attempt("ANN")) && isAtOnce(attempt()))
        try world.add("caf\u{E9}", password: "secret")
        for _ in 0..<2 { _ = try signIn(attempt("caf\u{E9}")) }
        #expect(isAtOnce(attempt("caf\u{E9}")) && !isAtOnce(attempt("cafe\u{301}")), "the store compares bytes")
    }

    @Test("look at the store again after each change", arguments: Change.allCases)
    func changes(_ change: Change) throws {
        try makeKnown()
        try change.make(in: world, to: id)
        #expect(!isAtOnce(attempt()))
        let refusal = world.refusal("ann", "secret", at: "net")
        #expect((refusal != nil) == change.refuses, "\(String(describing: refusal))")
    }

    /// What happens between two calls.
    enum Change: CaseIterable {
        case disabled, locked, newPassword, failure, deleted, ruleSet, sweep, caches, signInElsewhere

        var refuses: Bool { [.disabled, .locked, .newPassword, .deleted].contains(self) }

        func make(in world: ServiceFixture, to id: AccountID) throws {
            var changes = AccountChanges()
            switch self {
            case .disabled:
                changes.status = .disabled
                _ = try world.service.update(id, in: world.site, changes)
            case .locked:
                changes.status = .locked
                _ = try world.service.update(id, in: world.site, changes)
            case .newPassword:
                let change = world.change("ann", from: "secret", to: "another")
                _ = try world.service.changePassword(change, in: world.site).get()
            case .failure: _ = world.refusal("ann", "wrong", at: "net")
            case .deleted: _ = try world.service.delete(id, in: world.site)
            case .ruleSet: try world.service.setPolicy(AccountPolicy(), named: "strict", in: world.site)
            case .sweep: try world.service.sweep(world.site)
            case .caches: world.service.invalidateCaches()
            case .signInElsewhere:
                _ = try world.service.openSession(
                    SessionOpening(
                        kind: "k", account: id, format: .upperHex(bytes: 16), lifetime: nil, idleTimeout: nil, recordsSignIn: true),
                    in: world.site)
            }
        }
    }

    @Test("are decided by the time of each call")
    func times() throws {
        var policy = AccountPolicy()
        policy.password.lifetimeDays = 30
        for _ in 0..<2 { _ = try signIn(attempt(policy: policy)) }
        #expect(isAtOnce(attempt(policy: policy)))
        world.clock.advance(by: .days(31))
        #expect(!isAtOnce(attempt(policy: policy)))
        #expect(throws: SignInRefusal.passwordExpired) { try signIn(attempt(policy: policy)) }
    }

    @Test("are not remembered if a change came while the store was read, nor without end")
    func races() throws {
        let memory = RepeatedSignIns()
        let person = try #require(try world.service.person(id, in: world.site))
        let entry = RepeatedSignIns.Entry(
            person: person, subjects: TrialSubjects(own: "a1", whole: nil, address: nil), facts: SignInFacts())
        let key = try #require(RepeatedSignIns.Key(attempt(), in: world.site))
        let epoch = memory.epoch
        memory.failuresChanged(of: "another", in: world.site)
        memory.keep(entry, for: key, readSince: epoch)
        #expect(memory.entry(for: key) == nil)
        memory.keep(entry, for: key, readSince: memory.epoch)
        memory.failuresChanged(of: "another", in: world.site)
        #expect(memory.entry(for: key) != nil)
        memory.failuresChanged(of: "a1", in: world.site)
        #expect(memory.entry(for: key) == nil)
        for number in 0...RepeatedSignIns.capacity {
            memory.keep(entry, for: try #require(RepeatedSignIns.Key(attempt(at: "\(number)"), in: world.site)), readSince: memory.epoch)
        }
        let kept = try (0...RepeatedSignIns.capacity).filter { number in
            memory.entry(for: try #require(RepeatedSignIns.Key(attempt(at: "\(number)"), in: world.site))) != nil
        }
        #expect(kept == [RepeatedSignIns.capacity])
    }

    @Test("of a store that other processes change are always looked up")
    func shared() throws {
        let service = UserService(
            store: world.store, hasher: world.hasher, digester: FakeTokenDigester(), clock: world.clock, random: RepeatableRandomSource(),
            sharesStore: true)
        for _ in 0..<3 { _ = try service.signIn(attempt(), in: world.site).get() }
        #expect(service.signInAtOnce(attempt(), in: world.site) == nil)
    }

    @Test("of such a store are expected to need no hash for a while, and get one if the password is another by then")
    func expectations() throws {
        let service = UserService(
            store: world.store, hasher: world.hasher, digester: FakeTokenDigester(), clock: world.clock, random: RepeatableRandomSource(),
            sharesStore: true)
        func expectsNoHash(_ attempt: SignInAttempt) -> Bool { service.expectsNoHash(of: attempt, in: world.site) }
        #expect(!expectsNoHash(attempt()))
        _ = try service.signIn(attempt(), in: world.site).get()
        #expect(expectsNoHash(attempt()) && !expectsNoHash(attempt("ann", "wrong")) && !expectsNoHash(attempt(repeated: false)))
        _ = try world.service.changePassword(world.change("ann", from: "secret", to: "another"), in: world.site).get()
        #expect(expectsNoHash(attempt()))
        #expect(throws: SignInRefusal.wrongPassword) { try service.signIn(attempt(), in: world.site).get() }
        // A service that remembers all of it needs no expectation.
        try makeKnown("another")
        #expect(!world.service.expectsNoHash(of: attempt("ann", "another"), in: world.site))
    }
}
