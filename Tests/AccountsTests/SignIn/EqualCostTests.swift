import Accounts
import TestSupport
import Testing

/// What an observer could measure must not depend on why a sign-in is refused: one hash at the present cost, the same reads and writes.
@Suite struct EqualCostTests {
    private struct Cost: Equatable {
        let hashes: Int
        let reads: Int
        let writes: Int
    }

    private func cost(
        of name: String, _ password: String, in world: ServiceFixture, policy: AccountPolicy = AccountPolicy(), from origin: String? = nil
    ) -> Cost {
        world.hasher.forget()
        let (reads, writes) = (world.store.reads, world.store.writes)
        #expect(world.refusal(name, password, policy: policy, from: origin) != nil)
        return Cost(hashes: world.hasher.verified.count, reads: world.store.reads - reads, writes: world.store.writes - writes)
    }

    @Test func everyRefusalCostsOneHashAndOneWrite() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        try world.add("off", password: "secret", status: .disabled)
        try world.add("shut", password: "secret", status: .locked)
        try world.add("bare", password: nil)
        let wrong = cost(of: "ann", "wrong", in: world)
        #expect(wrong.hashes == 1 && wrong.writes == 1)
        for (name, password) in [("off", "secret"), ("shut", "secret"), ("bare", "x"), ("off", "wrong")] {
            #expect(cost(of: name, password, in: world) == wrong)
        }
        #expect(cost(of: "nobody", "x", in: world) == wrong)
    }

    @Test func aThrottledAttemptCostsAsMuch() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        let wrong = cost(of: "ann", "wrong", in: world)
        for name in ["ann", "nobody"] {
            for _ in 0..<10 { _ = world.refusal(name, "wrong") }
            guard case .throttled = world.refusal(name, "secret") else {
                Issue.record("not throttled")
                continue
            }
        }
        #expect(cost(of: "ann", "secret", in: world) == wrong)
        #expect(world.hasher.verified == [world.hasher.decoy])
        #expect(cost(of: "nobody", "secret", in: world) == wrong)
    }

    @Test func anAttemptWithAnOriginCostsAsMuch() throws {
        let world = try ServiceFixture()
        var policy = AccountPolicy()
        policy.lockout = LockoutPolicy(failures: 2, minutes: 10)
        try world.add("ann", password: "secret")
        let wrong = cost(of: "ann", "wrong", in: world, policy: policy, from: "here")
        #expect(wrong.hashes == 1 && wrong.writes == 1, "the row of its own and the one of all origins together")
        #expect(cost(of: "ann", "wrong", in: world, policy: policy, from: "here") == wrong, "the failure that locks")
        #expect(world.refusal("ann", "secret", policy: policy, from: "here") == .locked)
        #expect(cost(of: "ann", "secret", in: world, policy: policy, from: "here") == wrong)
        for _ in 0..<3 {
            #expect(cost(of: "nobody", "x", in: world, policy: policy, from: "here") == wrong)
        }
    }

    @Test func aLockedAttemptCostsAsMuch() throws {
        let world = try ServiceFixture()
        var policy = AccountPolicy()
        policy.lockout = LockoutPolicy(failures: 2, minutes: 10)
        try world.add("ann", password: "secret")
        let wrong = cost(of: "ann", "wrong", in: world, policy: policy)
        _ = world.refusal("ann", "wrong", policy: policy)
        #expect(world.refusal("ann", "secret", policy: policy) == .locked)
        #expect(cost(of: "ann", "secret", in: world, policy: policy) == wrong)
    }

    @Test func aHashOfAnotherCostIsMadeUpForByTheDecoy() throws {
        let world = try ServiceFixture()
        let old = PasswordHash("old:secret")
        _ = try world.service.insert(
            [NewAccount(identities: [Identity(ServiceFixture.login, "ann")], passwordHash: old)], in: world.site)
        #expect(world.refusal("ann", "wrong") == .wrongPassword)
        #expect(world.hasher.verified == [old, world.hasher.decoy])
    }

    @Test func theDecoyIsOfThePresentCost() throws {
        let world = try ServiceFixture()
        #expect(world.refusal("nobody", "x") == .unknownAccount)
        #expect(world.hasher.verified == [world.hasher.decoy])
        #expect(!world.hasher.needsRehash(world.hasher.decoy))
    }

    @Test func aWrongPresentPasswordInAChangeCostsAsMuchAsAnUnknownName() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        func cost(_ name: String) -> Cost {
            world.hasher.forget()
            let (reads, writes) = (world.store.reads, world.store.writes)
            #expect(world.refusal(of: world.change(name, from: "wrong", to: "new")) != nil)
            return Cost(hashes: world.hasher.verified.count, reads: world.store.reads - reads, writes: world.store.writes - writes)
        }
        #expect(cost("ann") == cost("nobody"))
        #expect(world.hasher.hashed == 0)
    }
}
