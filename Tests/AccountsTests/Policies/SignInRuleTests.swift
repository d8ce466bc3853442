import Accounts
import TestSupport
import Testing

/// Each rule with the last moment that passes and the first that does not.
@Suite("A rule set's times")
struct SignInRuleTests {
    private let world: ServiceFixture

    init() throws {
        world = try ServiceFixture()
        try world.add("ann", password: "secret")
    }

    private func rules(_ change: (inout AccountPolicy) -> Void) -> AccountPolicy {
        var policy = AccountPolicy()
        change(&policy)
        return policy
    }

    @Test("Notice of a password's end begins so many days before it, and ends with the password")
    func notice() throws {
        let policy = rules {
            $0.password.lifetimeDays = 90
            $0.password.expiryNoticeDays = 30
            $0.password.graceSignIns = 1
        }
        let end = ServiceFixture.start + .days(90)
        world.clock.set(to: end + .days(-30) + .milliseconds(-1))
        #expect(try world.signIn("ann", "secret", policy: policy).passwordEndsAt == nil)
        world.clock.set(to: end + .days(-30))
        #expect(try world.signIn("ann", "secret", policy: policy).passwordEndsAt == end)
        world.clock.set(to: end + .milliseconds(-1))
        #expect(try world.signIn("ann", "secret", policy: policy).passwordEndsAt == end)
        world.clock.set(to: end)
        #expect(try world.signIn("ann", "secret", policy: policy).passwordEndsAt == nil)
    }

    @Test("A changed password may be changed again after 24 hours; the first one of an account at once")
    func changeLimit() {
        let policy = rules { $0.password.changesOnceADay = true }
        func refusal(_ new: String, from current: String? = nil) -> PasswordChangeRefusal? {
            world.refusal(of: world.change("ann", from: current, to: new, policy: policy))
        }
        #expect(refusal("second") == nil)
        world.clock.advance(by: .days(1) + .milliseconds(-1))
        #expect(refusal("third") == .violates([.changedTooSoon]))
        #expect(refusal("third", from: "second") == .violates([.changedTooSoon]))
        world.clock.advance(by: .milliseconds(1))
        #expect(refusal("third") == nil)
    }

    @Test("All broken rules are listed if a change asks for it, and only then are hashes spent on what is refused anyway")
    func allViolations() {
        let policy = rules {
            $0.password.minimumLength = 9
            $0.password.historyDepth = 2
            $0.password.changesOnceADay = true
        }
        #expect(world.refusal(of: world.change("ann", from: nil, to: "new-secret", policy: policy)) == nil)
        for (listsAll, violations) in [
            (false, [PasswordViolation.tooShort(minimum: 9)]),
            (true, [.tooShort(minimum: 9), .reused(depth: 2, isPresent: false), .changedTooSoon]),
        ] {
            let change = PasswordChange(
                of: .holder(of: Identity(ServiceFixture.login, "ann")), current: nil, new: Password("secret"), defaultPolicy: policy,
                listsAllViolations: listsAll)
            #expect(world.refusal(of: change) == .violates(violations))
        }
    }

    @Test("A character that does not count is allowed, and no special character")
    func uncounted() {
        let policy = rules {
            $0.password.minimumSpecial = 1
            $0.password.uncountedSpecialCharacters = ";"
        }.password
        #expect(policy.violations(in: Password("ab;")) == [.tooFewSpecial(needed: 1)])
        #expect(policy.violations(in: Password("ab;!")).isEmpty)
    }

    @Test("An account that has not signed in for so many days is disabled, until a person makes it active again")
    func unused() throws {
        let policy = rules { $0.inactiveAfterDays = 30 }
        let id = try #require(try world.service.accounts(with: Identity(ServiceFixture.login, "ann"), in: world.site, limit: 1).first).id
        let opening = SessionOpening(
            kind: "kind", account: id, format: .guid, lifetime: nil, idleTimeout: nil, recordsSignIn: true)
        func status() throws -> AccountStatus? { try world.service.account(id, in: world.site)?.status }

        world.clock.advance(by: .days(30) + .milliseconds(-1))
        #expect(world.refusal("ann", "secret", policy: policy) == nil)
        _ = try world.service.openSession(opening, in: world.site)
        #expect(try world.service.account(id, in: world.site)?.lastSignInAt == world.clock.now)
        world.clock.advance(by: .days(30))
        #expect(world.refusal("ann", "secret") == nil, "without the rule")
        #expect(try status() == .active)
        #expect(world.refusal("ann", "wrong", policy: policy) == .unusedTooLong)
        #expect(try status() == .disabled)
        #expect(world.refusal("ann", "secret", policy: policy) == .disabled)

        var changes = AccountChanges()
        changes.status = .active
        #expect(try world.service.update(id, in: world.site, changes))
        world.clock.advance(by: .days(30) + .milliseconds(-1))
        #expect(world.refusal("ann", "secret", policy: policy) == nil)
        world.clock.advance(by: .milliseconds(1))
        #expect(world.refusal("ann", "secret", policy: policy) == .unusedTooLong)
    }

    @Test("Attempts at a time that is not allowed cost a hash and count for no lock")
    func countsNothing() {
        let policy = rules {
            $0.lockout = LockoutPolicy(failures: 3, minutes: nil)
            $0.signInTimes = SignInTimes()
            $0.signInTimes?.excludedDates = [CivilDate(day: Int(ServiceFixture.start.seconds / 86_400))]
        }
        for _ in 0..<5 { #expect(world.refusal("ann", "wrong", policy: policy) == .outsideTimes) }
        #expect(world.hasher.verified.count == 5)
        world.clock.advance(by: .days(1))
        #expect(world.refusal("ann", "secret", policy: policy) == nil)
    }

    @Test("No such rule binds a system account in its own system")
    func systemAccounts() throws {
        try world.add("root", password: "secret", attributes: [Account.systemAccountAttribute: "true"])
        let policy = rules {
            $0.inactiveAfterDays = 1
            $0.signInTimes = SignInTimes()
            $0.signInTimes?.excludedWeekdays = Set(1...7)
        }
        #expect(world.refusal("root", "secret", policy: policy) == .outsideTimes)
        world.clock.advance(by: .days(2))
        #expect(world.refusal("root", "secret", policy: policy, exempting: .systemAccounts) == nil)
    }

    /// Midnight, the start of a Tuesday, 2026-11-24.
    private static let tuesday = Timestamp(milliseconds: 1_795_478_400_000)

    @Test(
        "Hours begin with their first minute, and end before their last, over midnight too",
        arguments: [
            (8 * 60, 17 * 60, 480, true), (480, 1020, 479, false), (480, 1020, 1019, true), (480, 1020, 1020, false),
            (1320, 360, 1320, true), (1320, 360, 1319, false), (1320, 360, 359, true), (1320, 360, 360, false), (0, 0, 77, true),
        ])
    func hours(from: Int, to: Int, minute: Int, isAllowed: Bool) {
        var times = SignInTimes()
        times.hours = SignInTimes.Hours(from: from, to: to)
        #expect(times.allow(Self.tuesday + .minutes(minute), secondsFromUTC: 0) == isAllowed)
        #expect(times.allow(Self.tuesday + .minutes(minute) + .seconds(59), secondsFromUTC: 0) == isAllowed)
        #expect(times.allow(Self.tuesday + .minutes(minute - 330), secondsFromUTC: 330 * 60) == isAllowed)
    }

    @Test("Days and dates are local ones")
    func days() {
        var weekday = SignInTimes()
        weekday.excludedWeekdays = [3]
        var date = SignInTimes()
        date.excludedDates = [CivilDate("2026-11-24")].compactMap { $0 }.reduce(into: []) { $0.insert($1) }
        for times in [weekday, date] {
            for (hours, isAllowed) in [(-1, true), (0, false), (23, false), (24, true)] {
                #expect(times.allow(Self.tuesday + .seconds(hours * 3600), secondsFromUTC: 0) == isAllowed)
                #expect(times.allow(Self.tuesday + .seconds(hours * 3600 + 18_000), secondsFromUTC: -18_000) == isAllowed)
            }
        }
    }

    @Test(
        "A date is read as it is written",
        arguments: [
            ("1970-01-01", 0, 5), ("1969-12-31", -1, 4), ("2000-02-29", 11_016, 3), ("2026-11-24", 20_781, 3), ("0001-01-01", -719_162, 2),
        ])
    func dates(text: String, day: Int, weekday: Int) {
        #expect(CivilDate(text)?.day == day)
        #expect(CivilDate(text)?.weekday == weekday)
        #expect(CivilDate(day: day).description == text)
    }

    @Test(
        "What is no date is none",
        arguments: ["", "2026-02-29", "2026-13-01", "2026-1-01", "2026-11-24T", "2026-11-31", "20261124", "-026-11-24"])
    func noDates(text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test("The ends of time have times of day")
    func endsOfTime() {
        var times = SignInTimes()
        times.hours = SignInTimes.Hours(from: 0, to: 1)
        for moment in [Int64.min, .max] { _ = times.allow(Timestamp(milliseconds: moment), secondsFromUTC: 3600) }
    }
}
