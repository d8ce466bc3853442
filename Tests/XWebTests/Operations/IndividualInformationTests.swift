import Accounts
import HTTP
import StageSupport
import TestSupport
import Testing
import XML

@testable import XWeb

@Suite("An individual's information")
struct IndividualInformationTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
    }

    private func get() -> [String: String] {
        stage.call("GetIndividualInformation", ["IndividualKey": Stage.memberKey]).rows("IndividualObject").first ?? [:]
    }

    private func set(_ node: String, key: String = Stage.memberKey) -> HTTPResponse {
        stage.call("SetIndividualInformation", ["IndividualKey": key, "oUpdateNode": node])
    }

    @Test("is answered in the vendor's frame, all columns in their order, empty ones too")
    func frame() throws {
        let response = stage.call("GetIndividualInformation", ["IndividualKey": Stage.memberKey])
        let root = try #require(response.elements("IndividualObjects").first)
        #expect(root.attribute("recordReturn") == "1")
        let location = root.attribute("schemaLocation", in: "http://www.w3.org/2001/XMLSchema-instance")
        #expect(location == "http://www.avectra.com/2005/ Individual.xsd")
        let row = try #require(root.firstChild)
        #expect(row.localName == "IndividualObject")
        #expect(
            Array(row.children.map(\.localName).prefix(5)) == [
                "ind_cst_key", "ind_prf_code", "ind_first_name", "ind_mid_name", "ind_last_name",
            ])
        #expect(row.firstChild?.text == Stage.memberKey)
        #expect(get()["eml_address"] == "member@example.org")
        #expect(get()["ind_mid_name"] == "")
        #expect(!response.bodyText.contains("password"))
    }

    @Test(
        "is set by columns, whatever stands around them",
        arguments: [
            "<ind_last_name>Set</ind_last_name>", "<n:ind_last_name>Set</n:ind_last_name>",
            "<n:IndividualObject><n:ind_last_name>Set</n:ind_last_name></n:IndividualObject>",
            "<IndividualObjects xmlns=\"\"><IndividualObject><ind_last_name>Set</ind_last_name></IndividualObject></IndividualObjects>",
            "<a><b><c><IND_Last_Name>Set</IND_Last_Name></c></b></a>",
            "<IndividualObject><ind_first_name>Mary</ind_first_name><ind_last_name><![CDATA[Set]]></ind_last_name></IndividualObject>",
        ])
    func wrappers(node: String) {
        let response = set(node)
        #expect(response.rows("IndividualObject").first?["ind_last_name"] == "Set")
        #expect(get()["ind_last_name"] == "Set")
        #expect(get()["ind_first_name"] == "Mary")
        #expect(stage.webUser().text(of: "ind_full_name_cp") == "Mary Set")
    }

    @Test("loses a value by an empty element, and by no other")
    func clears() {
        #expect(set("<adr_city/><ind_mid_name></ind_mid_name>").status == 200)
        #expect(get()["adr_city"] == "")
        #expect(get()["ind_first_name"] == "Mary")
        let null =
            "<x xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><ind_first_name xsi:nil=\"true\"/><ind_mid_name>M</ind_mid_name></x>"
        #expect(set(null).status == 200)
        #expect(get()["ind_first_name"] == "Mary")
        #expect(get()["ind_mid_name"] == "M")
    }

    @Test(
        "is left as it was by a message with one column that cannot be set",
        arguments: [
            ("<nix>1</nix>", "Invalid column name 'nix'."), ("<ind_token>x</ind_token>", "Invalid column name 'ind_token'."),
            ("<cst_recno>1</cst_recno>", "cst_recno cannot be changed."), ("<cst_key></cst_key><y/>", "Invalid column name 'y'."),
            ("<ind_mid_name>\(String(repeating: "m", count: 31))</ind_mid_name>", "longer than 30"),
            ("<cst_web_force_password_change>maybe</cst_web_force_password_change>", "cst_web_force_password_change"),
            ("<eml_address>two@at@example.org</eml_address>", "not an e-mail address"),
            ("<cst_web_login>second@example.org</cst_web_login>", "Another web user signs in"),
        ])
    func refused(column: String, words: String) {
        let before = get()
        let record = stage.webUser().bodyText
        expectError(set("<x><ind_last_name>No</ind_last_name><cst_web_password>no</cst_web_password>\(column)</x>"), words)
        #expect(get() == before)
        #expect(stage.webUser().bodyText == record)
        #expect(stage.fits("member@example.org", "123"))
    }

    @Test("wants a key that somebody has, and something to set")
    func wants() {
        for key in ["nix", "", "0d8f3ab4-4b5b-4c4e-9a39-0e3a3d6f1a11"] {
            expectFault(set("<ind_last_name>x</ind_last_name>", key: key), "SystemExceptionInfo", "Invalid Parameters.")
        }
        expectError(set(""), "oUpdateNode names no column that can be set.")
        expectError(stage.call("SetIndividualInformation", ["IndividualKey": Stage.memberKey]), "oUpdateNode is missing.")
    }

    @Test("takes a plain password and the flag, as a public module sets them")
    func password() throws {
        let token = try #require(stage.singleSignOnToken())
        let node = "<cst_web_password>plain &amp; new</cst_web_password><cst_web_force_password_change>0</cst_web_force_password_change>"
        #expect(set(node).status == 200)
        #expect(stage.fits("member@example.org", "plain &amp; new"))
        #expect(!stage.fits("member@example.org", "123"))
        #expect(stage.result("WebValidate", ["authenticationToken": token]) == XWebWords.zero)
        #expect(try stage.account()?.credential?.mustChange == false)
        stage.setOption("eWebLoginStrongPassword", "true")
        expectError(set("<cst_web_password>weak</cst_web_password>"), "the new password breaks the rules")
    }

    @Test("sets the flag that forces a change, alone or with a password; a change by its owner clears it", arguments: ["1", "true"])
    func forcedChange(flag: String) throws {
        func shown() -> String? {
            stage.call(
                "GetQuery",
                ["szObjectName": "Individual", "szColumnList": "cst_web_force_password_change", "szWhereClause": "cst_recno=82457"]
            )
            .text(of: "cst_web_force_password_change")
        }
        #expect(shown() == "0")
        #expect(set("<cst_web_force_password_change>\(flag)</cst_web_force_password_change>").status == 200)
        #expect(shown() == "1")
        #expect(stage.fits("member@example.org", "123"))
        #expect(stage.change("82457", "wrong", "456") == "false")
        #expect(shown() == "1")
        #expect(stage.change("82457", "123", "456") == "true")
        #expect(shown() == "0")
        let both = "<cst_web_password>7</cst_web_password><cst_web_force_password_change>\(flag)</cst_web_force_password_change>"
        #expect(set(both).status == 200)
        #expect(shown() == "1")
        #expect(set("<cst_web_force_password_change>0</cst_web_force_password_change>").status == 200)
        #expect(shown() == "0")
    }

    @Test("of the e-mail address moves the sign-in name only where that is the address")
    func email() throws {
        #expect(set("<eml_address>mary@example.org</eml_address>").status == 200)
        #expect(stage.fits("member@example.org", "123"))
        #expect(set("<cst_web_login/>").status == 200)
        #expect(stage.fits("mary@example.org", "123"))
        #expect(!stage.fits("member@example.org", "123"))
    }

    @Test("keeps its login where the address that would take its place is somebody else's sign-in name")
    func takenAddress() {
        #expect(set("<eml_address>second@example.org</eml_address>").status == 200)
        expectError(set("<cst_web_login/>"), "Another web user signs in")
        #expect(stage.fits("member@example.org", "123"))
    }
}
