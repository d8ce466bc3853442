import Accounts
import HTTP
import JSON
import Operations
import StageSupport
import TestSupport
import Testing
import XML

@testable import XWeb

@Suite("Addresses, phones and faxes of a customer")
struct ContactTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
    }

    private func addresses(_ key: String = Stage.memberKey) -> [[String: String]] {
        stage.call("WEBAddressGetAddressesByCustomer", ["CustomerKey": key]).rows()
    }

    private func insert(_ reference: String, _ address: String, owner: String = Stage.memberKey) -> HTTPResponse {
        stage.call(
            "WEBAddressInsert",
            [
                "oFacadeObject": Stage.prefixed(
                    "<Address_XRef><cxa_cst_key>\(owner)</cxa_cst_key>\(reference)</Address_XRef><Address>\(address)</Address>")
            ])
    }

    private func update(_ key: String, _ reference: String = "", _ address: String = "") -> HTTPResponse {
        stage.call(
            "WEBAddressUpdate",
            [
                "oFacadeObject": Stage.prefixed(
                    "<CurrentKey>\(key)</CurrentKey><Address_XRef>\(reference)</Address_XRef><Address>\(address)</Address>")
            ])
    }

    @Test("begin with the one in the customer's own columns, as a client that looks for the primary address reads it")
    func primary() throws {
        let row = try #require(addresses().first)
        #expect(addresses().count == 1 && row["adr_city"] == "Kraków & <Co>" && row["adt_code"] == "Business" && row["cxa_primary"] == "1")
        let key = try #require(row["cxa_key"])
        let address = stage.call("WEBAddressGet", ["key": key])
        #expect(address.text(of: "CurrentKey") == key && address.text(of: "cxa_primary") == "1")
        #expect(address.texts("adr_city") == ["Kraków & <Co>"] && address.text(of: "ind_first_name") == "Mary")
        #expect(address.text(of: "cxa_cst_key") == Stage.memberKey)
        #expect(address.elements("WEBAddressGetResult").first?.children.map(\.localName).prefix(2) == ["CurrentKey", "Address_XRef"])
        let query = stage.call(
            "GetQuery",
            ["szObjectName": "Individual", "szColumnList": "cst_cxa_key", "szWhereClause": "cst_recno = 82457", "szOrderBy": ""])
        #expect(query.texts("cst_cxa_key") == [key])
    }

    @Test("are none for a customer without one, and a fault for a key that nobody has")
    func none() {
        #expect(addresses(Stage.secondKey).isEmpty)
        for (operation, parameter) in [
            ("WEBAddressGetAddressesByCustomer", "CustomerKey"), ("WEBPhoneGetPhonesByCustomer", "CustomerKey"),
            ("WEBFaxGetFaxesByCustomer", "CustomerKey"), ("WEBAddressGet", "key"), ("WEBPhoneGet", "key"),
        ] {
            expectFault(
                stage.call(operation, [parameter: "0a0a0a0a-0000-4000-8000-000000000009"]), "SystemExceptionInfo", "Invalid Parameters.")
        }
        expectFault(update("0a0a0a0a-0000-4000-8000-000000000009"), "SystemExceptionInfo", "Invalid Parameters.")
        expectError(update("", "", "<adr_city>x</adr_city>"), "CurrentKey is missing.")
        expectError(stage.call("WEBAddressUpdate"), "oFacadeObject is missing.")
        expectError(insert("", "<adr_city>x</adr_city>", owner: ""), "cxa_cst_key is missing.")
        expectError(insert("", ""), "no adr_ column")
        expectFault(insert("", "<adr_city>x</adr_city>", owner: "x"), "SystemExceptionInfo", "Invalid Parameters.")
    }

    @Test("are added, found by their keys, and changed")
    func further() throws {
        let home = ContactKind.address.key(ofType: "Home")
        let made = insert(
            "<cxa_adt_key>\(home)</cxa_adt_key><cxa_primary>0</cxa_primary>", "<adr_city>Łódź</adr_city><adr_line1>1 A</adr_line1>")
        let key = try #require(made.text(of: "CurrentKey"))
        #expect(XWebWords.isGUID(key) && made.text(of: "cxa_key") == key && made.text(of: "cxa_primary") == "0")
        #expect(addresses().map { $0["adt_code"] } == ["Business", "Home"])
        #expect(update(key, "", "<adr_line1></adr_line1><adr_city>Toruń</adr_city>").text(of: "WEBAddressUpdateResult") == "true")
        #expect(stage.call("WEBAddressGet", ["key": key.uppercased()]).texts("adr_city") == ["Toruń"])
        #expect(addresses()[1]["adr_city"] == "Toruń" && addresses()[1]["adr_line1"] == "1 A")
        #expect(stage.webUser().texts("adr_city") == ["Kraków & <Co>"])
        expectError(update(key, "<cxa_cst_key>\(Stage.secondKey)</cxa_cst_key>"), "cxa_cst_key cannot be changed.")
        expectError(
            update(key, "", "<adr_line1>\(String(repeating: "x", count: 76))</adr_line1>"), "adr_line1 is longer than 75 characters.")
        expectError(update(key, "<cxa_on_hold_flag>maybe</cxa_on_hold_flag>"), "cxa_on_hold_flag must be 0 or 1.")
    }

    @Test("become primary when a caller says so; each keeps its key, and the customer's columns follow")
    func swap() throws {
        let first = try #require(addresses().first?["cxa_key"])
        let second = try #require(insert("<cxa_primary>1</cxa_primary>", "<adr_city>Łódź</adr_city>").text(of: "CurrentKey"))
        func state() -> [String] {
            addresses().map { "\($0["cxa_key"] == first ? 1 : 2) \($0["adr_city"] ?? "") \($0["cxa_primary"] ?? "")" }
        }
        #expect(state() == ["2 Łódź 1", "1 Kraków & <Co> 0"])
        #expect(stage.webUser().texts("adr_city") == ["Łódź"])
        #expect(update(first, "<cxa_primary>1</cxa_primary>", "<adr_state>MA</adr_state>").status == 200)
        #expect(state() == ["1 Kraków & <Co> 1", "2 Łódź 0"])
        #expect(stage.webUser().texts("adr_state") == ["MA"])
        #expect(update(second, "<cxa_primary>1</cxa_primary>").status == 200)
        #expect(state() == ["2 Łódź 1", "1 Kraków & <Co> 0"])
        for (key, city) in [(first, "Kraków & <Co>"), (second, "Łódź")] {
            #expect(stage.call("WEBAddressGet", ["key": key]).texts("adr_city") == [city])
        }
        expectError(update(second, "<cxa_primary>0</cxa_primary>"), "cxa_primary cannot be taken away")
        #expect(stage.webUser().elements("adr_state").isEmpty)
    }

    @Test("are primary if they are the first")
    func first() throws {
        #expect(insert("", "<adr_city>Gdynia</adr_city>", owner: Stage.secondKey).text(of: "cxa_primary") == "1")
        #expect(addresses(Stage.secondKey).map { $0["adr_city"] } == ["Gdynia"])
        #expect(stage.webUser(Stage.secondKey).texts("adr_city") == ["Gdynia"])
    }

    @Test("are at most a hundred beside the primary one")
    func limit() {
        for number in 0..<ContactKind.limit { #expect(insert("", "<adr_city>\(number)</adr_city>").status == 200) }
        expectError(insert("", "<adr_city>x</adr_city>"), "room for no more")
        #expect(addresses().count == ContactKind.limit + 1)
    }

    @Test("Phones and faxes are the same in their own columns")
    func phonesAndFaxes() throws {
        let phone =
            "<Phone_XRef><cph_cst_key>\(Stage.memberKey)</cph_cst_key><cph_extension>7</cph_extension></Phone_XRef><Phone><phn_number>555</phn_number></Phone>"
        let made = stage.call("WEBPhoneInsert", ["oFacadeObject": Stage.prefixed(phone)])
        let key = try #require(made.text(of: "CurrentKey"))
        #expect(made.text(of: "cph_phn_number_complete") == "555 x7")
        let change = "<CurrentKey>\(key)</CurrentKey><Phone><phn_number>556</phn_number></Phone>"
        #expect(stage.call("WEBPhoneUpdate", ["oFacadeObject": Stage.prefixed(change)]).text(of: "WEBPhoneUpdateResult") == "true")
        let rows = stage.call("WEBPhoneGetPhonesByCustomer", ["CustomerKey": Stage.memberKey]).rows()
        #expect(
            rows == [
                [
                    "cph_key": key, "pht_code": "Business", "phn_number": "556", "cph_extension": "7", "cph_phn_number_complete": "556 x7",
                    "cph_primary": "1",
                ]
            ])
        #expect(stage.call("WEBPhoneGet", ["key": key]).text(of: "phn_number") == "556")
        #expect(stage.webUser().texts("phn_number") == ["556"])
        #expect(stage.update("<Business_Fax><fax_number>999</fax_number></Business_Fax>").status == 200)
        let faxes = stage.call("WEBFaxGetFaxesByCustomer", ["CustomerKey": Stage.memberKey]).rows()
        #expect(faxes.map { $0["cfx_fax_number_complete"] } == ["999"])
    }

    @Test("are in fixtures, with a key that stays the same")
    func fixtures() throws {
        let section = #"{"recno": "5", "addresses": [{"adt_code": "Home", "adr_city": "Sopot"}], "phones": [{"phn_number": "1"}]}"#
        try stage.add(section)
        let key = try #require(try XWebFixture(json: JSON.parse(Array(section.utf8))).rows.first?.key)
        let rows = addresses(DerivedKey.guid("customer", "default", "xweb.recno", "5"))
        #expect(rows.map { $0["adt_code"] } == ["Home"] && rows.map { $0["cxa_key"] } == [key])
        for refused in [
            #""addresses": [{"nix": "1"}]"#, #""addresses": [{"adr_city": 1}]"#, #""addresses": [{"adt_code": "Nix"}]"#,
            #""phones": [{"cph_key": "x"}]"#, #""faxes": [{"fax_number": "\#(String(repeating: "1", count: 31))"}]"#,
        ] {
            #expect(throws: JSONSchemaError.self) { try XWebFixture(json: JSON.parse(Array(#"{"recno": "5", \#(refused)}"#.utf8))) }
        }
        #expect(throws: JSONSchemaError.self) {
            try XWebFixture(json: JSON.parse(Array(#"{"user_name": "x", "phones": [{"phn_number": "1"}]}"#.utf8)))
        }
    }

    @Test("are the same by JSON")
    func json() throws {
        let list = stage.json(calling: "WEBAddressGetAddressesByCustomer", #""CustomerKey":"\#(Stage.memberKey)""#)
        let key = try #require(list.jsonBody?["Results"]?["Result"]?["cxa_key"]?.string)
        let address = stage.json(calling: "WEBAddressGet", #""key":"\#(key)""#)
        #expect(address.jsonBody?["CustomerAddressType"]?["Address"]?["adr_city"]?.string == "Kraków & <Co>")
    }

    @Test("need a right on customers, if the program's rights are restricted")
    func rights() throws {
        try stage.add(#"{"user_name": "reader", "allowed_objects": {"Customer": ["Select"]}}"#, password: "s")
        let token = try #require(stage.authenticate("reader", "s").text(of: "Token"))
        let node = Stage.prefixed(
            "<Address_XRef><cxa_cst_key>\(Stage.memberKey)</cxa_cst_key></Address_XRef><Address><adr_city>x</adr_city></Address>")
        let denied = stage.call("WEBAddressInsert", ["oFacadeObject": node], token: token).fault?.message
        #expect(denied == "Account is not authorized to perform Insert on Customer object.")
        #expect(stage.call("WEBAddressGetAddressesByCustomer", ["CustomerKey": Stage.memberKey], token: token).status == 200)
    }
}

@Suite("Organizations")
struct OrganizationTests {
    let stage: Stage
    private static let key = "0b0b0b0b-0000-4000-8000-000000000001"

    init() throws {
        stage = try Stage()
        try stage.declare(
            #"""
            {"organizations": [{"org_cst_key": "\#(Self.key)", "org_name": "Example Library", "cst_recno": 900001, "adr_city": "Lublin",
              "eml_address": "office@library.example"}]}
            """#)
    }

    @Test("are read and changed by their keys, as the Drupal module does")
    func information() {
        let row = stage.call("GetOrganizationInformation", ["OrganizationKey": Self.key]).rows("OrganizationObject").first
        #expect(row?["org_name"] == "Example Library" && row?["cst_recno"] == "900001" && row?["adr_line1"] == "")
        let node = "<OrganizationObject><org_name>Library</org_name><adr_city/></OrganizationObject>"
        let changed = stage.call("SetOrganizationInformation", ["OrganizationKey": Self.key, "oUpdateNode": node])
        #expect(changed.texts("org_name") == ["Library"] && changed.texts("adr_city") == [""])
        for (operation, name) in [("GetOrganizationInformation", "OrganizationKey"), ("WEBOrganizationGet", "key")] {
            expectFault(stage.call(operation, [name: "0b0b0b0b-0000-4000-8000-000000000002"]), "SystemExceptionInfo", "Invalid Parameters.")
        }
        expectFault(stage.call("SetOrganizationInformation", ["OrganizationKey": "x"]), "SystemExceptionInfo", "Invalid Parameters.")
        let unknown = stage.call("SetOrganizationInformation", ["OrganizationKey": Self.key, "oUpdateNode": "<nix>1</nix>"])
        expectError(unknown, "Invalid column name 'nix'.")
    }

    @Test("are read as OrganizationType, queried, and inserted by the facade")
    func type() {
        let response = stage.call("WEBOrganizationGet", ["key": Self.key])
        #expect(response.text(of: "CurrentKey") == Self.key && response.text(of: "org_name") == "Example Library")
        #expect(response.elements("Address_1").first?.children.map(\.localName) == ["adr_city"])
        #expect(stage.call("InsertFacadeObject", ["szObjectName": "Organization", "oNode": "<org_name>Press</org_name>"]).status == 200)
        let query = stage.call(
            "GetQuery",
            ["szObjectName": "Organization", "szColumnList": "org_name", "szWhereClause": "cst_recno IS NULL", "szOrderBy": "org_name"])
        #expect(query.texts("org_name") == ["Press"])
    }
}
