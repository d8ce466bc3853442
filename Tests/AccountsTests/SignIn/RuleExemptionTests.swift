import Accounts
import Testing

@Suite("An exemption from the rules for signing in")
struct RuleExemptionTests {
    @Test(
        "frees whom it covers of lockout, expiry and disuse, and treats an unknown name alike",
        arguments: [(RuleExemption.nobody, false, false), (.systemAccounts, false, true), (.everybody, true, true)])
    func covers(exemption: RuleExemption, coversAnn: Bool, coversRoot: Bool) throws {
        let world = try ServiceFixture()
        try world.add("ann", password: "secret")
        try world.add("root", password: "secret", attributes: [Account.systemAccountAttribute: "true"])
        var policy = AccountPolicy()
        policy.lockout = LockoutPolicy(failures: 2, minutes: 10)
        func isLockedOut(_ name: String) -> Bool {
            for _ in 0..<2 { _ = world.refusal(name, "wrong", policy: policy, exempting: exemption) }
            return world.refusal(name, "wrong", policy: policy, exempting: exemption) == .locked
        }
        #expect(isLockedOut("ann") == !coversAnn)
        #expect(isLockedOut("nobody") == !coversAnn)
        #expect(isLockedOut("root") == !coversRoot)
        world.clock.advance(by: .days(1))
        policy.password.lifetimeDays = 1
        policy.inactiveAfterDays = 1
        #expect((world.refusal("ann", "secret", policy: policy, exempting: exemption) == nil) == coversAnn)
        #expect((world.refusal("root", "secret", policy: policy, exempting: exemption) == nil) == coversRoot)
    }
}
