import Accounts
import HTTP
import JSON
import StageSupport
import TestSupport
import Testing

@testable import Archer

/// Each rule of a security parameter with the last value that passes and the first that does not.
@Suite("A rule of a security parameter")
struct SecurityParameterRuleTests {
    private static let password = "Worker-Pass-1"

    private let stage: Stage
    private let admin: String

    init() throws {
        stage = try Stage()
        admin = stage.session()
    }

    /// Makes a user under a parameter of its own.
    private func worker(_ change: (inout SecurityParameter) -> Void) throws {
        var parameter = SecurityParameter()
        parameter.name = "Worker"
        change(&parameter)
        _ = try stage.domain().createSecurityParameter(parameter)
        try stage.add(#"{"user_id": 70, "user_name": "worker", "security_parameter": "Worker"}"#, password: Self.password)
    }

    private func signIn(_ password: String = password) -> HTTPResponse { stage.signIn("worker", password) }
    private func signsIn(_ password: String = password) -> Bool { signIn(password).status == 200 }

    /// The rules that a new password breaks, as the fault lists them; empty if it was set.
    private func broken(_ password: String) -> String {
        let admin = stage.session()
        let text = stage.fault(.accesscontrol, "ChangePassword", ["sessionToken": admin, "userId": "70", "password": password]) ?? ""
        return text.replacing("The password does not meet the requirements of the user's security parameter: ", with: "")
    }

    private func advance(_ duration: Duration) { stage.clock.advance(by: duration) }

    // MARK: New passwords

    @Test(
        "on what a password consists of",
        arguments: [
            ("Abcdef-123", "Abcde-123", "at least 10 characters."), ("Abc-1234567", "Ab-12345678", "at least 3 letters."),
            ("Abcdefgh-12", "Abcdefgh-1x", "at least 2 digits."), ("aBcdefgh-12", "abcdefgh-12", "at least 1 upper-case letter."),
            ("ABCDEFGh-12", "ABCDEFGH-12", "at least 1 lower-case letter."),
            ("Abcdefgh!12", "Abcdefgh;12", "at least 1 character other than letters and digits."),
        ])
    func classes(good: String, bad: String, rule: String) throws {
        try worker {
            $0.minPasswordLength = 10
            ($0.alphaCharsRequired, $0.numericCharsRequired) = (3, 2)
            $0.previousPasswordsDisallowed = 0
        }
        #expect(broken(good) == "")
        #expect(broken(bad) == rule)
    }

    @Test("that is broken is listed with all others, in the vendor's order")
    func allRules() throws {
        try worker { $0.passwordChangeLimit = 1 }
        #expect(
            broken(";")
                == "at least 9 characters; at least 2 letters; at least 1 digit; at least 1 upper-case letter; at least 1 lower-case letter; "
                + "at least 1 character other than letters and digits.")
        #expect(broken("Second-Pass-2") == "")
        #expect(broken("Second-Pass-2") == "none of the last 10 passwords; at most one change a day.")
    }

    @Test("on earlier passwords counts the present one")
    func history() throws {
        try worker { $0.previousPasswordsDisallowed = 2 }
        #expect(broken(Self.password) == "none of the last 2 passwords.")
        #expect(broken("Second-Pass-2") == "")
        #expect(broken(Self.password) == "none of the last 2 passwords.")
        #expect(broken("Third-Pass-3") == "")
        #expect(broken(Self.password) == "", "the third before it is free again")
    }

    @Test("on earlier passwords compares 50 at most, and says so")
    func longHistory() throws {
        try worker { $0.previousPasswordsDisallowed = 60 }
        for number in 2...50 { #expect(broken("Worker-Pass-\(number)") == "") }
        #expect(broken(Self.password) == "none of the last 50 passwords.", "the fiftieth")
        #expect(broken("Worker-Pass-51") == "")
        #expect(broken(Self.password) == "", "the fifty-first")
    }

    @Test("on one change a day does not count the first password")
    func changeLimit() throws {
        try worker { $0.passwordChangeLimit = 1 }
        #expect(broken("Second-Pass-2") == "")
        advance(.days(1) + .milliseconds(-1))
        #expect(broken("Third-Pass-3") == "at most one change a day.")
        advance(.milliseconds(1))
        #expect(broken("Third-Pass-3") == "")
    }

    // MARK: Expiry

    @Test("on a password's lifetime gives grace sign-ins, which begin again with a new password")
    func lifetime() throws {
        try worker {
            $0.passwordChangeInterval = 5
            $0.graceLogins = 2
        }
        advance(.days(5) + .milliseconds(-1))
        for _ in 0..<4 { #expect(signsIn()) }
        advance(.milliseconds(1))
        #expect((0..<4).map { _ in signsIn() } == [true, true, false, false])
        #expect(broken("Second-Pass-2") == "")
        #expect(signsIn("Second-Pass-2"))
        advance(.days(5))
        #expect((0..<3).map { _ in signsIn("Second-Pass-2") } == [true, true, false])
    }

    @Test("on lifetime is off with 0")
    func noLifetime() throws {
        try worker { $0.passwordChangeInterval = 0 }
        advance(.days(10_000))
        #expect(signsIn())
    }

    // MARK: Lockout

    @Test(
        "on failures locks for its length, in each unit",
        arguments: [(SecurityParameter.Interval.Unit.hours, 3600), (.minutes, 60), (.days, 86_400)])
    func lockout(unit: SecurityParameter.Interval.Unit, seconds: Int) throws {
        try worker {
            $0.maximumFailedLoginAttempts = 4
            $0.lockoutPeriod = .init(2, unit)
        }
        for _ in 0..<3 { #expect(!signsIn("wrong")) }
        #expect(signsIn(), "three are not enough, and a right password ends their count")
        for _ in 0..<4 { #expect(!signsIn("wrong")) }
        advance(.seconds(2 * seconds) + .milliseconds(-1))
        #expect(!signsIn())
        advance(.milliseconds(1))
        #expect(signsIn())
    }

    @Test("on failures locks until an administrator unlocks with 999 days, and with 0", arguments: [999, 0])
    func endlessLockout(length: Int32) throws {
        try worker { $0.lockoutPeriod = .init(length, .days) }
        for _ in 0..<3 { #expect(!signsIn("wrong")) }
        advance(.days(5000))
        #expect(!signsIn())
        let worker = try stage.domain().accountID(ofUser: 70)
        #expect(try stage.users.person(worker, in: stage.site)?.account.status == .locked)
        var changes = AccountChanges()
        changes.status = .active
        #expect(try stage.users.update(worker, in: stage.site, changes))
        #expect(signsIn())
    }

    @Test("on failures is off with 0, and guesses are slowed down instead")
    func noLockout() throws {
        try worker { $0.maximumFailedLoginAttempts = 0 }
        for _ in 0..<9 { #expect(!signsIn("wrong")) }
        #expect(signsIn())
    }

    // MARK: Sessions

    private func isAlive(_ token: String?) -> Bool {
        stage.call(.accesscontrol, "LookupUserName", ["sessionToken": token ?? "", "userId": "70"]).status == 200
    }

    @Test("on the idle end of sessions", arguments: [(SecurityParameter.Interval.Unit.hours, 3600), (.minutes, 60), (.days, 86_400)])
    func idle(unit: SecurityParameter.Interval.Unit, seconds: Int) throws {
        try worker { $0.sessionTimeout = .init(3, unit) }
        let token = signIn().text(of: "CreateUserSessionFromInstanceResult")
        for _ in 0..<3 {
            advance(.seconds(3 * seconds) + .milliseconds(-1))
            #expect(isAlive(token), "each use begins it again")
        }
        advance(.seconds(3 * seconds))
        #expect(!isAlive(token))
    }

    @Test("on the end of sessions in any case")
    func staticEnd() throws {
        try worker { $0.staticSessionTimeout = .init(1, .hours) }
        let token = signIn().text(of: "CreateUserSessionFromInstanceResult")
        for _ in 0..<11 {
            advance(.minutes(5))
            #expect(isAlive(token))
        }
        advance(.minutes(5) + .milliseconds(-1))
        #expect(isAlive(token))
        advance(.milliseconds(1))
        #expect(!isAlive(token))
    }

    @Test("on the idle end of sessions is off with 0")
    func noIdleEnd() throws {
        try worker { $0.sessionTimeout = .init(0, .minutes) }
        let token = signIn().text(of: "CreateUserSessionFromInstanceResult")
        advance(.days(1000))
        #expect(isAlive(token))
    }

    // MARK: When users sign in

    /// Sets the clock to a time of Tuesday, 24 November 2026, in UTC.
    private func set(hour: Int, minute: Int = 0, milliseconds: Int = 0) {
        stage.clock.set(to: Timestamp(milliseconds: 1_795_478_400_000) + .minutes(hour * 60 + minute) + .milliseconds(milliseconds))
    }

    @Test(
        "on hours holds in the parameter's time zone, in winter and in summer",
        arguments: ["Eastern Standard Time", "(UTC-05:00) Eastern Time (US & Canada)"])
    func hours(zone: String) throws {
        try worker {
            $0.isLimitByTimeFrame = true
            ($0.permittedFromTime, $0.permittedToTime) = (8 * 60, 17 * 60)
            $0.timeZoneCode = zone
            $0.passwordChangeInterval = 0
        }
        // New York is five hours behind UTC in November.
        for (hour, minute, milliseconds, isAllowed) in [
            (12, 59, 59_999, false), (13, 0, 0, true), (21, 59, 59_999, true), (22, 0, 0, false),
        ] {
            set(hour: hour, minute: minute, milliseconds: milliseconds)
            #expect(signsIn() == isAllowed, "\(hour):\(minute)")
        }
        // And four in June.
        for (hour, isAllowed) in [(11, false), (12, true), (20, true), (21, false)] {
            set(hour: hour + 200 * 24)
            #expect(signsIn() == isAllowed, "\(hour)")
        }
    }

    @Test("on days and dates holds in the parameter's time zone, and only if it is on")
    func days() throws {
        try worker {
            // Tuesday, and 26 November.
            $0.disallowedSessionDays = 4
            $0.disallowedDates = [CivilDate("2026-11-26")].compactMap { $0 }
            $0.timeZoneCode = "Tokyo Standard Time"
        }
        set(hour: 12)
        #expect(signsIn(), "it is off")
        try stage.domain().updateSecurityParameter(4) { ($0.isDisallowedByDays, $0.isDisallowedByDates) = (true, true) }
        // Tokyo is nine hours ahead.
        for (hour, isAllowed) in [(-10, true), (-9, false), (14, false), (15, true), (38, true), (39, false), (62, false), (63, true)] {
            set(hour: hour)
            #expect(signsIn() == isAllowed, "\(hour)")
        }
    }

    @Test("on days without a sign-in makes a user inactive, and counts from the last one")
    func unused() throws {
        try worker { $0.automaticAccountDeactivation = 30 }
        advance(.days(30) + .milliseconds(-1))
        #expect(signsIn())
        advance(.days(30) + .milliseconds(-1))
        #expect(signsIn())
        advance(.days(30))
        #expect(!signsIn())
        let worker = try stage.domain().accountID(ofUser: 70)
        #expect(try stage.users.person(worker, in: stage.site)?.account.status == .disabled)
    }

    @Test("shows in GetUser and in lists: Locked while a lock for a time lasts, Inactive after the days")
    func shownStatus() throws {
        try worker {
            ($0.maximumFailedLoginAttempts, $0.lockoutPeriod) = (1, .init(5, .minutes))
            $0.automaticAccountDeactivation = 30
        }
        func expectStatus(_ number: Int, _ word: String) {
            let admin = stage.session()
            let user = stage.result(.accesscontrol, "GetUser", ["sessionToken": admin, "userId": "70"]) ?? ""
            #expect(user.contains("accountStatus=\"\(number)\""), "\(word)")
            let list = stage.result(.accesscontrol, "GetUserList", ["sessionToken": admin]) ?? ""
            #expect(list.firstMatch(of: /<ID>70<.*?<AccountStatus>([A-Za-z]+)</)?.1 == word[...])
        }
        expectStatus(1, "Active")
        #expect(!signsIn("wrong"))
        advance(.minutes(5) + .milliseconds(-1))
        expectStatus(3, "Locked")
        advance(.milliseconds(1))
        expectStatus(1, "Active")
        #expect(signsIn())
        advance(.days(30) + .milliseconds(-1))
        expectStatus(1, "Active")
        advance(.milliseconds(1))
        expectStatus(2, "Inactive")
        #expect(!signsIn())
        expectStatus(2, "Inactive")
    }

    @Test("that refuses a sign-in is not told to the caller, but to the log")
    func refusals() throws {
        try worker {
            $0.isDisallowedByDays = true
            $0.disallowedSessionDays = 127
        }
        #expect(signIn().bodyText == stage.signIn("nobody", "wrong").bodyText)
    }

    @Test("binds no system account but at a new password, whatever the rule says")
    func systemAccounts() throws {
        try stage.domain().updateSecurityParameter(2) {
            $0.maximumFailedLoginAttempts = 1
            ($0.passwordChangeInterval, $0.graceLogins, $0.automaticAccountDeactivation) = (1, 0, 1)
            ($0.isDisallowedByDays, $0.disallowedSessionDays) = (true, 127)
            $0.minPasswordLength = 15
            $0.sessionTimeout = .init(1, .minutes)
        }
        #expect(stage.signIn("sysadmin", "wrong").status == 500)
        advance(.days(2))
        let token = stage.session()
        #expect(!token.isEmpty)
        #expect(stage.change(token, "1", "Sysadmin-Pass-").bodyText.contains("at least 15 characters"))
        #expect(stage.change(token, "1", "Sysadmin-Pass-1").status == 200)
    }

    @Test("that changes holds from the next sign-in and the next new password on")
    func changes() throws {
        try worker { _ in }
        try stage.domain().updateSecurityParameter(4) { $0.minPasswordLength = 20 }
        #expect(broken("Second-Pass-2") == "at least 20 characters.")
        try stage.domain().updateSecurityParameter(4) { $0.maximumFailedLoginAttempts = 1 }
        #expect(!signsIn("wrong"))
        #expect(!signsIn())
    }
}
