import Accounts
import TestSupport
import Testing

@Suite("The status of an account at a moment")
struct PresentStatusTests {
    @Test("shows a lock for a time and a long absence, and for a system account neither")
    func statuses() throws {
        let world = try ServiceFixture()
        var policy = AccountPolicy()
        policy.lockout = LockoutPolicy(failures: 2, minutes: 10)
        policy.inactiveAfterDays = 30
        let system = [Account.systemAccountAttribute: "true"]
        let ids = [
            try world.add("ann", password: "secret"), try world.add("off", password: "secret", status: .disabled),
            try world.add("root", password: "secret", attributes: system),
        ]
        func statuses(exempting: RuleExemption = .systemAccounts) throws -> [AccountStatus] {
            let accounts = try ids.map { try #require(try world.service.account($0, in: world.site)) }
            return try world.service.presentStatuses(of: accounts, default: policy, exempting: exempting, in: world.site)
        }
        #expect(try statuses() == [.active, .disabled, .active])
        for name in ["ann", "root"] {
            for _ in 0..<2 { _ = world.refusal(name, "wrong", policy: policy) }
        }
        world.clock.advance(by: .minutes(10) + .milliseconds(-1))
        #expect(try statuses() == [.locked, .disabled, .active])
        #expect(try statuses(exempting: .nobody) == [.locked, .disabled, .locked])
        world.clock.advance(by: .milliseconds(1))
        #expect(try statuses() == [.active, .disabled, .active])
        world.clock.set(to: ServiceFixture.start + .days(30) + .milliseconds(-1))
        #expect(try statuses() == [.active, .disabled, .active])
        world.clock.advance(by: .milliseconds(1))
        #expect(try statuses() == [.disabled, .disabled, .active])
        #expect(try statuses(exempting: .nobody) == [.disabled, .disabled, .disabled])
    }
}
