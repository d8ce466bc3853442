import Accounts
import HTTP
import JSON
import StageSupport
import TestSupport
import Testing

@testable import XWeb

@Suite("A calling program's rights")
struct ProgramRightsTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
        let text = """
            {"user_name": "narrow", "allowed_addresses": ["127.0.0.1", "192.0.2.7"],
             "allowed_objects": {"Individual": ["Select"], "Customer": ["Select", "Update"]}}
            """
        let fixture = try XWebFixture(json: JSON.parse(Array(text.utf8)))
        _ = try stage.add(fixture.identities, attributes: fixture.attributes, password: "narrow-secret")
    }

    private func authenticate(from address: String) -> HTTPResponse {
        stage.call("Authenticate", ["userName": "narrow", "password": "narrow-secret"], token: nil, from: address)
    }

    @Test("From an address that is not on its list it is as if the password were wrong")
    func addresses() {
        for address in ["127.0.0.1", "192.0.2.7"] { #expect(authenticate(from: address).status == 200) }
        for address in ["192.0.2.70", "192.0.2", "::1", ""] {
            let answer = authenticate(from: address)
            #expect(answer.status == 500)
            #expect(answer.text(of: "Message") == "Invalid Credentials Supplied")
            #expect(answer.bodyText.contains("<InvalidCredentialsExceptionInfo"))
            #expect(answer.text(of: "Token") == nil)
        }
    }

    @Test("What it may not do to an object is a fault in the vendor's words, and is not done")
    func objects() throws {
        let token = try #require(authenticate(from: "127.0.0.1").text(of: "Token"))
        let key = "5f0f2b3c-1111-4222-8333-944455566677"
        func message(_ operation: String, _ parameters: KeyValuePairs<String, String>) -> String? {
            stage.call(operation, parameters, token: token).text(of: "Message")
        }
        let denied = { (verb: String, object: String) in "Account is not authorized to perform \(verb) on \(object) object." }
        #expect(message("GetIndividualInformation", ["IndividualKey": key]) == nil)
        #expect(message("GetQuery", ["szObjectName": "Customer"]) == nil)
        #expect(message("GetQuery", ["szObjectName": "WebUser"]) == denied("Select", "WebUser"))
        #expect(message("GetFacadeObject", ["szObjectName": "WebUser", "szObjectKey": key]) == denied("Select", "WebUser"))
        let city = "<n:adr_city>Oslo</n:adr_city>"
        #expect(message("SetIndividualInformation", ["IndividualKey": key, "oUpdateNode": city]) == denied("Update", "Individual"))
        #expect(message("InsertFacadeObject", ["szObjectName": "Individual", "oNode": city]) == denied("Insert", "Individual"))
        #expect(message("WEBIndividualInsert", [:]) == denied("Insert", "Individual"))
        #expect(message("WEBIndividualUpdate", [:]) == denied("Update", "Individual"))
        #expect(message("WEBIndividualGet", ["key": key]) == nil)
        #expect(message("UpdateFacadeObject", ["szObjectName": "Customer", "szObjectKey": key, "oNode": city]) == nil)
    }

    @Test(
        "A fixture's addresses are addresses, spelled in any way",
        arguments: [
            ("192.0.2.7", "192.0.2.7"), ("0:0::1", "::1"), ("2001:DB8::7", "2001:db8::7"), ("300.1.1.1", nil), ("10.0.0.0/8", nil),
            ("127.0.0.1,192.0.2.7", nil), ("localhost", nil), ("", nil),
        ])
    func fixture(address: String, kept: String?) throws {
        let json = try JSON.parse(Array(#"{"user_name": "x", "allowed_addresses": ["\#(address)"]}"#.utf8))
        guard let kept else {
            #expect(throws: JSONSchemaError.self) { try XWebFixture(json: json) }
            return
        }
        #expect(try XWebFixture(json: json).attributes["xweb.allowed_addresses"] == kept)
    }

    @Test("A fixture's rights name objects and verbs that there are", arguments: [#"{"Invoice": []}"#, #"{"Individual": ["Drop"]}"#])
    func fixture(rights: String) throws {
        let json = try JSON.parse(Array(#"{"user_name": "x", "allowed_objects": \#(rights)}"#.utf8))
        #expect(throws: JSONSchemaError.self) {
            _ = try XWebFixture(json: json)
            try XWebSiteFixture.check(account: json, at: .root, against: [], [])
        }
    }
}
