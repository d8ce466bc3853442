import TestSupport
import Testing

@testable import Accounts

/// A site whose clock is stopped in another year than the machine's.
@Suite("A site's clock and the waits of guessers")
struct GuessingTests {
    private let world: ServiceFixture
    private let stopped = ManualClock(at: ServiceFixture.start + .days(5 * 365))

    init() throws {
        world = try ServiceFixture()
        try world.add("ann", password: "secret")
    }

    private func refusal(_ password: String, policy: AccountPolicy = AccountPolicy()) throws -> SignInRefusal? {
        let users = world.service.at(stopped.now, by: SiteSources(clock: stopped, random: RepeatableRandomSource()))
        let attempt = SignInAttempt(
            candidates: [Identity(ServiceFixture.login, "ann")], password: Password(password), defaultPolicy: policy)
        guard case .failure(let refusal) = try users.signIn(attempt, in: world.site) else { return nil }
        return refusal
    }

    @Test("A wait ends in real time though the site's clock is stopped")
    func stoppedClock() throws {
        for _ in 0..<10 { #expect(try refusal("wrong") == .wrongPassword) }
        let until = ServiceFixture.start + .seconds(1)
        #expect(try refusal("secret") == .throttled(until: until))
        world.clock.advance(by: .milliseconds(999))
        #expect(try refusal("secret") == .throttled(until: until))
        world.clock.advance(by: .milliseconds(1))
        #expect(try refusal("wrong") == .wrongPassword)
        #expect(try refusal("secret") == .throttled(until: until + .seconds(2)), "the second wait is twice as long")
        world.clock.advance(by: .seconds(2))
        #expect(try refusal("secret") == nil)
    }

    @Test("A wait does not end because the site's clock is moved")
    func movedClock() throws {
        for _ in 0..<10 { _ = try refusal("wrong") }
        for moved in [Duration.seconds(60), .seconds(-7200), .seconds(3600)] {
            stopped.advance(by: moved)
            #expect(try refusal("secret") == .throttled(until: ServiceFixture.start + .seconds(1)))
        }
    }

    @Test("A lock-out ends by the site's clock")
    func lock() throws {
        var policy = AccountPolicy()
        policy.lockout = LockoutPolicy(failures: 3, minutes: 10)
        for _ in 0..<3 { #expect(try refusal("wrong", policy: policy) == .wrongPassword) }
        world.clock.advance(by: .seconds(86_400))
        stopped.advance(by: .milliseconds(599_999))
        #expect(try refusal("secret", policy: policy) == .locked)
        stopped.advance(by: .milliseconds(1))
        #expect(try refusal("secret", policy: policy) == nil)
    }

    @Test("The times of failures are bounded, and one that was dropped counts at its stored time")
    func bounded() {
        let times = GuessTimes(by: world.clock)
        let guessing = Guessing(rules: .standard, times: times, site: world.site)
        let failures = SignInFailures(count: 10, lastAt: stopped.now)
        for number in 0..<GuessTimes.capacity { guessing.counted(failures, of: "\(number)") }
        #expect(guessing.wait(after: failures, of: "0") == ServiceFixture.start + .seconds(1))
        world.clock.advance(by: .seconds(59))
        guessing.counted(failures, of: "new")
        #expect(times.count == 1, "all were still waiting, so all had to go")
        #expect(guessing.wait(after: failures, of: "0") == nil)
        for number in 1..<GuessTimes.capacity { guessing.counted(failures, of: "\(number)") }
        world.clock.advance(by: .seconds(60))
        guessing.counted(failures, of: "newer")
        #expect(times.count == 1)
        guessing.counted(SignInFailures(count: 9, lastAt: stopped.now), of: "few")
        #expect(times.count == 1, "no wait follows nine failures")
    }
}
