import Accounts
import TestSupport
import Testing

/// Failures that are counted for each place apart.
@Suite struct OriginLockoutTests {
    private func policy(_ failures: Int, minutes: Int?) -> AccountPolicy {
        var policy = AccountPolicy()
        policy.lockout = LockoutPolicy(failures: failures, minutes: minutes)
        return policy
    }

    @Test func locksOneOriginForTheMinutesARuleAsksForAndNoOther() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "secret")
        let token = try world.open(id)
        let rules = policy(3, minutes: 10)
        for _ in 0..<3 { #expect(world.refusal("ann", "wrong", policy: rules, from: "192.0.2.1") == .wrongPassword) }
        #expect(world.refusal("ann", "secret", policy: rules, from: "192.0.2.1") == .locked)
        #expect(world.refusal("ann", "secret", policy: rules, from: "192.0.2.2") == nil)
        #expect(world.refusal("ann", "secret", policy: rules) == nil)
        #expect(try world.service.account(id, in: world.site)?.status == .active)
        #expect(try world.session(token) != nil)
        world.clock.advance(by: .seconds(599))
        #expect(world.refusal("ann", "secret", policy: rules, from: "192.0.2.1") == .locked, "another's success does not end it")
        world.clock.advance(by: .seconds(1))
        #expect(world.refusal("ann", "secret", policy: rules, from: "192.0.2.1") == nil)
    }

    @Test func countsEachOriginsFailuresApart() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        try world.add("bob", password: "secret")
        let rules = policy(3, minutes: 10)
        for origin in ["a", "b", nil, "", "A"] {
            for _ in 0..<2 { #expect(world.refusal("ann", "wrong", policy: rules, from: origin) == .wrongPassword) }
        }
        for _ in 0..<2 { #expect(world.refusal("bob", "wrong", policy: rules, from: "a") == .wrongPassword) }
        #expect(world.store.failureCount == 6 + 2, "and one row each for those from all origins")
        #expect(world.refusal("ann", "secret", policy: rules, from: "a") == nil)
        #expect(world.store.failureCount == 5 + 1, "a success forgets the failures from its own origin, and those from all together")
    }

    @Test func aNameNobodyHasSeemsLockedFromOneOriginToo() throws {
        let world = try ServiceFixture()
        let rules = policy(3, minutes: 10)
        for name in ["nobody", "Nobody", "NOBODY"] { #expect(world.refusal(name, "x", policy: rules, from: "a") == .unknownAccount) }
        #expect(world.refusal("nobody", "x", policy: rules, from: "a") == .locked)
        #expect(world.refusal("nobody", "x", policy: rules, from: "b") == .unknownAccount)
        world.clock.advance(by: .seconds(600))
        #expect(world.refusal("nobody", "x", policy: rules, from: "a") == .unknownAccount)
    }

    @Test(arguments: ["ann", "nobody"]) func aRuleThatAsksForAPersonLocksForAsLongAsFailuresAreRemembered(_ name: String) throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "secret")
        let rules = policy(2, minutes: nil)
        for _ in 0..<2 { #expect(world.refusal(name, "wrong", policy: rules, from: "a") != .locked) }
        world.clock.advance(by: .seconds(86_399))
        #expect(world.refusal(name, "secret", policy: rules, from: "a") == .locked)
        #expect(try world.service.account(id, in: world.site)?.status == .active)
        world.clock.advance(by: .seconds(1))
        #expect(world.refusal(name, "wrong", policy: rules, from: "a") != .locked)
        #expect(world.refusal("ann", "secret", policy: rules, from: "a") == nil)
    }

    @Test func throttlesEachOriginApart() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        for _ in 0..<10 { #expect(world.refusal("ann", "wrong", from: "a") == .wrongPassword) }
        #expect(world.refusal("ann", "secret", from: "a") == .throttled(until: ServiceFixture.start + .seconds(1)))
        #expect(world.refusal("ann", "secret", from: "b") == nil)
    }

    @Test(arguments: ["ann", "nobody"]) func manyOriginsTogetherAreSlowedDown(_ name: String) throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        let rules = policy(25, minutes: 360)
        for number in 1..<ThrottleRules.failuresOfAllOriginsBeforeWait {
            #expect(world.refusal(name, "wrong", policy: rules, from: "\(number)") != nil)
        }
        #expect(world.refusal("ann", "secret", policy: rules, from: "mine") == nil || name == "nobody")
        for number in 0..<ThrottleRules.failuresOfAllOriginsBeforeWait {
            _ = world.refusal(name, "wrong", policy: rules, from: "again \(number)")
        }
        guard case .throttled(let until)? = world.refusal(name, "secret", policy: rules, from: "fresh") else {
            Issue.record("a fresh origin is let try at once")
            return
        }
        #expect(until > ServiceFixture.start)
        world.clock.advance(by: .seconds(60))
        #expect(world.refusal("ann", "secret", policy: rules, from: "fresh") == nil)
    }

    @Test func anAccountThatMayNotSignInMayNotFromAnywhere() throws {
        let world = try ServiceFixture()
        try world.add("off", password: "secret", status: .disabled)
        try world.add("shut", password: "secret", status: .locked)
        #expect(world.refusal("off", "secret", from: "a") == .disabled)
        #expect(world.refusal("shut", "secret", from: "a") == .locked)
    }

    @Test func keepsNeitherNameNorOriginInRowsOfBoundedLength() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        let origins = ["192.0.2.1", String(repeating: "x", count: 100_000)]
        for origin in origins {
            for name in ["ann", "nobody"] { _ = world.refusal(name, "wrong", from: origin) }
        }
        let subjects = world.store.failureSubjects
        #expect(subjects.count == 4 + 2)
        for subject in subjects {
            #expect(subject.utf8.count < 80)
            #expect(!subject.contains("192") && !subject.contains("nobody") && !subject.contains("x"))
        }
    }

    @Test func attemptsMadeAtOnceCannotOutrunTheLock() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        world.hasher.setSlow(true)
        let rules = policy(3, minutes: 10)
        let callers = (0..<20).map { _ in Background { world.refusal("ann", "wrong", policy: rules, from: "a") } }
        let read = callers.count { $0.value == .some(.wrongPassword) }
        #expect(read == 3)
    }
}
