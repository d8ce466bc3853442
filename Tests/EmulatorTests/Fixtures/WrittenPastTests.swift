import Accounts
import JSON
import StageSupport
import TestSupport
import Testing

@testable import Emulator

@Suite("The past of accounts in fixtures")
struct WrittenPastTests {
    private static let text = """
        {"policies": {"aged": {"password": {"history_depth": 4, "lifetime_days": 90, "grace_sign_ins": 3}, "lockout": {"failures": 5, "minutes": 60}}},
         "accounts": [
            {"password": "Now-Pass-1", "previous_passwords": ["Then-Pass-2", "Then-Pass-3"], "password_changed_at": "-89d",
             "policy": "aged", "grace_sign_ins_left": 1, "xweb": {"recno": "1", "login": "ann"}},
            {"password": "Now-Pass-1", "failures": 2, "locked_until": "20m", "policy": "aged", "xweb": {"recno": "2", "login": "bob"}},
            {"password": "Now-Pass-1", "password_changed_at": "2020-02-29T12:00:00Z", "xweb": {"recno": "3"}}]}
        """

    private func person(_ recno: String, _ stage: Stage) throws -> Person {
        let identity = Identity(IdentityScheme("xweb.recno", isUnique: true, ignoresCase: false), recno)
        return try #require(try stage.users.people(withFirstOf: [identity], in: stage.sites.fallback, limit: 2).first)
    }

    @Test func isStoredWithThem() throws {
        let stage = try Stage(fixtures: Self.text)
        let (site, now) = (stage.sites.fallback, stage.users.clock.now)
        let ann = try person("1", stage)
        #expect(ann.account.credential?.changedAt == now + .days(-89))
        #expect(ann.account.credential?.graceSignInsUsed == 2)
        #expect(try stage.users.historyDepth(of: ann.id, in: site) == 2)
        let bob = try person("2", stage)
        #expect(try stage.users.failures(of: bob.id, in: site) == SignInFailures(count: 2, lastAt: now, lockedUntil: now + .minutes(20)))
        #expect(try person("3", stage).account.credential?.changedAt == Timestamp(iso8601: "2020-02-29T12:00:00Z"))
    }

    @Test("counts when a password is changed: the last ones cannot come again, older ones can")
    func history() throws {
        let stage = try Stage(fixtures: Self.text)
        let (site, ann) = (stage.sites.fallback, try person("1", stage))
        func change(to new: String) throws -> Result<Void, PasswordChangeRefusal> {
            let change = PasswordChange(of: .account(ann.id), current: Password("Now-Pass-1"), new: Password(new))
            return try stage.users.changePassword(change, in: site).map { _ in }
        }
        for previous in ["Now-Pass-1", "Then-Pass-2", "Then-Pass-3"] {
            guard case .failure(.violates) = try change(to: previous) else {
                Issue.record("\(previous) was taken again")
                continue
            }
        }
        try change(to: "New-Pass-4").get()
    }

    @Test("ends with the clock: a lock lets go when its time is over")
    func lock() throws {
        let stage = try Stage(fixtures: Self.text)
        let (site, bob) = (stage.sites.fallback, try person("2", stage))
        let attempt = SignInAttempt(
            candidates: [Identity(IdentityScheme("xweb.recno", isUnique: true, ignoresCase: false), "2")], password: Password("Now-Pass-1"),
            defaultPolicy: AccountPolicy())
        #expect(throws: SignInRefusal.locked) { try stage.users.signIn(attempt, in: site).get() }
        stage.clock.advance(by: .minutes(21))
        #expect(try stage.users.signIn(attempt, in: site).get().account.id == bob.id)
    }

    @Test("is that of accounts which are added to a site in use, too")
    func added() throws {
        let stage = try Stage(fixtures: #"{"policies": {"aged": {"password": {"history_depth": 4, "grace_sign_ins": 3}}}}"#)
        let (site, now) = (stage.sites.fallback, stage.users.clock.now)
        let account = #"""
            {"password": "Now-Pass-1", "previous_passwords": ["Then-Pass-2"], "password_changed_at": "-89d", "policy": "aged",
             "grace_sign_ins_left": 1, "failures": 2, "xweb": {"recno": "1"}}
            """#
        let json = try JSON.parse(Array(account.utf8))
        let key = try #require(try AddedAccounts([json], for: site, named: "default", of: stage.users).add(to: stage.users).first)
        let credential = try stage.users.person(key, in: site)?.account.credential
        #expect(credential?.changedAt == now + .days(-89) && credential?.graceSignInsUsed == 2)
        #expect(try stage.users.historyDepth(of: key, in: site) == 1)
        #expect(try stage.users.failures(of: key, in: site)?.count == 2)
    }

    @Test(
        "is refused where it cannot be",
        arguments: [
            (#""password_changed_at": "-1d""#, "password_changed_at: needs a password"),
            (#""previous_passwords": ["a"]"#, "previous_passwords: needs a password"),
            (
                #""password": "a", "locked_until": "soon""#,
                "locked_until: must be a moment such as \"2030-01-01T00:00:00Z\", or a time from now"
            ),
            (#""password": "a", "grace_sign_ins_left": 1"#, "grace_sign_ins_left: needs a rule set"),
            (
                #""password": "a", "policy": "Default Administrative User", "grace_sign_ins_left": 9999"#,
                "grace_sign_ins_left: must be at most"
            ),
            (#""password": "a", "failures": -1"#, "failures: must be 0 to 1000000"),
            (#""password": "a", "previous_passwords": ["b", ""]"#, "previous_passwords[1]: must not be"),
            (#""password": "a", "previous_password_hashes": ["b"]"#, "previous_password_hashes[0]: "),
            (#""password": "a", "previous_passwords": ["b"], "previous_password_hashes": ["$"]"#, "previous_password_hashes"),
        ])
    func refusals(members: String, finding: String) {
        let text = #"{"accounts": [{"xweb": {"recno": "1"}, \#(members)}]}"#
        let found = Fixtures.findings(in: Array(text.utf8), file: "f.json").errors.map(\.reason)
        #expect(found.count == 1 && found[0].hasPrefix("accounts[0]." + finding), "\(found)")
    }
}
