import Synchronization
import TestSupport
import Testing

@testable import Accounts

@Suite("Passwords that were verified a short time ago")
struct VerifiedPasswordTests {
    private static let hash = PasswordHash("fake:secret")

    @Test("cost no second hash if they come with every call, and each account is still looked at")
    func costNothing() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "secret")
        for _ in 0..<3 { _ = try world.signIn("ann", "secret", repeated: true) }
        #expect(world.hasher.verified.count == 1)
        _ = try world.signIn("ann", "secret")
        #expect(world.hasher.verified.count == 2, "an ordinary sign-in always costs a hash")
        #expect(throws: SignInRefusal.wrongPassword) { try world.signIn("ann", "wrong", repeated: true) }
        #expect(world.hasher.verified.count == 3)
        var changes = AccountChanges()
        changes.status = .disabled
        #expect(try world.service.update(id, in: world.site, changes))
        #expect(throws: SignInRefusal.disabled) { try world.signIn("ann", "secret", repeated: true) }
    }

    @Test("are not those of before a change")
    func change() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        _ = try world.signIn("ann", "secret", repeated: true)
        _ = try world.service.changePassword(world.change("ann", from: "secret", to: "another"), in: world.site).get()
        #expect(throws: SignInRefusal.wrongPassword) { try world.signIn("ann", "secret", repeated: true) }
    }

    @Test("are forgotten after a minute, and when there are too many")
    func ends() {
        let moment = Mutex(ContinuousClock.now)
        let start = moment.withLock { $0 }
        let verified = VerifiedPasswords(FakeTokenDigester()) { moment.withLock { $0 } }
        verified.insert(Password("secret"), for: Self.hash)
        moment.withLock { $0 = start + VerifiedPasswords.lifetime - .nanoseconds(1) }
        #expect(verified.contains(Password("secret"), for: Self.hash))
        #expect(!verified.contains(Password("other"), for: Self.hash))
        #expect(!verified.contains(Password("secret"), for: PasswordHash("fake:secret2")))
        moment.withLock { $0 = start + VerifiedPasswords.lifetime }
        #expect(!verified.contains(Password("secret"), for: Self.hash))
        for number in 0...VerifiedPasswords.capacity { verified.insert(Password("\(number)"), for: Self.hash) }
        #expect(!verified.contains(Password("1"), for: Self.hash))
        #expect(verified.contains(Password("\(VerifiedPasswords.capacity)"), for: Self.hash))
    }
}
