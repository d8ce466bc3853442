import Accounts
import TestSupport
import Testing

@Suite struct PatternRuleTests {
    private func rules(_ pattern: String?, minimumLength: Int = 0, historyDepth: Int = 0) -> AccountPolicy {
        var policy = AccountPolicy()
        policy.password.pattern = pattern
        policy.password.minimumLength = minimumLength
        policy.password.historyDepth = historyDepth
        return policy
    }

    @Test(arguments: ["old", nil]) func aNewPasswordMustMatchThePattern(_ current: String?) throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "old")
        let refused = world.change("ann", from: current, to: "new", policy: rules("N"))
        #expect(world.refusal(of: refused) == .violates([.doesNotMatchPattern]))
        #expect(world.refusal(of: world.change("ann", from: current, to: "New", policy: rules("N"))) == nil)
    }

    @Test func aPatternThatCannotBeUsedRefuses() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "old")
        #expect(world.refusal(of: world.change("ann", from: "old", to: "new(", policy: rules("("))) == .violates([.doesNotMatchPattern]))
        #expect(world.refusal(of: world.change("ann", from: "old", to: "new", policy: rules(nil))) == nil)
    }

    @Test func withoutAnEngineAPatternRefuses() throws {
        let world = try ServiceFixture()
        let service = UserService(
            store: world.store, hasher: world.hasher, digester: FakeTokenDigester(), clock: world.clock, random: RepeatableRandomSource())
        #expect(service.violations(of: Password("any"), under: rules("").password) == [.doesNotMatchPattern])
        #expect(service.violations(of: Password("any"), under: rules(nil).password).isEmpty)
    }

    @Test func isToldWithTheOtherRulesAndBeforeEarlierPasswordsAreLookedAt() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "old")
        let policy = rules("N", minimumLength: 9, historyDepth: 3)
        let violations: [PasswordViolation] = [.tooShort(minimum: 9), .doesNotMatchPattern]
        #expect(world.service.violations(of: Password("old"), under: policy.password) == violations)
        #expect(world.refusal(of: world.change("ann", from: nil, to: "old", policy: policy)) == .violates(violations))
        #expect(world.hasher.verified.isEmpty)
    }

    @Test func whoDoesNotKnowThePresentPasswordLearnsNothingOfThePattern() throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "old")
        #expect(world.refusal(of: world.change("ann", from: "wrong", to: "new", policy: rules("N"))) == .wrongPassword)
        #expect(world.patterns.asked == 0)
    }

    @Test func aPasswordThatIsTooLongIsNeverShownToThePattern() throws {
        let world = try ServiceFixture()
        let long = Password(String(repeating: "N", count: Password.maximumBytes + 1))
        #expect(world.service.violations(of: long, under: rules("N").password) == [.doesNotMatchPattern])
        #expect(world.patterns.asked == 0)
    }
}
