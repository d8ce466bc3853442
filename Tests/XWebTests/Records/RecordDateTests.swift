import Accounts
import HTTP
import StageSupport
import TestSupport
import Testing

@testable import XWeb

/// The clock of the stage stands at 2026-09-21T14:13:20 in UTC at first.
@Suite("The dates on which records were added and changed")
struct RecordDateTests {
    let stage: Stage
    private let beginning = "2026-09-21T14:13:20"
    private let later = "2026-09-21T15:13:20"
    private let latest = "2026-09-21T16:13:20"

    init() throws {
        stage = try Stage()
    }

    private func wait() { stage.clock.advance(by: .minutes(60)) }

    private func query(
        _ columns: String, _ object: String = "Individual", where condition: String = "cst_recno = 82457"
    ) -> [[String: String]] {
        stage.call("GetQuery", ["szObjectName": object, "szColumnList": columns, "szWhereClause": condition]).rows("\(object)Object")
    }

    private func dates() -> [String?] {
        let row = query("ind_add_date, ind_change_date, cst_add_date, cst_change_date").first
        return ["ind_add_date", "ind_change_date", "cst_add_date", "cst_change_date"].map { row?[$0] }
    }

    /// Each way to write a web user's record.
    private static var writes: [(Stage) -> HTTPResponse] {
        [
            { $0.update("<Individual><ind_last_name>L</ind_last_name></Individual>") },
            { $0.call("SetIndividualInformation", ["IndividualKey": Stage.memberKey, "oUpdateNode": "<adr_city>Oslo</adr_city>"]) },
            { $0.call("UpdateFacadeObject", ["szObjectName": "Customer", "szObjectKey": Stage.memberKey, "oNode": "<cst_id>7</cst_id>"]) },
            {
                let key = "<CurrentKey>\(Stage.memberKey)</CurrentKey>"
                return $0.call(
                    "WEBIndividualUpdate", ["oFacadeObject": Stage.prefixed(key + "<Individual><ind_gender>F</ind_gender></Individual>")])
            },
            { $0.call("WEBWebUserChangePassword", ["recno": "82457", "oldPassword": "123", "newPassword": "456"]) },
            { $0.call("WEBWebUserLock", ["cst_recno": "82457"]) }, { $0.call("WEBWebUserUnlock", ["cst_recno": "82457"]) },
            {
                let owner = "<Phone_XRef><cph_cst_key>\(Stage.memberKey)</cph_cst_key></Phone_XRef>"
                return $0.call("WEBPhoneInsert", ["oFacadeObject": Stage.prefixed(owner + "<Phone><phn_number>1</phn_number></Phone>")])
            },
        ]
    }

    @Test("of a web user are those of the first and the last write, whichever operation writes", arguments: writes.indices)
    func webUser(index: Int) {
        #expect(dates() == [beginning, beginning, beginning, beginning])
        wait()
        #expect(Self.writes[index](stage).status == 200)
        #expect(dates() == [beginning, later, beginning, later])
        wait()
        _ = stage.webUser()
        #expect(dates() == [beginning, later, beginning, later])
    }

    @Test("cannot be set, and stay as they are where a write is refused")
    func kept() {
        wait()
        #expect(stage.update("<Email><eml_address>no address</eml_address></Email>").status == 500)
        #expect(dates() == [beginning, beginning, beginning, beginning])
        let sent = "<adr_city>Oslo</adr_city><ind_add_date>2001-01-01</ind_add_date><cst_change_date>2001-01-01</cst_change_date>"
        #expect(stage.call("SetIndividualInformation", ["IndividualKey": Stage.memberKey, "oUpdateNode": sent]).status == 200)
        #expect(dates() == [beginning, later, beginning, later])
    }

    @Test(
        "find what changed since a date, however SQL Server lets one write it",
        arguments: [
            ("ind_change_date >= '2000-01-01'", 2), ("ind_change_date > '9/21/2026 2:13:20 PM'", 1),
            ("ind_change_date > '2026-09-21T14:13:20.000Z'", 1),
            ("ind_change_date < '20260922' and ind_change_date >= '09/21/2026 15:13'", 1),
            ("ind_add_date between '2026-09-22' and '2026-09-30'", 0),
            ("ind_change_date = '2026-09-21 15:13:20'", 1), ("ind_change_date is null", 0), ("ind_change_date like '2026-09-21T15%'", 1),
        ])
    func queried(condition: String, count: Int) {
        wait()
        #expect(stage.update("<Individual><ind_last_name>L</ind_last_name></Individual>").status == 200)
        #expect(query("cst_recno", where: condition.replacing("<", with: "&lt;")).count == count)
        let fault = stage.call(
            "GetQuery", ["szObjectName": "Individual", "szColumnList": "cst_recno", "szWhereClause": "ind_change_date = 'yesterday'"]
        ).fault
        #expect(fault?.message == "Conversion failed when converting date and/or time from character string.")
    }

    @Test("are in IndividualType too, and a row that is not there has none")
    func individual() {
        let individual = stage.call("WEBIndividualGet", ["key": Stage.memberKey])
        for column in ["ind_add_date", "cst_change_date", "eml_add_date", "adr_add_date", "cxa_change_date"] {
            #expect(individual.texts(column) == [beginning], "\(column)")
        }
        #expect(individual.elements("phn_add_date").isEmpty && individual.elements("url_add_date").isEmpty)
    }

    @Test("of contacts are their own, and go with one that becomes the primary one")
    func contacts() throws {
        func insert() -> HTTPResponse {
            stage.call(
                "WEBAddressInsert",
                [
                    "oFacadeObject": Stage.prefixed(
                        "<Address_XRef><cxa_cst_key>\(Stage.memberKey)</cxa_cst_key></Address_XRef><Address><adr_city>Ulm</adr_city></Address>"
                    )
                ])
        }
        func dates(_ answer: HTTPResponse) -> [String?] {
            ["cxa_add_date", "adr_add_date", "cxa_change_date", "adr_change_date"].map { answer.text(of: $0) }
        }
        wait()
        let key = try #require(insert().text(of: "CurrentKey"))
        #expect(dates(stage.call("WEBAddressGet", ["key": key])) == [later, later, later, later])
        wait()
        let change = "<CurrentKey>\(key)</CurrentKey><Address><adr_city>Bonn</adr_city></Address>"
        #expect(stage.call("WEBAddressUpdate", ["oFacadeObject": Stage.prefixed(change)]).status == 200)
        #expect(dates(stage.call("WEBAddressGet", ["key": key])) == [later, later, latest, latest])
        let first = try #require(stage.call("WEBAddressGetAddressesByCustomer", ["CustomerKey": Stage.memberKey]).rows().first?["cxa_key"])
        #expect(dates(stage.call("WEBAddressGet", ["key": first])) == [beginning, beginning, beginning, beginning])
        let primary = "<CurrentKey>\(key)</CurrentKey><Address_XRef><cxa_primary>1</cxa_primary></Address_XRef>"
        #expect(stage.call("WEBAddressUpdate", ["oFacadeObject": Stage.prefixed(primary)]).status == 200)
        #expect(dates(stage.call("WEBAddressGet", ["key": key])) == [later, later, latest, latest])
        #expect(dates(stage.call("WEBAddressGet", ["key": first])) == [beginning, beginning, latest, latest])
    }

    @Test("of organizations and declared objects are set where they have such columns")
    func rows() throws {
        try stage.declare(
            #"""
            {"objects": [{"name": "mb_membership", "key": "mbr_key", "columns": ["mbt_code", {"name": "mbr_add_date", "type": "date"},
              {"name": "MBR_Change_Date", "type": "date"}, {"name": "other_change_date", "type": "date"}]}]}
            """#)
        for (object, prefix, column) in [("Organization", "org", "org_name"), ("mb_membership", "mbr", "mbt_code")] {
            let names = ["\(prefix)_add_date", "\(prefix)_change_date"]
            func dates(_ name: String, _ key: String) -> [String] {
                let answer = stage.call("GetQuery", ["szObjectName": object, "szColumnList": names.joined(separator: ",")])
                return names.compactMap { answer.text(of: $0) }
            }
            let sent = "<\(names[0])>2001-01-01</\(names[0])>"
            let start = stage.clock.now
            let inserted = stage.call("InsertFacadeObject", ["szObjectName": object, "oNode": "<\(column)>a</\(column)>\(sent)"])
            let key = try #require(inserted.text(of: object == "Organization" ? "org_cst_key" : "mbr_key"))
            #expect(dates(object, key) == [DateText.text(of: start), DateText.text(of: start)])
            wait()
            let node = "<\(column)>b</\(column)>\(sent)"
            #expect(stage.call("UpdateFacadeObject", ["szObjectName": object, "szObjectKey": key, "oNode": node]).status == 200)
            #expect(dates(object, key) == [DateText.text(of: start), DateText.text(of: stage.clock.now)])
        }
        let other = stage.call("GetQuery", ["szObjectName": "mb_membership", "szColumnList": "other_change_date"])
        #expect(other.texts("other_change_date") == [""])
    }

    @Test("and the other columns that clients ask for can be queried")
    func columns() throws {
        let row = try #require(
            query(
                "cst_cxa_key, cst_eml_key, eml_key, eml_cst_key, phn_number_display, org_cst_key, ixo_org_cst_key, ind_dob, ad2__adr_line1, "
                    + "ad2__adr_city, ad2__adr_post_code, cst_web_password"
            ).first)
        #expect(row["eml_key"]?.count == 36 && row["eml_key"] == row["cst_eml_key"] && row["eml_cst_key"] == Stage.memberKey)
        #expect(row["cst_cxa_key"]?.count == 36 && row["ind_dob"] == "" && row["ad2__adr_city"] == "" && row["cst_web_password"] == "")
        let organization = "<ixo_org_cst_key>0a0a0a0a-0000-4000-8000-000000000009</ixo_org_cst_key><phn_number>+1 555</phn_number>"
        #expect(stage.call("SetIndividualInformation", ["IndividualKey": Stage.memberKey, "oUpdateNode": organization]).status == 200)
        let changed = try #require(query("org_cst_key, phn_number_display").first)
        #expect(changed["org_cst_key"] == "0a0a0a0a-0000-4000-8000-000000000009" && changed["phn_number_display"] == "+1 555")
    }
}
