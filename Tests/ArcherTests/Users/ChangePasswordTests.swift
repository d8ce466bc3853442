import HTTP
import StageSupport
import TestSupport
import Testing

@testable import Archer

@Suite("Archer's access control")
struct ChangePasswordTests {
    let stage: Stage
    let token: String

    init() throws {
        stage = try Stage()
        token = stage.session()
    }

    @Test("An administrator sets a user's password: the old one is no longer good, the new one is, and open sessions end")
    func changes() {
        let reader = stage.session("sample.user", "Sample-Pass-1")
        #expect(stage.change(token, "123", "Second-Pass-2").text(of: "ChangePasswordResult") == "1")
        #expect(stage.lookUp(reader, "sysadmin").bodyText.contains("Invalid session token"))
        #expect(stage.signIn("sample.user", "Sample-Pass-1").status == 500)
        #expect(stage.signIn("sample.user", "Second-Pass-2").status == 200)
    }

    @Test(
        "A password must meet the user's security parameter, and the fault says which rule it breaks",
        arguments: [
            ("Ab-1", "at least 9"), ("abcdefgh-1", "upper"), ("ABCDEFGH-1", "lower"), ("Abcdefgh-x", "digit"),
            ("Abcdefgh11", "other than letters and digits"),
            ("Abcdefgh1;", "other than letters and digits"), ("", "at least 9"), ("newpassword", "upper"),
        ])
    func policy(password: String, rule: String) {
        let response = stage.change(token, "123", password)
        #expect(response.status == 500)
        let text = response.text(of: "faultstring") ?? ""
        #expect(text.contains("security parameter"))
        #expect(text.lowercased().contains(rule), "\(text)")
        #expect(!SessionTests.sessionPhrases.contains { text.contains($0) })
        #expect(stage.signIn("sample.user", "Sample-Pass-1").status == 200)
    }

    @Test("None of the last ten passwords may come again")
    func history() {
        #expect(stage.change(token, "123", "Sample-Pass-1").status == 500)
        #expect(stage.change(token, "123", "Second-Pass-2").status == 200)
        #expect(stage.change(token, "123", "Sample-Pass-1").status == 500)
        for number in 3...11 { #expect(stage.change(token, "123", "Other-Pass-\(number)").status == 200) }
        #expect(stage.change(token, "123", "Sample-Pass-1").status == 200)
    }

    @Test("A caller without Update rights changes nothing, and is told which right is missing")
    func privileges() {
        let reader = stage.session("sample.user", "Sample-Pass-1")
        let response = stage.change(reader, "123", "Second-Pass-2")
        #expect(response.status == 500)
        #expect(response.bodyText.contains("does not have Update privileges, which ChangePassword requires"))
        #expect(stage.lookUp(reader, "sample.user").text(of: "LookupUserIdResult") == "123")
        #expect(stage.signIn("sample.user", "Sample-Pass-1").status == 200)
    }

    @Test("A user id that nobody has, or that is no number, is a fault of its own")
    func unknownUser() {
        #expect(stage.change(token, "999", "Second-Pass-2").bodyText.contains("There is no user with the id 999."))
        #expect(stage.change(token, "-1", "Second-Pass-2").status == 500)
        let response = stage.change(token, "int", "string")
        #expect(response.text(of: "faultcode") == "soap:Client")
        #expect(response.bodyText.contains("Input string was not in a correct format."))
    }

    @Test("Look-ups answer ids and names, and fault for what nobody has")
    func lookUps() {
        #expect(stage.lookUp(token, "SAMPLE.user").text(of: "LookupUserIdResult") == "123")
        #expect(stage.lookUp(token, "nobody").bodyText.contains("There is no user with that user name."))
        let name = stage.call(.accesscontrol, "LookupUserName", ["sessionToken": token, "userId": "123"])
        #expect(name.text(of: "LookupUserNameResult") == "sample.user")
        #expect(stage.call(.accesscontrol, "LookupUserName", ["sessionToken": token]).bodyText.contains("the id 0"))
    }
}
