import Accounts
import TestSupport
import Testing

@Suite struct SignInTests {
    @Test func letsInWhoHasTheNameAndThePassword() throws {
        let world = try ServiceFixture()
        let id = try world.add("Ann", password: "secret")
        let signedIn = try world.signIn("ANN", "secret")
        #expect(signedIn.account.id == id)
        #expect(!signedIn.mustChangePassword)
        #expect(signedIn.graceSignInsLeft == nil)
    }

    @Test func refusesEverybodyElse() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        try world.add("off", password: "secret", status: .disabled)
        try world.add("shut", password: "secret", status: .locked)
        try world.add("bare", password: nil)
        #expect(world.refusal("ann", "Secret") == .wrongPassword)
        #expect(world.refusal("ann", "") == .wrongPassword)
        #expect(world.refusal("nobody", "secret") == .unknownAccount)
        #expect(world.refusal("off", "secret") == .disabled)
        #expect(world.refusal("shut", "secret") == .locked)
        #expect(world.refusal("bare", "") == .noPassword)
    }

    @Test func takesBytesAsTheyAre() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "caf\u{E9}")
        #expect(world.refusal("ann", "cafe\u{301}") == .wrongPassword)
        #expect(world.refusal("ann", "caf\u{E9}") == nil)
    }

    @Test func triesCandidatesInOrderUntilOneIsHeld() throws {
        let world = try ServiceFixture()
        let named = try world.add("x@y", password: "one")
        let mailed = try world.add("other", password: "two", mail: "z@y")
        try world.add("third", password: "three", mail: "x@y")
        #expect(try world.signIn("x@y", "one").account.id == named)
        #expect(try world.signIn("z@y", "two").account.id == mailed)
        #expect(world.refusal("x@y", "three") == .wrongPassword, "the login name was held, so the address is not looked at")
    }

    @Test func takesTheFirstOfSeveralHoldersWhosePasswordFits() throws {
        let world = try ServiceFixture()
        let ids = try (1...5).map { try world.add("user\($0)", password: "pass\($0)", mail: "shared@x") }
        #expect(try world.signIn("shared@x", "pass3").account.id == ids[2])
        #expect(world.refusal("shared@x", "pass5") == .wrongPassword, "only four are looked at")
        #expect(world.refusal("shared@x", "wrong") == .wrongPassword)
    }

    @Test func countsNoFailureWhereAnotherHolderSignsIn() throws {
        let world = try ServiceFixture()
        let first = try world.add("user1", password: "pass1", mail: "shared@x")
        try world.add("user2", password: "pass2", mail: "shared@x")
        #expect(world.refusal("shared@x", "pass2") == nil)
        #expect(try world.store.failures(of: "a\(first.rawValue)", in: world.site) == nil)
        #expect(world.refusal("shared@x", "wrong") == .wrongPassword)
        #expect(try world.store.failures(of: "a\(first.rawValue)", in: world.site)?.count == 1)
    }

    @Test func refusesAPasswordOverTheLimitUnread() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        let long = String(repeating: "x", count: Password.maximumBytes + 1)
        #expect(world.refusal("ann", long) == .wrongPassword)
        #expect(world.refusal("nobody", long) == .wrongPassword)
        #expect(world.hasher.verified.isEmpty)
        #expect(world.refusal("ann", String(long.dropLast())) == .wrongPassword)
        #expect(world.hasher.verified.count == 1)
    }

    @Test func refusesWhenThereIsNoMemoryForAHashAndCountsNothing() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        world.hasher.setBusy(true)
        #expect(world.trouble("ann", "wrong") == .outOfMemory)
        #expect(world.store.failureCount == 0)
    }

    @Test func refusesWhenTheStoreCannotCount() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        world.failures.failWrites()
        #expect(world.trouble("ann", "wrong") == .store(.cannotWrite("told to refuse")))
        #expect(world.refusal("ann", "secret") == nil, "a success without failures before it writes nothing")
    }

    @Test func tellsWhoMustChangeThePassword() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret", mustChange: true)
        #expect(try world.signIn("ann", "secret").mustChangePassword)
    }

    @Test func doesNotLetInWhoLostTheRightWhileTheHashWasComputed() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "secret")
        let (service, site) = (world.service, world.site)
        world.hasher.whileVerifying {
            var changes = AccountChanges()
            changes.status = .disabled
            _ = try? service.update(id, in: site, changes)
        }
        #expect(world.refusal("ann", "secret") == .disabled)
        let bob = try world.add("bob", password: "secret")
        world.hasher.whileVerifying {
            _ = try? service.changePassword(PasswordChange(of: .account(bob), current: nil, new: Password("other")), in: site)
        }
        #expect(world.refusal("bob", "secret") == .wrongPassword)
        let eve = try world.add("eve", password: "secret")
        world.hasher.whileVerifying { _ = try? service.delete(eve, in: site) }
        #expect(world.refusal("eve", "secret") == .unknownAccount)
    }

    @Test func seesNothingOfAnotherSite() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        let other = try world.store.createSite(named: "other")
        let attempt = SignInAttempt(candidates: [Identity(ServiceFixture.login, "ann")], password: Password("secret"))
        #expect(throws: SignInRefusal.unknownAccount) { try world.service.signIn(attempt, in: other).get() }
    }

    @Test func refusesAnAttemptThatNamesNobody() throws {
        let world = try ServiceFixture()
        #expect(throws: SignInRefusal.unknownAccount) {
            try world.service.signIn(SignInAttempt(candidates: [], password: Password("x")), in: world.site).get()
        }
    }

    @Test func hasWordsForEveryRefusalWithoutSecrets() {
        let refusals: [SignInRefusal] = [
            .unknownAccount, .wrongPassword, .noPassword, .disabled, .locked, .throttled(until: ServiceFixture.start), .passwordExpired,
        ]
        #expect(Set(refusals.map(\.reason)).count == refusals.count)
        #expect(refusals.allSatisfy { !$0.reason.isEmpty })
    }
}
