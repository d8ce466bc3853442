import Accounts
import TestSupport
import Testing

@Suite("A sign-in that opens sessions")
struct SignInOpeningTests {
    private struct Obstacle: Error, Equatable {}

    private let world: ServiceFixture
    private let id: AccountID

    init() throws {
        world = try ServiceFixture()
        id = try world.add("ann", password: "secret")
    }

    private func signIn(
        _ password: String, policy: AccountPolicy = AccountPolicy(), ending ended: [TokenDigest] = [], unless obstacle: Obstacle? = nil
    ) throws -> Result<(signedIn: SignedIn, opened: [OpenedSession]), SignInRefusal> {
        let attempt = SignInAttempt(
            candidates: [Identity(ServiceFixture.login, "ann")], password: Password(password), defaultPolicy: policy, address: "home")
        return try world.service.signIn(attempt, in: world.site) { signedIn in
            if let obstacle { throw obstacle }
            return SessionOpenings(
                [
                    SessionOpening(
                        kind: "kind", account: signedIn.account.id, format: .guid, lifetime: nil, idleTimeout: nil,
                        credentialVersion: signedIn.account.credential?.version, recordsSignIn: true)
                ], ending: ended)
        }
    }

    @Test("makes one write of both")
    func oneWrite() throws {
        let old = try #require(try world.session(try world.open(id)))
        let before = world.store.writes
        let (signedIn, opened) = try signIn("secret", ending: [old.digest]).get()
        #expect(world.store.writes == before + 1)
        #expect(signedIn.account.lastSignInAt == world.clock.now)
        #expect(try world.session(try #require(opened.first).token)?.person?.id == id)
        #expect(try world.service.store.storedSession(old.digest, in: world.site) == nil)
    }

    @Test("forgets failures when it opens none because the caller refuses, and throws what the caller threw")
    func obstacle() throws {
        #expect(world.refusal("ann", "wrong", at: "home") == .wrongPassword)
        #expect(world.store.failureCount == 1)
        #expect(throws: Obstacle()) { try signIn("secret", unless: Obstacle()) }
        // Only the address that is known from now on is left.
        #expect(world.store.failureCount == 1)
        #expect(try world.service.store.sessions(of: id, in: world.site, after: nil, limit: 9).isEmpty)
        #expect(throws: SignInRefusal.wrongPassword) { try signIn("wrong", unless: Obstacle()).get() }
    }

    @Test("opens nothing if the account is locked or gets another password while it is verified")
    func races() throws {
        let (service, site, id) = (world.service, world.site, id)
        world.hasher.whileVerifying {
            var disabling = AccountChanges()
            disabling.status = .disabled
            _ = try? service.update(id, in: site, disabling)
        }
        #expect(throws: SignInRefusal.disabled) { try signIn("secret").get() }
        #expect(try service.store.sessions(of: id, in: site, after: nil, limit: 9).isEmpty)
        var activating = AccountChanges()
        activating.status = .active
        #expect(try service.update(id, in: site, activating))
        let change = world.change("ann", from: nil, to: "other")
        world.hasher.whileVerifying { _ = try? service.changePassword(change, in: site) }
        #expect(throws: SignInRefusal.wrongPassword) { try signIn("secret").get() }
        #expect(try service.store.sessions(of: id, in: site, after: nil, limit: 9).isEmpty)
    }

    @Test("is made although others' failures come first")
    func othersFailures() throws {
        let world = world
        world.hasher.whileVerifying { _ = world.refusal("ann", "wrong") }
        let opened = try signIn("secret").get().opened
        #expect(try world.session(try #require(opened.first).token) != nil)
        #expect(try world.service.store.sessions(of: id, in: world.site, after: nil, limit: 9).count == 1)
    }

    @Test("counts a grace sign-in before it opens a session, and opens none after the last")
    func grace() throws {
        var policy = AccountPolicy()
        policy.password.lifetimeDays = 1
        policy.password.graceSignIns = 1
        world.clock.advance(by: .seconds(2 * 86_400))
        let (signedIn, opened) = try signIn("secret", policy: policy).get()
        #expect(signedIn.graceSignInsLeft == 0)
        #expect(try world.session(try #require(opened.first).token) != nil)
        #expect(throws: SignInRefusal.passwordExpired) { try signIn("secret", policy: policy).get() }
        #expect(try world.service.store.sessions(of: id, in: world.site, after: nil, limit: 9).count == 1)
    }
}
