import HTTP
import JSON
import StageSupport
import TestSupport
import Testing
import XML

@testable import XWeb

@Suite("WEBIndividualGet, WEBIndividualInsert and WEBIndividualUpdate")
struct IndividualTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
    }

    @Test("look an individual up, in more columns than a web user has")
    func get() {
        let response = stage.call("WEBIndividualGet", ["key": "{\(Stage.memberKey.uppercased())}"])
        #expect(response.texts("CurrentKey") == [Stage.memberKey])
        #expect(response.texts("cst_eml_address_dn") == ["member@example.org"])
        #expect(response.texts("cst_web_force_password_change") == ["0"])
        #expect(response.elements("ind_token").isEmpty)
        let json = stage.json("GET", "WEBIndividualGet", query: "key=\(Stage.memberKey)")
        #expect(json.jsonBody?["IndividualType"]?["Customer"]?["cst_recno"]?.string == "82457")
    }

    @Test("want a GUID where the contract says so")
    func badGUID() {
        let fault = stage.call("WEBIndividualGet", ["key": "nix"]).fault
        #expect(fault?.status == 500)
        #expect(fault?.code == "soap:Client")
        #expect(fault?.reason.contains("Server was unable to read request.") == true)
        #expect(stage.json("GET", "WEBIndividualGet", query: "key=nix").status == 400)
        expectFault(stage.call("WEBIndividualGet"), "SystemExceptionInfo", "Invalid Parameters.")
    }

    @Test("make an individual, with or without a sign-in name")
    func insert() throws {
        let individual = "<Individual><ind_first_name>In</ind_first_name><ind_prf_code>Dr.</ind_prf_code></Individual>"
        let response = stage.call("WEBIndividualInsert", ["oFacadeObject": Stage.prefixed(individual), "bRefresh": "true"])
        let key = try #require(response.text(of: "CurrentKey"))
        #expect(XWebWords.isGUID(key))
        #expect(stage.webUser(key).text(of: "ind_full_name_cp") == "In")
        #expect(stage.call("WEBIndividualGet", ["key": key]).text(of: "ind_prf_code") == "Dr.")
        expectError(stage.call("WEBIndividualInsert"), "oFacadeObject is missing.")
        expectError(stage.call("WEBIndividualInsert", ["oFacadeObject": ""]), "A person needs a name: ind_last_name or ind_first_name.")
    }

    @Test("change an individual and answer true; an impossible change is a fault, and nothing is changed")
    func update() {
        func update(_ containers: String, key: String = Stage.memberKey) -> HTTPResponse {
            stage.call("WEBIndividualUpdate", ["oFacadeObject": Stage.prefixed("<CurrentKey>\(key)</CurrentKey>\(containers)")])
        }
        #expect(
            update("<Organization_XRef><ixo_title>Chair</ixo_title></Organization_XRef>").text(of: "WEBIndividualUpdateResult") == "true")
        #expect(stage.call("WEBIndividualGet", ["key": Stage.memberKey]).text(of: "ixo_title") == "Chair")
        let long = "<ixo_title>\(String(repeating: "t", count: 151))</ixo_title>"
        expectError(
            update("<Individual><ind_last_name>No</ind_last_name></Individual><Organization_XRef>\(long)</Organization_XRef>"),
            "ixo_title is longer")
        #expect(stage.webUser().elements("ind_last_name").isEmpty)
        expectError(update("", key: "nix"), "There is no record with this CurrentKey.")
    }

    @Test("take an individual back as it was given")
    func roundTrip() throws {
        let node = "<cst_web_force_password_change>1</cst_web_force_password_change>"
        _ = stage.call("SetIndividualInformation", ["IndividualKey": Stage.memberKey, "oUpdateNode": node])
        let before = stage.call("WEBIndividualGet", ["key": Stage.memberKey]).bodyText
        let match = try #require(before.firstMatch(of: /<WEBIndividualGetResult>(.*)<\/WEBIndividualGetResult>/))
        #expect(stage.result("WEBIndividualUpdate", ["oFacadeObject": Stage.prefixed(String(match.output.1))]) == "true")
        #expect(stage.call("WEBIndividualGet", ["key": Stage.memberKey]).bodyText == before)
    }
}
