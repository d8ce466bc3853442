import ASMX
import Calls
import HTTP
import Operations
import StageSupport
import TestSupport
import Testing

@testable import Archer

@Suite("Archer's methods that are disabled or not emulated")
struct DisabledOperationTests {
    private static let disabled: [(ArcherServices.ServiceName, String, String)] = [
        (.general, "CreateUserSession", "use CreateUserSessionFromInstance."),
        (.general, "CreateDomainUserSession", "use CreateDomainUserSessionFromInstance."),
        (.accesscontrol, "UseDaylightSavings", "nothing replaces it."),
        (.accesscontrol, "GetTimeZones", "use the list of time zones"),
    ]

    @Test("A disabled method names its replacement, in both versions", arguments: [false, true])
    func disabled(soap12: Bool) throws {
        let stage = try Stage()
        for (service, name, advice) in Self.disabled {
            let text = stage.call(service, name, [:], soap12: soap12).bodyText
            #expect(text.contains("The \(name) method is disabled; \(advice)"))
        }
    }

    @Test("A strict site does not know a disabled method")
    func strict() throws {
        var settings = ArcherSettings()
        settings.isStrict = true
        let stage = try Stage(settings)
        for (service, name, _) in Self.disabled {
            #expect(stage.call(service, name, [:]).bodyText.contains("Server did not recognize the value of HTTP Header SOAPAction"))
        }
        #expect(stage.session().count == 32)
    }

    @Test("No contract lists a disabled method")
    func contract() {
        for (service, name, _) in Self.disabled { #expect(!service.service.operations.contains { $0.name == name }) }
    }

    @Test(
        "An operation of another service is refused by name, in both versions and as a form",
        arguments: [ArcherServices.ServiceName.search, .record, .field, .module])
    func otherServices(service: ArcherServices.ServiceName) throws {
        let stage = try Stage()
        for soap12 in [false, true] {
            let response = stage.call(service, "ExecuteSearch", ["sessionToken": "x"], soap12: soap12)
            #expect(response.status == 500)
            #expect(response.bodyText.contains("\(service.rawValue).ExecuteSearch is not emulated by this server."))
        }
        var fields = HTTPFields()
        fields.append("Content-Type", "application/x-www-form-urlencoded")
        let request = HTTPRequest(
            method: "POST", path: "/ws/\(service.rawValue).asmx/ExecuteSearch", fields: fields, body: Array("a=b".utf8))
        let form = stage.send(request)
        #expect(form.status == 500 && form.bodyText.hasPrefix("\(service.rawValue).ExecuteSearch is not emulated"))
    }

    @Test("An opaque site answers every refusal but that of a session with one text")
    func opaque() throws {
        var settings = ArcherSettings()
        settings.isOpaque = true
        let stage = try Stage(settings)
        let token = stage.session()
        let reader = { stage.session("sample.user", "Sample-Pass-1") }
        let answers = [
            stage.signIn("sysadmin", "wrong"), stage.lookUp(token, "nobody"), stage.change(token, "99", "x"),
            stage.change(token, "123", "x"),
            stage.change(reader(), "123", "Second-Pass-2"), stage.call(.general, "CreateUserSession", [:]),
            stage.call(.accesscontrol, "CreateUserEx", ["sessionToken": token]),
        ]
        for answer in answers {
            #expect(answer.text(of: "faultstring") == "Server was unable to process request. ---> The request was refused.".escaped)
        }
        #expect(stage.lookUp("nix", "sysadmin").bodyText.contains("Invalid session token."))
    }
}
