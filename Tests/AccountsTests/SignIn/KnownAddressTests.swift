import Accounts
import TestSupport
import Testing

/// An address that has signed in to an account keeps a way in while others guess.
@Suite("A known address") struct KnownAddressTests {
    private func lockout(_ failures: Int, minutes: Int?) -> AccountPolicy {
        var policy = AccountPolicy()
        policy.lockout = LockoutPolicy(failures: failures, minutes: minutes)
        return policy
    }

    @Test func letsTheOwnerInWhileOthersGuess() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        #expect(world.refusal("ann", "secret", at: "home") == nil)
        for attempt in 1...600 {
            _ = world.refusal("ann", "wrong", at: "elsewhere \(attempt % 3)")
            world.clock.advance(by: .milliseconds(100))
            if attempt.isMultiple(of: 100) { #expect(world.refusal("ann", "secret", at: "home") == nil, "after \(attempt) guesses") }
        }
        guard case .throttled = world.refusal("ann", "secret", at: "elsewhere 0") else {
            Issue.record("an address that only guesses is let in")
            return
        }
    }

    @Test func givesGuessersNoNewTriesByItsSuccess() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        #expect(world.refusal("ann", "secret", at: "home") == nil)
        for _ in 0..<10 { #expect(world.refusal("ann", "wrong", at: "elsewhere") == .wrongPassword) }
        #expect(world.refusal("ann", "secret", at: "home") == nil)
        #expect(world.refusal("ann", "secret", at: "elsewhere") == .throttled(until: ServiceFixture.start + .seconds(1)))
    }

    @Test func waitsForItsOwnFailuresAlone() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        for address in ["home", "work"] { #expect(world.refusal("ann", "secret", at: address) == nil) }
        for _ in 0..<10 { #expect(world.refusal("ann", "wrong", at: "home") == .wrongPassword) }
        #expect(world.refusal("ann", "secret", at: "home") == .throttled(until: ServiceFixture.start + .seconds(1)))
        #expect(world.refusal("ann", "secret", at: "work") == nil)
        #expect(world.refusal("ann", "secret", at: "new") == nil, "failures of known addresses hold no stranger up")
        world.clock.advance(by: .seconds(1))
        #expect(world.refusal("ann", "secret", at: "home") == nil)
        for _ in 0..<9 { #expect(world.refusal("ann", "wrong", at: "home") == .wrongPassword, "a success forgets failures") }
        #expect(world.refusal("ann", "secret", at: "home") == nil)
    }

    @Test func isKnownToOneAccountOnly() throws {
        let world = try ServiceFixture()
        for name in ["ann", "eve"] { try world.add(name, password: "secret") }
        #expect(world.refusal("eve", "secret", at: "elsewhere") == nil)
        for _ in 0..<10 { #expect(world.refusal("ann", "wrong", at: "elsewhere") == .wrongPassword) }
        #expect(world.refusal("ann", "secret", at: "elsewhere") == .throttled(until: ServiceFixture.start + .seconds(1)))
    }

    @Test func isRememberedForItsTimeSinceTheLastDayItSignedIn() throws {
        let world = try ServiceFixture(throttle: ThrottleRules(addressesKnownFor: .seconds(3 * 86_400)))
        let id = try world.add("ann", password: "secret")
        func isKnown() -> Bool { world.service.prospect(ofSignIn: id, from: "home", in: world.site).isKnown }
        #expect(!isKnown())
        for _ in 0..<4 {
            #expect(world.refusal("ann", "secret", at: "home") == nil)
            world.clock.advance(by: .seconds(86_400))
        }
        world.clock.advance(by: .seconds(2 * 86_400 - 1))
        #expect(isKnown())
        world.clock.advance(by: .seconds(1))
        #expect(!isKnown())
        #expect(world.refusal("ann", "secret", at: "home") == nil)
        #expect(isKnown(), "what is forgotten is learnt again")
    }

    @Test func isNotPushedOutByAFloodOfGuesses() throws {
        let world = try ServiceFixture(throttle: ThrottleRules(subjectsKept: 50))
        let id = try world.add("ann", password: "secret")
        #expect(world.refusal("ann", "secret", at: "home") == nil)
        for number in 0..<200 {
            world.clock.advance(by: .milliseconds(1))
            _ = world.refusal("nobody \(number)", "x", at: "elsewhere")
        }
        try world.service.sweep(world.site)
        #expect(world.store.failureCount == 51)
        #expect(world.service.prospect(ofSignIn: id, from: "home", in: world.site).isKnown)
    }

    @Test func writesOnceADayAndRefusesNobodyForIt() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        world.failures.failWrites()
        #expect(world.refusal("ann", "secret", at: "home") == nil)
        world.failures.failWrites(nil)
        #expect(world.refusal("ann", "secret", at: "home") == nil)
        let writes = world.store.writes
        world.clock.advance(by: .seconds(86_399))
        #expect(world.refusal("ann", "secret", at: "home") == nil)
        #expect(world.store.writes == writes)
        world.clock.advance(by: .seconds(1))
        #expect(world.refusal("ann", "secret", at: "home") == nil)
        #expect(world.store.writes > writes)
    }

    @Test func isShutOutByALockoutRule() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        let rules = lockout(3, minutes: 10)
        #expect(world.refusal("ann", "secret", policy: rules, at: "home") == nil)
        for _ in 0..<2 { #expect(world.refusal("ann", "wrong", policy: rules, at: "elsewhere") == .wrongPassword) }
        #expect(world.refusal("ann", "wrong", policy: rules, at: "home") == .wrongPassword, "its failures count as well")
        #expect(world.refusal("ann", "secret", policy: rules, at: "home") == .locked)
        world.clock.advance(by: .minutes(10))
        #expect(world.refusal("ann", "secret", policy: rules, at: "home") == nil)
        for _ in 0..<2 { #expect(world.refusal("ann", "wrong", policy: rules, at: "elsewhere") == .wrongPassword) }
        #expect(world.refusal("ann", "secret", policy: rules, at: "home") == nil, "a success ends the row of failures")
        for _ in 0..<2 { #expect(world.refusal("ann", "wrong", policy: rules, at: "elsewhere") == .wrongPassword) }
        #expect(world.refusal("ann", "secret", policy: rules, at: "home") == nil)
    }

    @Test func isNotSlowedDownByManyOriginsTogether() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        let rules = lockout(25, minutes: 360)
        #expect(world.refusal("ann", "secret", policy: rules, from: "home", at: "home") == nil)
        for number in 0..<2 * ThrottleRules.failuresOfAllOriginsBeforeWait {
            _ = world.refusal("ann", "wrong", policy: rules, from: "\(number)", at: "\(number)")
        }
        guard case .throttled = world.refusal("ann", "secret", policy: rules, from: "fresh", at: "fresh") else {
            Issue.record("a fresh origin is let try at once")
            return
        }
        #expect(world.refusal("ann", "secret", policy: rules, from: "home", at: "home") == nil)
    }

    @Test func isLearntFromAChangeOfPasswordToo() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        #expect(world.refusal(of: world.change("ann", from: "secret", to: "newer", at: "home")) == nil)
        for _ in 0..<20 { _ = world.refusal("ann", "wrong", at: "elsewhere") }
        #expect(world.refusal(of: world.change("ann", from: "newer", to: "newest", at: "home")) == nil)
        for _ in 0..<20 { _ = world.refusal("ann", "wrong", at: "elsewhere") }
        guard case .throttled = world.refusal(of: world.change("ann", from: "newest", to: "x", at: "elsewhere")) else {
            Issue.record("an address that only guesses is let change the password")
            return
        }
    }

    @Test(arguments: [nil, "elsewhere"]) func costsAStrangerTheSameForAnyName(_ origin: String?) throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        #expect(world.refusal("ann", "secret", from: origin.map { _ in "home" }, at: "home") == nil)
        func cost(_ name: String) -> [Int] {
            world.hasher.forget()
            let (reads, writes) = (world.store.reads, world.store.writes)
            #expect(world.refusal(name, "wrong", from: origin, at: "elsewhere") != nil)
            return [world.hasher.verified.count, world.store.reads - reads, world.store.writes - writes]
        }
        for _ in 0..<30 {
            let (known, unknown) = (cost("ann"), cost("nobody"))
            #expect(known == unknown && known[0] == 1)
        }
    }

    @Test func losesItsPrecedenceWhenItGuesses() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        let name = [Identity(ServiceFixture.login, "Ann")]
        func prospect(_ address: String?) -> SignInProspect {
            world.service.prospect(ofSignIn: name, from: address, in: world.site)
        }
        #expect(world.refusal("ann", "secret", at: "home") == nil)
        #expect(prospect("home").isKnown)
        #expect(!prospect("elsewhere").isKnown)
        #expect(!prospect(nil).isKnown)
        #expect(Set(["home", "elsewhere", nil].map { prospect($0).account }).count == 1)
        for _ in 0..<10 { _ = world.refusal("ann", "wrong", at: "home") }
        #expect(!prospect("home").isKnown)
    }

    @Test func namesNobodyHasAreToldApartByTheirFoldedText() throws {
        let world = try ServiceFixture()
        func account(_ name: String) -> Int {
            world.service.prospect(ofSignIn: [Identity(ServiceFixture.login, name)], from: "home", in: world.site).number
        }
        #expect(account("nobody") == account("NOBODY"))
        #expect(account("nobody") != account("somebody"))
    }

    @Test func itsAttemptsMadeAtOnceCannotOutrunTheThrottle() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        #expect(world.refusal("ann", "secret", at: "home") == nil)
        world.hasher.setSlow(true)
        let callers = (0..<40).map { _ in Background { world.refusal("ann", "wrong", at: "home") } }
        #expect(callers.count { $0.value == .some(.wrongPassword) } == 10)
    }

    @Test func aRightPasswordAmongGuessesMadeAtOnceIsNotToldApart() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        // Ten guesses fail while the right password's hash is computed: it ends as if it had come after them.
        world.hasher.whileVerifying { for _ in 0..<10 { _ = world.refusal("ann", "wrong", at: "elsewhere") } }
        #expect(world.refusal("ann", "secret", at: "elsewhere") == .throttled(until: ServiceFixture.start + .seconds(1)))
    }
}
