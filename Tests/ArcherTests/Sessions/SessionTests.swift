import Accounts
import Emulator
import HTTP
import StageSupport
import TestSupport
import Testing

@testable import Archer

@Suite("Archer's sessions")
struct SessionTests {
    let stage: Stage
    /// The phrases on which clients sign in anew.
    static let sessionPhrases = ["Invalid session token", "Unable to validate session"]

    init() throws {
        stage = try Stage()
    }

    @Test("A token is 32 upper-case hexadecimal digits; user names ignore letter case, in both SOAP versions")
    func opens() {
        #expect(stage.session().wholeMatch(of: /[0-9A-F]{32}/) != nil)
        #expect(stage.session("SysAdmin").count == 32)
        let response = stage.call(
            .general, "CreateUserSessionFromInstance", ["password": "Sysadmin-1", "instanceName": "Default", "userName": "sysadmin"],
            soap12: true)
        #expect(response.status == 200)
        #expect(response.fields.first("Content-Type") == "application/soap+xml; charset=utf-8")
    }

    @Test("A refused sign-in never says which part was wrong, nor anything a client takes for an ended session")
    func refusedSignIn() {
        let answers = [
            stage.signIn("sysadmin", "wrong"), stage.signIn("nobody", "Sysadmin-1"),
            stage.signIn("sysadmin", "Sysadmin-1", instance: "Other"), stage.signIn("sysadmin", "Sysadmin-1", instance: "DEFAULT"),
            stage.signIn("", ""),
        ]
        for response in answers {
            #expect(response.status == 500)
            #expect(response.text(of: "faultcode") == "soap:Server")
            #expect(response.bodyText == answers[0].bodyText)
            #expect(!Self.sessionPhrases.contains { response.bodyText.contains($0) })
        }
    }

    @Test("A token that is absent, unknown or ended is the invalid-session fault")
    func invalidSession() {
        for token in ["", "nix", "00000000000000000000000000000000"] {
            let response = stage.lookUp(token, "sysadmin")
            #expect(response.status == 500)
            #expect(response.text(of: "faultstring") == "Server was unable to process request. ---> Invalid session token.".escaped)
            #expect(response.bodyText.contains("<detail />"))
        }
        #expect(stage.call(.accesscontrol, "LookupUserId", ["username": "sysadmin"]).bodyText.contains("Invalid session token"))
    }

    @Test("A form's answer is the exception's message alone", arguments: [false, true])
    func formRefusal(showsExceptions: Bool) throws {
        var settings = ArcherSettings()
        settings.showsExceptions = showsExceptions
        let stage = try Stage(settings)
        var fields = HTTPFields()
        fields.append("Content-Type", "application/x-www-form-urlencoded")
        let body = Array("sessionToken=nix&username=nobody".utf8)
        let request = HTTPRequest(method: "POST", path: "/ws/accesscontrol.asmx/LookupUserId", fields: fields, body: body)
        let response = stage.send(request)
        #expect(response.status == 500)
        if showsExceptions {
            #expect(response.bodyText.hasPrefix("System.Exception: Invalid session token.\r\n   at "))
        } else {
            #expect(response.bodyText == "Invalid session token.")
        }
    }

    @Test("A session ends after ten idle minutes, and use keeps it alive")
    func idleTimeout() {
        let token = stage.session()
        for _ in 0..<3 {
            stage.clock.advance(by: .minutes(9))
            #expect(stage.lookUp(token, "sysadmin").status == 200)
        }
        stage.clock.advance(by: .minutes(10))
        #expect(stage.lookUp(token, "sysadmin").bodyText.contains("Invalid session token"))
    }

    @Test("A new session ends the user's older one, unless that is switched off")
    func newestWins() throws {
        let first = stage.session()
        let second = stage.session()
        #expect(stage.lookUp(first, "sysadmin").bodyText.contains("Invalid session token"))
        #expect(stage.lookUp(second, "sysadmin").status == 200)
        var settings = ArcherSettings()
        settings.newestSessionWins = false
        let lenient = try Stage(settings)
        let older = lenient.session()
        _ = lenient.session()
        #expect(lenient.lookUp(older, "sysadmin").status == 200)
    }

    @Test("A terminated session is good for nothing, terminating included")
    func terminates() {
        let token = stage.session()
        #expect(stage.call(.general, "TerminateSession", ["sessionToken": token]).text(of: "TerminateSessionResult") == "1")
        #expect(stage.lookUp(token, "sysadmin").status == 500)
        #expect(stage.call(.general, "TerminateSession", ["sessionToken": token]).bodyText.contains("Invalid session token"))
    }

    @Test("Three failures lock the user, as the default security parameter says; nobody is told")
    func lockout() {
        let wrong = stage.signIn("sample.user", "wrong").bodyText
        for _ in 0..<2 { _ = stage.signIn("sample.user", "wrong") }
        let response = stage.signIn("sample.user", "Sample-Pass-1")
        #expect(response.status == 500)
        #expect(response.bodyText == wrong)
    }
}

extension SessionTests {
    @Test("A call without a session makes nothing in a site that nobody has used yet")
    func unusedSite() throws {
        let stage = try Stage(EmulatorSettings())
        let parameters: KeyValuePairs = ["sessionToken": "0123456789ABCDEF0123456789ABCDEF", "groupName": "x", "groupDesc": "x"]
        #expect(stage.fault(.accesscontrol, "CreateGroup", parameters) == "Invalid session token.")
        #expect(try stage.users.policies(in: stage.site).isEmpty)
        #expect(try stage.users.directory(in: stage.site).containers(of: ArcherGroup.kind).isEmpty)
    }

    @Test("A store that fails is a failure in the log, with its cause, and an unexpected error to the caller")
    func failingStore() {
        let token = stage.session()
        #expect(stage.log.failures.isEmpty)
        stage.closeStore()
        let answers = [stage.signIn("sysadmin", "Sysadmin-1"), stage.lookUp(token, "sysadmin")]
        #expect(answers.allSatisfy { $0.status == 500 && $0.bodyText.contains("Unexpected error.") && !$0.bodyText.contains("store") })
        #expect(stage.log.failures.count == 2)
        #expect(stage.log.failures[0].hasPrefix("archer general.CreateUserSessionFromInstance: the store "))
        #expect(stage.log.failures[1].hasPrefix("archer accesscontrol.LookupUserId: the store "))
    }
}

extension String {
    /// The text as it stands in an answer.
    var escaped: String { split(separator: ">", omittingEmptySubsequences: false).joined(separator: "&gt;") }
}
