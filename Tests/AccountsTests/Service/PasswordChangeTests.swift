import Accounts
import Dispatch
import Synchronization
import TestSupport
import Testing

@Suite struct PasswordChangeTests {
    @Test func putsTheNewPasswordInThePlaceOfTheOld() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "old", mustChange: true)
        world.clock.advance(by: .seconds(5))
        let account = try world.account(after: world.change("ann", from: "old", to: "new"))
        #expect(account.id == id)
        #expect(account.credential?.mustChange == false)
        #expect(account.credential?.changedAt == ServiceFixture.start + .seconds(5))
        #expect(world.refusal("ann", "old") == .wrongPassword)
        #expect(world.refusal("ann", "new") == nil)
    }

    @Test func refusesWhoDoesNotKnowThePresentPassword() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "old")
        try world.add("off", password: "old", status: .disabled)
        try world.add("shut", password: "old", status: .locked)
        try world.add("bare", password: nil)
        #expect(world.refusal(of: world.change("ann", from: "wrong", to: "new")) == .wrongPassword)
        #expect(world.refusal(of: world.change("nobody", from: "old", to: "new")) == .unknownAccount)
        #expect(world.refusal(of: world.change("off", from: "old", to: "new")) == .disabled)
        #expect(world.refusal(of: world.change("shut", from: "old", to: "new")) == .locked)
        #expect(world.refusal(of: world.change("bare", from: "old", to: "new")) == .noPassword)
        let gone = PasswordChange(of: .account(AccountID(rawValue: 99)), current: Password("old"), new: Password("new"))
        #expect(world.refusal(of: gone) == .unknownAccount)
        #expect(world.hasher.hashed == 0)
        #expect(world.refusal("ann", "old") == nil)
    }

    @Test func refusesAnIdentityThatSeveralHold() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "old", mail: "shared@x")
        try world.add("bob", password: "old", mail: "shared@x")
        for current in [Password("old"), nil] {
            let change = PasswordChange(
                of: .holder(of: Identity(ServiceFixture.mail, "shared@x")), current: current, new: Password("new"))
            #expect(world.refusal(of: change) == .ambiguous)
        }
        #expect(world.hasher.hashed == 0)
    }

    @Test func tellsNothingOfTheRulesToWhoDoesNotKnowThePassword() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "old")
        var policy = AccountPolicy()
        policy.password.minimumLength = 8
        #expect(world.refusal(of: world.change("ann", from: "wrong", to: "x", policy: policy)) == .wrongPassword)
        #expect(world.refusal(of: world.change("nobody", from: "wrong", to: "x", policy: policy)) == .unknownAccount)
        #expect(world.refusal(of: world.change("ann", from: "old", to: "x", policy: policy)) == .violates([.tooShort(minimum: 8)]))
        #expect(world.refusal(of: world.change("ann", from: nil, to: "x", policy: policy)) == .violates([.tooShort(minimum: 8)]))
        #expect(world.refusal("ann", "old") == nil)
    }

    @Test func countsAWrongPresentPasswordAsAFailedSignIn() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "old")
        for _ in 0..<5 { _ = world.refusal(of: world.change("ann", from: "wrong", to: "new")) }
        for _ in 0..<5 { _ = world.refusal("ann", "wrong") }
        let until = ServiceFixture.start + .seconds(1)
        #expect(world.refusal(of: world.change("ann", from: "old", to: "new")) == .throttled(until: until))
        #expect(world.refusal("ann", "old") == .throttled(until: until))
        world.clock.advance(by: .seconds(1))
        #expect(world.refusal(of: world.change("ann", from: "old", to: "new")) == nil)
        #expect(world.store.failureCount == 0)
    }

    @Test func aResetAsksForNothingAndForgetsFailures() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "old", status: .disabled)
        let bare = try world.add("bare", password: nil)
        for _ in 0..<10 { _ = world.refusal("ann", "wrong") }
        let reset = PasswordChange(of: .account(id), current: nil, new: Password("new"), mustChange: true)
        let account = try world.account(after: reset)
        #expect(account.status == .disabled)
        #expect(account.credential?.mustChange == true)
        #expect(try world.store.failures(of: "a\(id.rawValue)", in: world.site) == nil)
        let first = PasswordChange(of: .account(bare), current: nil, new: Password("first"))
        #expect(try world.account(after: first).credential?.version == 1)
        #expect(world.refusal("bare", "first") == nil)
        let unknown = PasswordChange(of: .account(AccountID(rawValue: 99)), current: nil, new: Password("new"))
        #expect(world.refusal(of: unknown) == .unknownAccount)
    }

    @Test func refusesPasswordsOverTheLimitUnread() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "old")
        let long = String(repeating: "x", count: Password.maximumBytes + 1)
        #expect(world.refusal(of: world.change("ann", from: "old", to: long)) == .tooLong)
        #expect(world.refusal(of: world.change("nobody", from: "old", to: long)) == .tooLong)
        #expect(world.refusal(of: world.change("ann", from: long, to: "new")) == .wrongPassword)
        #expect(world.hasher.verified.isEmpty)
    }

    @Test func endsTheAccountsSessionsButTheOneKept() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "old")
        let other = try world.open(try world.add("bob", password: "x"))
        let (kept, ended) = (try world.open(id), try world.open(id))
        for token in [kept, ended, other] { #expect(try world.session(token) != nil) }
        let change = PasswordChange(
            of: .account(id), current: Password("old"), new: Password("new"), keeping: FakeTokenDigester().digest(kept))
        _ = try world.service.changePassword(change, in: world.site).get()
        #expect(try world.session(kept)?.account?.credential?.version == 2)
        #expect(try world.session(ended) == nil)
        #expect(try world.session(other) != nil)
    }

    @Test func losesARaceToAnotherChange() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "old")
        let (service, site) = (world.service, world.site)
        let inBetween = PasswordChange(of: .account(id), current: nil, new: Password("first"))
        world.hasher.whileVerifying { _ = try? service.changePassword(inBetween, in: site) }
        #expect(world.refusal(of: world.change("ann", from: "old", to: "second")) == .raceLost)
        #expect(world.refusal("ann", "first") == nil)
    }

    @Test func ofTwoChangesAtOnceExactlyOneWins() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "p0")
        for round in 0..<20 {
            let outcomes = Mutex<[PasswordChangeRefusal?]>([])
            let group = DispatchGroup()
            for _ in 0..<2 {
                DispatchQueue.global().async(group: group) {
                    let refusal = world.refusal(of: world.change("ann", from: "p\(round)", to: "p\(round + 1)"))
                    outcomes.withLock { $0.append(refusal) }
                }
            }
            group.wait()
            let refusals = outcomes.withLock { $0 }
            #expect(refusals.filter { $0 == nil }.count == 1)
            #expect(refusals.contains(.raceLost) || refusals.contains(.wrongPassword), "the other came at the same time, or just after")
        }
    }

    @Test func aResetIsTriedAgainWhenAnotherChangeCameFirst() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "old")
        var policy = AccountPolicy()
        policy.password.historyDepth = 1
        let (service, site) = (world.service, world.site)
        let inBetween = PasswordChange(of: .account(id), current: nil, new: Password("first"))
        world.hasher.whileVerifying { _ = try? service.changePassword(inBetween, in: site) }
        #expect(world.refusal(of: world.change("ann", from: nil, to: "second", policy: policy)) == nil)
        #expect(world.refusal("ann", "second") == nil)
    }

    @Test func saysNothingWasChangedWhenTheStoreCannotWrite() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "old")
        world.failures.failWrites()
        let trouble = world.trouble(of: world.change("ann", from: "old", to: "new"))
        #expect(trouble == .store(.cannotWrite("told to refuse")))
        world.failures.failWrites(nil)
        #expect(world.refusal("ann", "old") == nil)
        world.hasher.setBusy(true)
        #expect(world.trouble(of: world.change("ann", from: "old", to: "new")) == .outOfMemory)
    }

    @Test func seesNothingOfAnotherSite() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "old")
        let other = try world.store.createSite(named: "other")
        let change = PasswordChange(of: .account(id), current: nil, new: Password("new"))
        #expect(throws: PasswordChangeRefusal.unknownAccount) { try world.service.changePassword(change, in: other).get() }
    }

    @Test func hasWordsForEveryRefusal() {
        let refusals: [PasswordChangeRefusal] = [
            .unknownAccount, .ambiguous, .noPassword, .wrongPassword, .disabled, .locked, .throttled(until: ServiceFixture.start), .tooLong,
            .violates([.tooShort(minimum: 1), .tooFewDigits(needed: 2)]), .raceLost,
            .identityTaken(Identity(ServiceFixture.login, "hidden")),
        ]
        #expect(Set(refusals.map(\.reason)).count == refusals.count)
        #expect(refusals.allSatisfy { !$0.reason.contains("hidden") })
        #expect(refusals[8].reason.hasSuffix("at least 1 character; at least 2 digits"))
    }
}
