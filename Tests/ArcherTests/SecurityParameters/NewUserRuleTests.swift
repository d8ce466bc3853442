import Accounts
import HTTP
import JSON
import StageSupport
import TestSupport
import Testing

@testable import Archer

/// Each rule of a security parameter for a user whom an administrator creates with a password.
@Suite("A rule for a new user")
struct NewUserRuleTests {
    /// How the user is created.
    enum Way: CaseIterable { case soap, rest }

    private static let password = "Worker-Pass-1"
    /// The generated name of the user.
    private static let name = "workerw"
    /// The id of the user's security parameter.
    private static let parameter = "4"

    private let stage: Stage

    init() throws { stage = try Stage() }

    private func rules(_ change: (inout SecurityParameter) -> Void) throws {
        var parameter = SecurityParameter()
        parameter.name = "Worker"
        change(&parameter)
        #expect(String(try stage.domain().createSecurityParameter(parameter)) == Self.parameter)
    }

    /// Creates a user. Returns the rules that the password breaks, which are none if there is a user now.
    private func create(_ way: Way, _ password: String = password) -> String {
        let beginning = "The password does not meet the requirements of the user's security parameter: "
        let before = count()
        let text: String?
        switch way {
        case .soap:
            text = stage.fault(
                .accesscontrol, "CreateUserExWithPassword",
                [
                    "sessionToken": stage.session(), "firstName": "Willy", "lastName": "Worker", "securityParameter": Self.parameter,
                    "password": password, "sendNotification": "false",
                ])
        case .rest:
            let user = #"{"FirstName":"Willy","LastName":"Worker","SecurityId":\#(Self.parameter)}"#
            let answer = stage.rest(
                "POST", "system/user", #"{"User":\#(user),"Password":"\#(password)"}"#, token: stage.restSession())
            text = answer.refusal["Description"]?.string
            if text != nil { #expect(answer.refusal["MessageKey"]?.string == "ValidationMessageTemplates:PasswordNotValid") }
        }
        #expect(count() == before + (text == nil ? 1 : 0), "all or nothing")
        return text?.replacing(beginning, with: "") ?? ""
    }

    private func count() -> Int {
        stage.result(.accesscontrol, "GetUserListCount", ["sessionToken": stage.session()]).flatMap { Int($0) } ?? 0
    }

    private func signsIn(_ password: String = password) -> Bool { stage.signIn(Self.name, password).status == 200 }

    /// The rules that another password of the user breaks.
    private func broken(_ password: String) throws -> String? {
        let session = stage.session()
        let id = try #require(stage.result(.accesscontrol, "LookupUserId", ["sessionToken": session, "username": Self.name]))
        return stage.fault(.accesscontrol, "ChangePassword", ["sessionToken": session, "userId": id, "password": password])
    }

    private func advance(_ duration: Duration) { stage.clock.advance(by: duration) }

    @Test(
        "on what the first password consists of",
        arguments: Way.allCases,
        [
            ("Abcdef-123", "Abcde-123", "at least 10 characters."), ("Abc-1234567", "Ab-12345678", "at least 3 letters."),
            ("Abcdefgh-12", "Abcdefgh-1x", "at least 2 digits."), ("aBcdefgh-12", "abcdefgh-12", "at least 1 upper-case letter."),
            ("ABCDEFGh-12", "ABCDEFGH-12", "at least 1 lower-case letter."),
            ("Abcdefgh!12", "Abcdefgh;12", "at least 1 character other than letters and digits."),
        ])
    func classes(way: Way, example: (good: String, bad: String, rule: String)) throws {
        try rules {
            $0.minPasswordLength = 10
            ($0.alphaCharsRequired, $0.numericCharsRequired) = (3, 2)
        }
        #expect(create(way, example.bad) == example.rule)
        #expect(create(way, example.good) == "")
        #expect(signsIn(example.good))
    }

    @Test("that is broken is listed with all others, in the vendor's order", arguments: Way.allCases)
    func all(way: Way) throws {
        try rules { _ in }
        #expect(
            create(way, ";")
                == "at least 9 characters; at least 2 letters; at least 1 digit; at least 1 upper-case letter; at least 1 lower-case letter; "
                + "at least 1 character other than letters and digits.")
    }

    @Test("on earlier passwords counts the first one, and that on one change a day does not", arguments: Way.allCases)
    func earlier(way: Way) throws {
        try rules { ($0.previousPasswordsDisallowed, $0.passwordChangeLimit) = (2, 1) }
        #expect(create(way) == "")
        #expect(try broken(Self.password)?.hasSuffix(": none of the last 2 passwords.") == true)
        #expect(try broken("Second-Pass-2") == nil)
        advance(.days(1) + .milliseconds(-1))
        #expect(try broken("Third-Pass-3")?.hasSuffix(": at most one change a day.") == true)
        advance(.milliseconds(1))
        #expect(try broken(Self.password)?.hasSuffix(": none of the last 2 passwords.") == true)
        #expect(try broken("Third-Pass-3") == nil)
        advance(.days(1))
        #expect(try broken(Self.password) == nil)
    }

    @Test("on the lifetime of a password counts from the user's creation, and gives all grace sign-ins", arguments: Way.allCases)
    func lifetime(way: Way) throws {
        try rules { ($0.passwordChangeInterval, $0.graceLogins) = (5, 2) }
        advance(.days(400))
        #expect(create(way) == "")
        advance(.days(5) + .milliseconds(-1))
        for _ in 0..<3 { #expect(signsIn()) }
        advance(.milliseconds(1))
        #expect((0..<3).map { _ in signsIn() } == [true, true, false])
    }

    @Test("on days without a sign-in counts from the user's creation", arguments: Way.allCases, [true, false])
    func unused(way: Way, isInTime: Bool) throws {
        try rules { ($0.automaticAccountDeactivation, $0.passwordChangeInterval) = (30, 0) }
        advance(.days(400))
        #expect(create(way) == "")
        advance(.days(30) + .milliseconds(isInTime ? -1 : 0))
        #expect(signsIn() == isInTime)
    }

    @Test("on failures holds from the first one on", arguments: Way.allCases)
    func lockout(way: Way) throws {
        try rules { ($0.maximumFailedLoginAttempts, $0.lockoutPeriod) = (2, .init(5, .minutes)) }
        #expect(create(way) == "")
        #expect(!signsIn("wrong"))
        #expect(signsIn(), "one is not enough")
        for _ in 0..<2 { #expect(!signsIn("wrong")) }
        advance(.minutes(5) + .milliseconds(-1))
        #expect(!signsIn())
        advance(.milliseconds(1))
        #expect(signsIn())
    }

    @Test("on the ends of a session holds for the first one", arguments: Way.allCases)
    func sessions(way: Way) throws {
        try rules { ($0.sessionTimeout, $0.staticSessionTimeout) = (.init(3, .minutes), .init(5, .minutes)) }
        #expect(create(way) == "")
        // The user has no right, which is found out after the session.
        func isAlive(_ token: String) -> Bool {
            stage.fault(.accesscontrol, "GetUserListCount", ["sessionToken": token])?.contains("Read privileges") == true
        }
        let idle = stage.session(Self.name, Self.password)
        advance(.minutes(3))
        #expect(!isAlive(idle))
        let used = stage.session(Self.name, Self.password)
        for _ in 0..<2 {
            advance(.minutes(2) + .milliseconds(499))
            #expect(isAlive(used))
        }
        advance(.minutes(1) + .milliseconds(-999))
        #expect(isAlive(used))
        advance(.milliseconds(1))
        #expect(!isAlive(used))
    }

    /// Midnight at the beginning of Tuesday, 24 November 2026.
    private static let tuesday = Timestamp(milliseconds: 1_795_478_400_000)

    @Test("on hours, days and dates holds for the first sign-in", arguments: Way.allCases)
    func times(way: Way) throws {
        try rules {
            ($0.isLimitByTimeFrame, $0.permittedFromTime, $0.permittedToTime) = (true, 8 * 60, 17 * 60)
            ($0.isDisallowedByDays, $0.disallowedSessionDays) = (true, 8)
            ($0.isDisallowedByDates, $0.disallowedDates) = (true, [CivilDate("2026-11-26")].compactMap { $0 })
            $0.passwordChangeInterval = 0
        }
        stage.clock.set(to: Self.tuesday)
        #expect(create(way) == "")
        // Tuesday before, in and after the hours; Wednesday, a day of the week; Thursday, a date; Friday.
        for (minutes, isAllowed) in [
            (8 * 60 - 1, false), (8 * 60, true), (17 * 60 - 1, true), (17 * 60, false), (33 * 60, false), (57 * 60, false), (81 * 60, true),
        ] {
            stage.clock.set(to: Self.tuesday + .minutes(minutes))
            #expect(signsIn() == isAllowed, "\(minutes)")
        }
    }
}
