import Accounts
import HTTP
import JSON
import StageSupport
import TestSupport
import Testing

@testable import Archer

/// The default security parameter locks after three failures and ends passwords after ninety days. It binds no system account.
@Suite("Archer's system accounts")
struct SystemAccountTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
        try stage.add(#"{"user_id": 7, "user_name": "root", "user_type": "sysadmin", "privileges": ["update"]}"#, password: "Password-1")
        try stage.add(#"{"user_id": 8, "user_name": "feeds", "user_type": "service"}"#, password: "Password-1")
        try stage.add(#"{"user_id": 9, "user_name": "general", "user_type": "general"}"#, password: "Password-1")
    }

    private func fits(_ name: String) -> Bool {
        stage.signIn(name, name == "sysadmin" ? "Sysadmin-1" : "Password-1").status == 200
    }

    @Test("Wrong guesses never lock one, whether a fixture says its type or its name does", arguments: ["sysadmin", "root"])
    func isNeverLocked(name: String) {
        for _ in 0..<9 { #expect(stage.signIn(name, "wrong").status == 500) }
        #expect(fits(name))
    }

    @Test("Who guesses on is slowed down, and by no more than a minute", arguments: ["SysAdmin", "root"])
    func isThrottled(name: String) {
        for _ in 0..<10 { _ = stage.signIn(name, "wrong") }
        #expect(!fits(name.lowercased()), "the tenth failure is followed by a wait")
        stage.clock.advance(by: .seconds(1))
        for _ in 0..<50 {
            _ = stage.signIn(name, "wrong")
            stage.clock.advance(by: .seconds(60))
        }
        #expect(fits(name.lowercased()))
    }

    @Test("A refused sign-in of one is answered like any other, before a wait and during it")
    func answersAlike() {
        let answers = Set((0..<12).map { _ in stage.signIn("sysadmin", "wrong").bodyText })
        #expect(answers == [stage.signIn("nobody", "wrong").bodyText])
    }

    @Test("A general user is locked by three, and one named sysadmin that a fixture calls general as well")
    func generalUsers() throws {
        for _ in 0..<3 { _ = stage.signIn("general", "wrong") }
        #expect(!fits("general"))
        let stage = try Stage(withAdministrator: #""user_type": "general""#)
        for _ in 0..<3 { _ = stage.signIn("sysadmin", "wrong") }
        #expect(stage.signIn("sysadmin", "Sysadmin-1").status == 500)
    }

    @Test("Nobody signs in with a service account, whatever the password")
    func serviceAccount() {
        #expect(stage.signIn("feeds", "Password-1").bodyText == stage.signIn("feeds", "wrong").bodyText)
        #expect(!fits("feeds"))
    }

    @Test("Its password does not end")
    func passwordDoesNotEnd() {
        stage.clock.advance(by: .seconds(400 * 86_400))
        for _ in 0..<5 { #expect(fits("sysadmin")) }
        #expect((0..<5).count { _ in fits("general") } == 3, "a general user has three grace sign-ins")
    }

    @Test("A new password must meet the rules all the same")
    func newPassword() {
        let token = stage.session()
        #expect(stage.change(token, "1", "short").bodyText.contains("security parameter"))
        #expect(stage.change(token, "1", "Sysadmin-1").status == 500, "the last ten must not come again")
        #expect(stage.change(token, "1", "Sysadmin-2").status == 200)
    }

    @Test("A type that does not exist is refused")
    func unknownType() throws {
        let json = try JSON.parse(Array(#"{"user_id": 1, "user_name": "x", "user_type": "root"}"#.utf8))
        let error = #expect(throws: JSONSchemaError.self) { try ArcherFixture(json: json) }
        #expect(error.map { "\($0)" }?.contains(#"must be one of "general", "service", "sysadmin""#) == true)
    }
}
