import Accounts
import TestSupport
import Testing

@Suite struct LockoutTests {
    private func policy(_ failures: Int, minutes: Int?) -> AccountPolicy {
        var policy = AccountPolicy()
        policy.lockout = LockoutPolicy(failures: failures, minutes: minutes)
        return policy
    }

    @Test(arguments: ["ann", "nobody"]) func locksForTheMinutesARuleAsksFor(_ name: String) throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        let rules = policy(3, minutes: 10)
        for _ in 0..<3 { #expect(world.refusal(name, "wrong", policy: rules) != .locked) }
        #expect(world.refusal(name, "secret", policy: rules) == .locked)
        world.clock.advance(by: .seconds(599))
        #expect(world.refusal(name, "secret", policy: rules) == .locked, "what is tried during a lock does not prolong it")
        world.clock.advance(by: .seconds(1))
        for _ in 0..<2 { #expect(world.refusal(name, "wrong", policy: rules) != .locked, "counting starts anew") }
        #expect(world.refusal("ann", "secret", policy: rules) == nil)
    }

    @Test func locksForGoodWhereARuleAsksForAPerson() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "secret")
        let rules = policy(3, minutes: nil)
        for _ in 0..<3 { #expect(world.refusal("ann", "wrong", policy: rules) == .wrongPassword) }
        #expect(try world.service.account(id, in: world.site)?.status == .locked)
        world.clock.advance(by: .seconds(1_000_000))
        #expect(world.refusal("ann", "secret", policy: rules) == .locked)
        var changes = AccountChanges()
        changes.status = .active
        #expect(try world.service.update(id, in: world.site, changes))
        for _ in 0..<2 { #expect(world.refusal("ann", "wrong", policy: rules) == .wrongPassword, "unlocking forgets failures") }
        #expect(world.refusal("ann", "secret", policy: rules) == nil)
    }

    @Test func aNameNobodyHasSeemsLockedToo() throws {
        let world = try ServiceFixture()
        let rules = policy(3, minutes: nil)
        for _ in 0..<3 { #expect(world.refusal("nobody", "x", policy: rules) == .unknownAccount) }
        #expect(world.refusal("nobody", "x", policy: rules) == .locked)
    }

    @Test(arguments: [Int?.none, 10]) func endsSessions(_ minutes: Int?) throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "secret")
        let token = try world.open(id)
        #expect(try world.session(token) != nil)
        for _ in 0..<2 { _ = world.refusal("ann", "wrong", policy: policy(2, minutes: minutes)) }
        #expect(try world.session(token) == nil)
        #expect(world.store.sessionCount == 0)
    }

    @Test func unlockingEndsALockForATime() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "secret")
        let rules = policy(2, minutes: 10)
        for _ in 0..<2 { _ = world.refusal("ann", "wrong", policy: rules) }
        #expect(world.refusal("ann", "secret", policy: rules) == .locked)
        var changes = AccountChanges()
        changes.status = .active
        #expect(try world.service.update(id, in: world.site, changes))
        #expect(world.refusal("ann", "secret", policy: rules) == nil)
    }

    @Test func theAccountsOwnRulesComeBeforeTheDefault() throws {
        let world = try ServiceFixture()
        try world.service.setPolicy(policy(2, minutes: 10), named: "strict", in: world.site)
        try world.add("ann", password: "secret", policy: "strict")
        for _ in 0..<2 { _ = world.refusal("ann", "wrong") }
        #expect(world.refusal("ann", "secret") == .locked)
        try world.add("bob", password: "secret", policy: "no such rules")
        for _ in 0..<5 { #expect(world.refusal("bob", "wrong") == .wrongPassword) }
    }

    @Test("A system account is throttled where others are locked, whatever rules it names and wherever guesses come from")
    func systemAccounts() throws {
        let world = try ServiceFixture()
        func refusal(_ name: String, _ password: String, from origin: String? = nil) -> SignInRefusal? {
            world.refusal(name, password, policy: policy(2, minutes: 10), from: origin, exempting: .systemAccounts)
        }
        try world.service.setPolicy(policy(2, minutes: nil), named: "strict", in: world.site)
        let system = [Account.systemAccountAttribute: "true"]
        let named = try world.add("root", password: "secret", policy: "strict", attributes: system)
        try world.add("chief", password: "secret", attributes: system)
        try world.add("ann", password: "secret", attributes: [Account.systemAccountAttribute: "false"])
        for (name, origin) in [("root", String?.none), ("chief", nil), ("root", "192.0.2.1")] {
            for _ in 0..<10 { #expect(refusal(name, "wrong", from: origin) == .wrongPassword) }
            guard case .throttled = refusal(name, "secret", from: origin) else {
                Issue.record("\(name) is throttled after ten failures")
                continue
            }
            world.clock.advance(by: .seconds(1))
            #expect(refusal(name, "secret", from: origin) == nil)
        }
        for _ in 0..<9 {
            let change = world.change("root", from: "wrong", to: "new", policy: policy(2, minutes: nil), exempting: .systemAccounts)
            #expect(world.refusal(of: change) == .wrongPassword)
        }
        #expect(try world.service.account(named, in: world.site)?.status == .active)
        for _ in 0..<2 { _ = refusal("ann", "wrong") }
        #expect(refusal("ann", "secret") == .locked)
    }

    @Test("In other systems a system account is locked like any other, but neither for ever nor in its own system", arguments: [10, nil])
    func systemAccountsElsewhere(minutes: Int?) throws {
        let world = try ServiceFixture()
        let rules = policy(2, minutes: minutes)
        let id = try world.add("root", password: "secret", attributes: [Account.systemAccountAttribute: "true"])
        for _ in 0..<2 { #expect(world.refusal("root", "wrong", policy: rules) == .wrongPassword) }
        #expect(world.refusal("root", "secret", policy: rules) == .locked)
        #expect(try world.service.account(id, in: world.site)?.status == .active)
        #expect(world.refusal("root", "wrong", policy: rules, exempting: .systemAccounts) == .wrongPassword)
        #expect(world.refusal("root", "secret", policy: rules) == .locked, "a failure in its own system does not end the lock")
        world.clock.advance(by: minutes.map { .minutes($0) } ?? ThrottleRules.standard.memory)
        #expect(world.refusal("root", "secret", policy: rules) == nil)
        for _ in 0..<2 { #expect(world.refusal(of: world.change("root", from: "wrong", to: "new", policy: rules)) == .wrongPassword) }
        #expect(world.refusal(of: world.change("root", from: "secret", to: "new", policy: rules)) == .locked)
        #expect(world.refusal("root", "secret", policy: rules, exempting: .systemAccounts) == nil)
    }

    @Test func aSystemAccountsPasswordNeverExpiresInItsOwnSystemAlone() throws {
        let world = try ServiceFixture()
        var rules = AccountPolicy()
        rules.password.lifetimeDays = 1
        try world.add("root", password: "secret", attributes: [Account.systemAccountAttribute: "true"])
        world.clock.advance(by: .seconds(86_400))
        #expect(world.refusal("root", "secret", policy: rules) == .passwordExpired)
        #expect(world.refusal("root", "secret", policy: rules, exempting: .systemAccounts) == nil)
    }

    @Test func rulesThatChangeHoldAtOnce() throws {
        let world = try ServiceFixture()
        try world.service.setPolicy(policy(5, minutes: 10), named: "rules", in: world.site)
        try world.add("ann", password: "secret", policy: "rules")
        for _ in 0..<2 { _ = world.refusal("ann", "wrong") }
        #expect(world.refusal("ann", "wrong") == .wrongPassword)
        try world.service.setPolicy(policy(4, minutes: 10), named: "rules", in: world.site)
        #expect(world.refusal("ann", "wrong") == .wrongPassword)
        #expect(world.refusal("ann", "secret") == .locked)
    }

    @Test func disabledAccountsStayDisabled() throws {
        let world = try ServiceFixture()
        let id = try world.add("off", password: "secret", status: .disabled)
        for _ in 0..<5 { #expect(world.refusal("off", "wrong", policy: policy(3, minutes: nil)) == .disabled) }
        #expect(try world.service.account(id, in: world.site)?.status == .disabled)
    }
}
