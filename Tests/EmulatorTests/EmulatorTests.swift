import HTTP
import JSON
import Operations
import StageSupport
import TestSupport
import Testing
@testable import Emulator

@Suite("All systems over one store")
struct EmulatorTests {
    private static let token = "df3d1644-ba3e-4dc7-8399-ae06ee6063e5"
    private static let bearer = [(name: "Authorization", value: "Bearer \(token)")]

    private func archerLogin(_ user: String, _ password: String) -> String {
        """
        <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><CreateUserSessionFromInstance \
        xmlns="http://archer-tech.com/webservices/"><userName>\(user)</userName><instanceName>Default</instanceName>\
        <password>\(password)</password></CreateUserSessionFromInstance></s:Body></s:Envelope>
        """
    }

    @Test func answersHealthChecks() throws {
        let emulator = try Stage(fixtures: "{}").emulator()
        #expect(emulator.response("GET", "/livez").text == "live\n")
        #expect(emulator.response("GET", "/readyz").text == "ready\n")
    }

    @Test func everySystemAnswersAtItsAddress() throws {
        let emulator = try Stage.demo().emulator()
        let change = "/xweb/JSON/WEBWebUserChangePassword?recno=82457&oldPassword=123&newPassword=12345678"
        #expect(emulator.response("GET", change, Self.bearer).text == "true")
        #expect(emulator.response("GET", change, Self.bearer).text == "false")
        let soap = [(name: "Content-Type", value: "text/xml")]
        #expect(emulator.response("POST", "/ws/general.asmx", soap, body: archerLogin("sysadmin", "Sysadmin-1")).status == 200)
        #expect(emulator.response("POST", "/ws/general.asmx", soap, body: archerLogin("sysadmin", "wrong")).status == 500)
        let luminate = emulator.response(
            "POST", "/organization/site/SRConsAPI", [(name: "Content-Type", value: "application/x-www-form-urlencoded")],
            body: "method=changePassword&api_key=open&v=1.0&login_name=apiadmin&login_password=api-secret&response_format=json"
                + "&cons_id=1000121&old_password=old-secret&user_password=new-secret&retype_password=new-secret&reminder_hint=h")
        #expect(try JSON.parse(luminate.body)["updateConsResponse"]?["message"]?.string == "User updated.")
    }

    @Test func elsewhereTheAnswerNamesTheAddressesAndEachOfThemIsServed() throws {
        let emulator = try Stage.demo().emulator()
        let answer = emulator.response("GET", "/nothing/here")
        #expect(answer.status == 404)
        let addresses = answer.text.split(separator: "\n").dropFirst().map { $0.drop { $0 == " " } }
        #expect(addresses.count == 20)
        for address in addresses {
            let behindPrefix = address.drop { $0 != "]" }.dropFirst()
            let path = String(behindPrefix.isEmpty ? address : behindPrefix)
            // The JSON twin has no operation of that name, and says so in its own words.
            #expect(emulator.response("GET", path).text != answer.text, "\(address)")
        }
    }

    @Test func sitesAreSeparate() throws {
        let stage = try Stage(
            fixtures: """
                {"accounts": [{"password": "one", "xweb": {"user_name": "p"}}],
                 "sites": {"acme": {"accounts": [{"password": "two", "xweb": {"user_name": "p"}}]}}}
                """)
        let emulator = stage.emulator()
        func status(_ prefix: String, _ password: String) -> Int {
            emulator.response(
                "POST", "\(prefix)/xweb/JSON/Authenticate", body: "{\"Authenticate\": {\"userName\": \"p\", \"password\": \"\(password)\"}}"
            ).status
        }
        #expect(status("", "one") == 200)
        #expect(status("", "two") != 200)
        #expect(status("/ACME", "two") == 200)
        #expect(status("/acme", "one") != 200)
        #expect(status("/other", "one") == 200)
    }

    @Test func threeWrongPasswordsDoNotShutTheDemoWorldsAdministratorOut() throws {
        let emulator = try Stage.demo().emulator()
        let soap = [(name: "Content-Type", value: "text/xml")]
        func status(_ name: String, _ password: String) -> Int {
            emulator.response("POST", "/ws/general.asmx", soap, body: archerLogin(name, password)).status
        }
        for name in ["sysadmin", "sample.user"] {
            for _ in 0..<3 { #expect(status(name, "wrong") == 500) }
        }
        #expect(status("sysadmin", "Sysadmin-1") == 200)
        #expect(status("sample.user", "Sample-Pass-1") == 500, "anybody else is locked")
    }

    @Test func archersAdministratorIsLockedInLuminateAloneAsOthersAre() throws {
        let stage = try Stage(
            fixtures: """
                {"policies": {"three": {"lockout": {"failures": 3}}},
                 "accounts": [
                  {"password": "Root-Secret-1", "policy": "three", "archer": {"user_id": 1, "user_name": "sysadmin"},
                   "luminate": {"cons_id": "1", "user_name": "root"}}]}
                """)
        let emulator = stage.emulator()
        let soap = [(name: "Content-Type", value: "text/xml")]
        func archer(_ password: String) -> Int {
            emulator.response("POST", "/ws/general.asmx", soap, body: archerLogin("sysadmin", password)).status
        }
        func luminate(_ password: String) -> Int {
            let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
            return emulator.response(
                "POST", "/site/CRConsAPI", form, body: "method=login&api_key=open&v=1.0&user_name=root&password=\(password)"
            ).status
        }
        for _ in 0..<5 { #expect(archer("wrong") == 500) }
        #expect(archer("Root-Secret-1") == 200)
        #expect(luminate("Root-Secret-1") == 200)
        for _ in 0..<3 { #expect(luminate("wrong") == 403) }
        #expect(luminate("Root-Secret-1") == 403)
        #expect(archer("Root-Secret-1") == 200)
    }

    @Test func onePersonKnownInSeveralSystemsHasOnePassword() throws {
        let stage = try Stage(
            fixtures: """
                {"accounts": [
                  {"password": "xweb-secret", "xweb": {"user_name": "xweb"}},
                  {"password": "Old-Secret-1", "xweb": {"recno": "7"}, "archer": {"user_id": 7, "user_name": "seven"}}],
                 "sessions": [{"system": "xweb", "token": "\(Self.token)", "account": {"xweb": {"user_name": "xweb"}}}]}
                """)
        let emulator = stage.emulator()
        let change = "/xweb/JSON/WEBWebUserChangePassword?recno=7&oldPassword=Old-Secret-1&newPassword=New-Secret-2"
        #expect(emulator.response("GET", change, Self.bearer).text == "true")
        let soap = [(name: "Content-Type", value: "text/xml")]
        #expect(emulator.response("POST", "/ws/general.asmx", soap, body: archerLogin("seven", "Old-Secret-1")).status == 500)
        #expect(emulator.response("POST", "/ws/general.asmx", soap, body: archerLogin("seven", "New-Secret-2")).status == 200)
    }

    @Test func settingsHoldInTheirSiteAndOverrideMemberByMember() throws {
        let text = """
            {"luminate": {"api_key": "all", "json_content_type": "application/json"},
             "sites": {"acme": {"luminate": {"api_key": "acme-key"}}}}
            """
        let settings = try JSON.parse(Array(text.utf8)).readObject { reader throws(JSONSchemaError) in try EmulatorSettings(&reader) }
        let emulator = try Stage(fixtures: "{\"sites\": {\"acme\": {\"accounts\": []}}}").emulator(settings)
        func answer(_ path: String, _ key: String) -> HTTPResponse {
            emulator.response("POST", "\(path)/site/CRConsAPI?method=loginTest&v=1.0&response_format=json&api_key=\(key)")
        }
        func code(_ answer: HTTPResponse) -> String? { (try? JSON.parse(answer.body))?["errorResponse"]?["code"]?.string }
        #expect(code(answer("", "all")) != "2")
        #expect(code(answer("", "acme-key")) == "2")
        #expect(code(answer("/acme", "acme-key")) != "2")
        #expect(code(answer("/acme", "all")) == "2")
        #expect(answer("/acme", "x").fields.first("Content-Type") == "application/json")
    }

    @Test(
        "A servlet that is not emulated is refused in the form that the request asks for, so that a page of another origin can read it",
        arguments: ["CRSurveyAPI", "CRTeamraiserAPI"])
    func otherServlets(_ name: String) throws {
        let emulator = try Stage.demo().emulator()
        let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded"), (name: "Origin", value: "http://localhost:3000")]
        let body = "method=getSurvey&api_key=open&v=1.0&response_format=json"
        let answer = emulator.response("POST", "/organization/site/\(name)", form, body: body)
        #expect(answer.status == 403)
        #expect(answer.text == #"{"errorResponse":{"code":"1","message":"Unable to process request."}}"#)
        #expect(answer.fields.first("Access-Control-Allow-Origin") == "http://localhost:3000")
        #expect(emulator.response("OPTIONS", "/organization/site/\(name)", form).fields.contains("Access-Control-Allow-Methods"))
        #expect(emulator.response("POST", "/organization/site/\(name)", form, body: body + "&suppress_response_codes=t").status == 200)
        let server = emulator.response("POST", "/organization/site/SR\(name.dropFirst(2))", form, body: body)
        #expect(server.status == 403 && !server.fields.contains("Access-Control-Allow-Origin"))
    }

    @Test func redirectsLeadAnywhereInTheDemoWorldAloneAndWhereHostsAreConfiguredOnlyThere() throws {
        let text = """
            {"sites": {"acme": {"luminate": {"redirect_hosts": ["a.example"]}}, "shut": {"luminate": {"redirect_hosts": []}}, "other": {}}}
            """
        let settings = try JSON.parse(Array(text.utf8)).readObject { reader throws(JSONSchemaError) in try EmulatorSettings(&reader) }
        let stage = try Stage(fixtures: #"{"sites": {"acme": {}, "shut": {}, "other": {}}}"#)
        func statuses(_ settings: EmulatorSettings, _ host: String) -> [Int] {
            ["", "/other", "/acme", "/shut"].map { site in
                let query = "method=loginTest&v=1.0&api_key=open&redirect=https%3A%2F%2F\(host)%2F"
                return stage.emulator(settings).response("GET", "\(site)/site/CRConsAPI?\(query)").status
            }
        }
        #expect(statuses(settings, "a.example") == [403, 403, 302, 403])
        #expect(statuses(settings.inDemoWorld(), "a.example") == [302, 302, 302, 403])
        #expect(statuses(settings.inDemoWorld(), "b.example") == [302, 302, 403, 403])
    }
}
