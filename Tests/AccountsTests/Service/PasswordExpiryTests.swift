import Accounts
import TestSupport
import Testing

@Suite struct PasswordExpiryTests {
    private func policy(days: Int?, grace: Int) -> AccountPolicy {
        var policy = AccountPolicy()
        policy.password.lifetimeDays = days
        policy.password.graceSignIns = grace
        return policy
    }

    @Test func anEndedPasswordIsGoodForItsGraceSignIns() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        let rules = policy(days: 90, grace: 2)
        world.clock.advance(by: .seconds(90 * 86_400 - 1))
        #expect(try world.signIn("ann", "secret", policy: rules).graceSignInsLeft == nil)
        world.clock.advance(by: .seconds(1))
        #expect(try world.signIn("ann", "secret", policy: rules).graceSignInsLeft == 1)
        #expect(world.refusal("ann", "wrong", policy: rules) == .wrongPassword, "a wrong password uses none up")
        #expect(try world.signIn("ann", "secret", policy: rules).graceSignInsLeft == 0)
        #expect(world.refusal("ann", "secret", policy: rules) == .passwordExpired)
        #expect(world.refusal("ann", "wrong", policy: rules) == .wrongPassword, "only who knows the password learns that it has ended")
    }

    @Test func aNewPasswordBeginsANewLife() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        let rules = policy(days: 1, grace: 0)
        world.clock.advance(by: .seconds(86_400))
        #expect(world.refusal("ann", "secret", policy: rules) == .passwordExpired)
        #expect(world.refusal(of: world.change("ann", from: "secret", to: "new", policy: rules)) == nil)
        #expect(world.refusal("ann", "new", policy: rules) == nil)
    }

    @Test(arguments: [Int?.none, .max, 1_000_000]) func aPasswordWithoutAnEndNeverEnds(_ days: Int?) throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        world.clock.set(to: Timestamp(milliseconds: .max))
        #expect(world.refusal("ann", "secret", policy: policy(days: days, grace: 0)) == nil)
    }

    @Test func aHashOfAnotherCostIsMadeAnewAtSignIn() throws {
        let world = try ServiceFixture()
        let new = NewAccount(identities: [Identity(ServiceFixture.login, "ann")], passwordHash: PasswordHash("old:secret"))
        let id = try world.service.insert([new], in: world.site)[0]
        #expect(world.refusal("ann", "secret") == nil)
        let credential = try world.service.account(id, in: world.site)?.credential
        #expect(credential?.hash == PasswordHash("now:secret"))
        #expect(credential?.version == 1)
        #expect(credential?.changedAt == ServiceFixture.start)
        world.hasher.forget()
        #expect(world.refusal("ann", "secret") == nil)
        #expect(world.hasher.hashed == 0)
    }

    @Test func aHashThatCannotBeMadeAnewRefusesNobody() throws {
        let world = try ServiceFixture()
        let new = NewAccount(identities: [Identity(ServiceFixture.login, "ann")], passwordHash: PasswordHash("old:secret"))
        let id = try world.service.insert([new], in: world.site)[0]
        world.failures.failWrites()
        #expect(world.refusal("ann", "secret") == nil)
        #expect(try world.service.account(id, in: world.site)?.credential?.hash == PasswordHash("old:secret"))
    }
}
