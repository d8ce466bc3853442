import Accounts
import HTTP
import JSON
import StageSupport
import TestSupport
import Testing

@testable import Archer

@Suite("An instance with single sign-on")
struct SingleSignOnTests {
    private static func stage(manualBypass: Bool = false) throws -> Stage {
        try Stage(ArcherSettings(json: JSON.parse(Array(#"{"sso": true, "allowManualBypass": \#(manualBypass)}"#.utf8))))
    }

    @Test("refuses sign-ins by REST as a wrong password, and takes a session that SOAP opened")
    func refusesREST() throws {
        let stage = try Self.stage()
        let refused = stage.restSignIn()
        #expect(stage.log.all.last?.hasSuffix("single sign-on is on, and manual bypass is not allowed") == true)
        #expect(refused.json["IsSuccessful"] == .bool(false) && refused.object == .null)
        #expect(refused.bodyText == stage.restSignIn("sysadmin", "wrong").bodyText)
        #expect(refused.bodyText == stage.restSignIn("nobody").bodyText)
        #expect(stage.rest("GET", "system/user/1", token: stage.session()).status == 200)
    }

    @Test("lets users in by REST if manual bypass is allowed")
    func manualBypass() throws {
        let stage = try Self.stage(manualBypass: true)
        #expect(stage.restSession().count == 32)
        #expect(stage.restSession("sysadmin", "wrong") == "")
    }

    @Test("Without single sign-on, manual bypass means nothing")
    func off() throws {
        var settings = ArcherSettings()
        settings.allowsManualBypass = false
        #expect(try Stage(settings).restSession().count == 32)
    }

    @Test("holds no rule for signing in, and all rules for new passwords")
    func rules() throws {
        let stage = try Self.stage()
        var parameter = SecurityParameter()
        parameter.name = "Worker"
        (parameter.passwordChangeInterval, parameter.graceLogins, parameter.maximumFailedLoginAttempts) = (1, 0, 1)
        (parameter.isDisallowedByDays, parameter.disallowedSessionDays) = (true, 127)
        parameter.automaticAccountDeactivation = 1
        _ = try stage.domain().createSecurityParameter(parameter)
        try stage.add(#"{"user_id": 70, "user_name": "worker", "security_parameter": "Worker"}"#, password: "Worker-Pass-1")
        stage.clock.advance(by: .days(2))
        for _ in 0..<2 { #expect(stage.signIn("worker", "wrong").status == 500) }
        #expect(stage.signIn("worker", "Worker-Pass-1").status == 200)
        let admin = stage.session()
        let user = stage.result(.accesscontrol, "GetUser", ["sessionToken": admin, "userId": "70"])
        #expect(user?.contains("accountStatus=\"1\"") == true)
        #expect(stage.change(admin, "70", "short").bodyText.contains("at least 9 characters"))
    }
}
