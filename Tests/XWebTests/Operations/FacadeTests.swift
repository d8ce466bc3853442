import HTTP
import JSON
import Operations
import StageSupport
import TestSupport
import Testing
import XML

@testable import XWeb

@Suite("The facade")
struct FacadeTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
    }

    private func get(_ object: String, _ key: String = Stage.memberKey) -> HTTPResponse {
        stage.call("GetFacadeObject", ["szObjectName": object, "szObjectKey": key])
    }

    private func insert(_ object: String, _ node: String) -> HTTPResponse {
        stage.call("InsertFacadeObject", ["szObjectName": object, "oNode": node])
    }

    private func update(_ node: String, object: String = "Customer", key: String = Stage.memberKey) -> HTTPResponse {
        stage.call("UpdateFacadeObject", ["szObjectName": object, "szObjectKey": key, "oNode": node])
    }

    @Test("lists its objects, each with a key of its own")
    func list() {
        let answer = stage.call("GetFacadeObjectList")
        let rows = answer.rows("ObjectObject")
        #expect(answer.elements("ObjectObject").allSatisfy { $0.children.map(\.localName) == ["obj_name", "obj_key", "obj_description"] })
        #expect(rows.map { $0["obj_name"] } == ["Individual", "Customer", "WebUser", "Organization"])
        #expect(Set(rows.map { $0["obj_key"] }).count == 4)
        #expect(rows.allSatisfy { $0["obj_key"].flatMap(GUIDText.normalized) == $0["obj_key"] })
    }

    @Test("gives all columns of a record, the primary key first", arguments: [("Individual", "ind_cst_key"), ("customer", "cst_key")])
    func columns(object: String, key: String) {
        let response = get(object)
        let row = response.elements(object == "customer" ? "CustomerObject" : "IndividualObject").first
        #expect(row?.firstChild?.localName == key)
        #expect(row?.firstChild?.text == Stage.memberKey)
        #expect(response.texts("cst_recno") == ["82457"])
        #expect(!response.bodyText.contains("cst_web_password"))
    }

    @Test("faults for a key nobody has, and for an object that is not emulated")
    func unknown() {
        expectFault(get("Individual", "nix"), "SystemExceptionInfo", "Invalid Parameters.")
        expectFault(update("<ind_mid_name>x</ind_mid_name>", key: "nix"), "SystemExceptionInfo", "Invalid Parameters.")
        for response in [get("Invoice"), insert("Invoice", "<ind_mid_name>x</ind_mid_name>"), update("<x/>", object: "Invoice")] {
            expectError(response, "The object 'Invoice' is not emulated")
        }
        expectError(stage.call("GetFacadeObject"), "The object '' is not emulated")
    }

    @Test("makes a record with a key and a number of its own, who can sign in with the password it was given")
    func insert() throws {
        let node = """
            <WebUserObject><ind_first_name>Fay</ind_first_name><eml_address>fay@example.org</eml_address>\
            <cst_web_password>pw</cst_web_password></WebUserObject>
            """
        let response = insert("WebUser", node)
        let row = try #require(response.rows("WebUserObject").first)
        #expect(XWebWords.isGUID(row["cst_key"]))
        #expect(row["cst_recno"]?.count == 9)
        #expect(row["ind_full_name_cp"] == "Fay")
        #expect(stage.fits("fay@example.org", "pw"))
        expectError(insert("WebUser", node), "Another web user signs in")
    }

    @Test("makes individuals without a sign-in name, but no web users")
    func withoutSignInName() {
        let node = "<ind_last_name>Nemo</ind_last_name>"
        expectError(insert("WebUser", node), "eml_address or cst_web_login")
        #expect(stage.call("WEBWebUserFindUsersByName", ["usernameToMatch": "Nemo"]).rows().isEmpty)
        #expect(insert("Individual", node).rows("IndividualObject").first?["cst_sort_name_dn"] == "Nemo")
        expectError(stage.call("InsertFacadeObject", ["szObjectName": "Individual"]), "oNode is missing.")
    }

    @Test("changes a record, everything or nothing")
    func update() {
        let response = update("<CustomerObject><adr_city/><ind_last_name>Upd</ind_last_name></CustomerObject>")
        #expect(response.rows("CustomerObject").first?["ind_last_name"] == "Upd")
        #expect(stage.webUser().elements("adr_city").isEmpty)
        expectError(update("<ind_last_name>No</ind_last_name><nix>1</nix>"), "Invalid column name 'nix'.")
        #expect(stage.webUser().text(of: "ind_last_name") == "Upd")
        expectError(update(""), "oNode names no column that can be set.")
    }

    @Test("takes objects of JSON, and XML in a string")
    func json() {
        let key = #""szObjectName":"Individual","szObjectKey":"\#(Stage.memberKey)""#
        let object = stage.json(
            calling: "UpdateFacadeObject", #"\#(key),"oNode":{"IndividualObject":{"ind_last_name":"Obj","ind_mid_name":""}}"#)
        #expect(object.jsonBody?["IndividualObjects"]?["IndividualObject"]?["ind_last_name"]?.string == "Obj")
        let text = stage.json(calling: "UpdateFacadeObject", #"\#(key),"oNode":"<o><ind_last_name>Str &amp; ing</ind_last_name></o>""#)
        #expect(text.jsonBody?["IndividualObjects"]?["IndividualObject"]?["ind_last_name"]?.string == "Str & ing")
        #expect(stage.webUser().text(of: "ind_last_name") == "Str &amp; ing")
    }
}
