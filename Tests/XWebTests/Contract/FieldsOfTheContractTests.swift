import HTTP
import StageSupport
import TestSupport
import Testing
import XML

@testable import XWeb

@Suite("Fields of IndividualType that only the contract knows")
struct FieldsOfTheContractTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
    }

    private func update(_ containers: String) -> HTTPResponse {
        stage.call("WEBIndividualUpdate", ["oFacadeObject": Stage.prefixed("<CurrentKey>\(Stage.memberKey)</CurrentKey>\(containers)")])
    }

    private func individual() -> HTTPResponse { stage.call("WEBIndividualGet", ["key": Stage.memberKey]) }

    @Test("are kept, returned in their containers and found by queries; the others stay out")
    func kept() {
        let given = "<Individual><ind_gender>F</ind_gender></Individual><Home_Address><ad2__adr_city>Bonn</ad2__adr_city></Home_Address>"
        #expect(update(given).text(of: "WEBIndividualUpdateResult") == "true")
        let answer = individual()
        #expect(answer.texts("ind_gender") == ["F"])
        #expect(answer.elements("Home_Address").first?.children.map(\.localName) == ["ad2__adr_city"])
        #expect(answer.elements("ind_ssn").isEmpty)
        let found = stage.call(
            "GetQuery",
            ["szObjectName": "Individual", "szColumnList": "ad2__adr_city,ind_dob", "szWhereClause": "ind_gender = 'F'", "szOrderBy": ""])
        #expect(found.texts("ad2__adr_city") == ["Bonn"])
        #expect(found.texts("ind_dob") == [""])
    }

    @Test(
        "have the contract's types",
        arguments: [
            ("<Individual><ind_deceased_flag>x</ind_deceased_flag></Individual>", "ind_deceased_flag must be 0 or 1."),
            ("<Customer><cst_member_flag>Y</cst_member_flag></Customer>", "cst_member_flag must be 0 or 1."),
            ("<Individual><ind_salary>0x10</ind_salary></Individual>", "ind_salary must be a number."),
            ("<Customer><cst_parent_cst_key>nix</cst_parent_cst_key></Customer>", "cst_parent_cst_key must be a GUID."),
            ("<Organization><org_num_employee>many</org_num_employee></Organization>", "org_num_employee must be a whole number."),
            (
                "<Home_Phone><ph2__phn_number>0123456789012345678901234567890</ph2__phn_number></Home_Phone>",
                "ph2__phn_number is longer than 30"
            ),
        ])
    func typed(containers: String, message: String) {
        expectError(update(containers), message)
    }

    @Test("that the vendor calculates are ignored")
    func calculated() {
        #expect(
            update("<Individual><ind_age_cp>7</ind_age_cp><ind_add_user>me</ind_add_user></Individual>").text(
                of: "WEBIndividualUpdateResult")
                == "true")
        #expect(individual().elements("ind_age_cp").isEmpty)
    }

    @Test("set a password and do not show it")
    func password() {
        #expect(update("<Customer><cst_web_password>plain</cst_web_password></Customer>").status == 200)
        #expect(stage.fits("member@example.org", "plain"))
        #expect(!individual().bodyText.contains("plain"))
        let query = stage.call(
            "GetQuery",
            ["szObjectName": "Customer", "szColumnList": "cst_web_password", "szWhereClause": "cst_recno = 82457", "szOrderBy": ""])
        #expect(query.texts("cst_web_password") == [""])
    }
}
