import Accounts
import HTTP
import JSON
import Operations
import QueryLanguage
import StageSupport
import TestSupport
import Testing
import XML

@testable import XWeb

@Suite("An object that fixtures declare")
struct DeclaredObjectTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
        try stage.declare(
            #"""
            {"objects": [
              {"name": "mb_membership", "description": "Memberships", "key": "mbr_key",
               "columns": ["mbr_key", "mbr_cst_key", {"name": "mbt_code", "length": 10}, {"name": "mbr_join_date", "type": "date"},
                           {"name": "mbr_units", "type": "number"}, {"name": "mbr_active_flag", "type": "flag"}],
               "rows": [
                 {"mbr_key": "{0A0A0A0A-0000-4000-8000-000000000001}", "mbr_cst_key": "5f0f2b3c-1111-4222-8333-944455566677", "mbt_code": "Gold",
                  "mbr_join_date": "2019-05-01", "mbr_units": 10, "mbr_active_flag": true},
                 {"mbr_key": "0a0a0a0a-0000-4000-8000-000000000002", "mbr_cst_key": "5f0f2b3c-1111-4222-8333-944455566677", "mbt_code": "Blue",
                  "mbr_join_date": "2021-05-01", "mbr_units": 9}]},
              {"name": "Committee", "key": "cmt_code", "columns": ["cmt_name"], "rows": [{"cmt_code": "BOARD", "cmt_name": "The board"}]}]}
            """#)
    }

    private static let first = "{0A0A0A0A-0000-4000-8000-000000000001}"

    private func query(
        _ columns: String, _ condition: String = "", order: String = "", object: String = "mb_membership"
    ) -> HTTPResponse {
        stage.call(
            "GetQuery", ["szObjectName": object, "szColumnList": columns, "szWhereClause": condition, "szOrderBy": order])
    }

    private func get(_ key: String, _ object: String = "mb_membership") -> HTTPResponse {
        stage.call("GetFacadeObject", ["szObjectName": object, "szObjectKey": key])
    }

    private func insert(_ node: String, _ object: String = "mb_membership") -> HTTPResponse {
        stage.call("InsertFacadeObject", ["szObjectName": object, "oNode": node])
    }

    private func update(_ key: String, _ node: String) -> HTTPResponse {
        stage.call("UpdateFacadeObject", ["szObjectName": "mb_membership", "szObjectKey": key, "oNode": node])
    }

    @Test("is queried in the language of web users: CoManage's memberships of a customer, in the words of its plugin")
    func comanage() {
        let response = query(
            "mb_membership.mbr_cst_key, mbt_code, mbr_join_date", "mbr_cst_key = '5f0f2b3c-1111-4222-8333-944455566677'",
            order: "mbr_cst_key")
        let rows = response.rows("mb_membershipObject")
        #expect(response.elements("mb_membershipObjects").first?.attribute("recordReturn") == "2")
        #expect(rows.map { $0["mbt_code"] } == ["Gold", "Blue"])
        #expect(rows.first?["mbr_join_date"] == "2019-05-01T00:00:00")
        #expect(rows.first?["mbr_key"] == Self.first)
        let none = query("mbt_code", "mbr_cst_key = 'nobody'").elements("mb_membershipObjects").first
        #expect(none?.attribute("recordReturn") == "0")
    }

    @Test(
        "is compared and sorted by the types of its columns",
        arguments: [
            ("mbr_units > '9'", "Gold"), ("mbr_units in (9)", "Blue"), ("mbr_join_date >= '2020-01-01'", "Blue"),
            ("mbr_active_flag = 1", "Gold"),
            ("mbr_active_flag IS NULL", "Blue"), ("mbt_code like 'g%'", "Gold"), ("upper(mbt_code) = 'BLUE'", "Blue"),
            ("mbr_key = '{0a0a0a0a-0000-4000-8000-000000000001}'", "Gold"),
        ])
    func types(condition: String, expected: String) {
        #expect(query("mbt_code", condition).texts("mbt_code") == [expected])
    }

    @Test("is sorted, limited, and answered without a list with all its columns")
    func order() {
        #expect(query("mbt_code", order: "mbr_units").texts("mbt_code") == ["Blue", "Gold"])
        #expect(query("mbt_code", object: "MB_Membership @TOP 1").texts("mbt_code") == ["Gold"])
        let columns = query("", "mbt_code = 'Gold'").elements("mb_membershipObject").first?.children.map(\.localName)
        #expect(columns == ["mbr_key", "mbr_cst_key", "mbt_code", "mbr_join_date", "mbr_units", "mbr_active_flag"])
        expectFault(query("nix"), "SystemExceptionInfo", "Invalid column name 'nix'.")
        expectError(
            query("ind_cst_key", object: "Invoice"),
            "The object 'Invoice' is not emulated; there are Individual, Customer, WebUser, Organization, Committee")
    }

    @Test("is found by its key without reading the others, and is not read further than the budget goes")
    func cost() throws {
        let call = XWebCall(
            users: stage.users, context: stage.context(HTTPRequest(method: "POST", path: Stage.path)), settings: XWebSettings())
        func query(_ condition: String, steps: Int) throws -> Int? {
            try call.query(
                object: "mb_membership", columns: "", where: condition, orderBy: "", budget: QueryBudget(steps: steps))?.children.count
        }
        let own = "mbr_key = '\(Self.first)'"
        let steps = try #require((1...2_000).first { (try? query(own, steps: $0)) != nil })
        for number in 0..<300 { #expect(insert("<o><mbt_code>\(number)</mbt_code></o>").status == 200) }
        #expect(try query(own, steps: steps) == 1, "one row, however many there are")
        #expect(throws: XWebRefusal.self) { try query("mbt_code = 'Gold'", steps: 50 * steps) }
    }

    @Test("is read by key, in any spelling of it")
    func read() {
        #expect(get("0A0A0A0A00004000800000000000000" + "1").rows("mb_membershipObject").first?["mbt_code"] == "Gold")
        #expect(get("board  ", "committee").rows("CommitteeObject").first?["cmt_name"] == "The board")
        expectFault(get("0a0a0a0a-0000-4000-8000-000000000003"), "SystemExceptionInfo", "Invalid Parameters.")
        expectFault(get("", "Committee"), "SystemExceptionInfo", "Invalid Parameters.")
    }

    @Test("gets records with a new key or a given one, which no other has")
    func insertion() throws {
        let row = try #require(insert("<x><mbt_code>New</mbt_code><mbr_units>007</mbr_units></x>").rows("mb_membershipObject").first)
        #expect(XWebWords.isGUID(row["mbr_key"]) && row["mbr_units"] == "7")
        #expect(get(row["mbr_key"] ?? "").rows("mb_membershipObject").first == row)
        #expect(insert("<cmt_code>b2</cmt_code>", "Committee").status == 200)
        expectError(insert("<cmt_code>B2 </cmt_code>", "Committee"), "Another record has this cmt_code.")
        expectError(insert("<mbr_key>0A0A0A0A-0000-4000-8000-000000000002</mbr_key>"), "Another record has this mbr_key.")
        #expect(query("mbt_code").texts("mbt_code").count == 3)
    }

    @Test("changes a record, everything or nothing, but not its key")
    func change() {
        let changed = update(Self.first, "<o><mbt_code/><mbr_units>11</mbr_units><mbr_key>\(Self.first)</mbr_key></o>")
        let row = changed.rows("mb_membershipObject").first
        #expect(row?["mbt_code"] == "" && row?["mbr_units"] == "11" && row?["mbr_join_date"] == "2019-05-01T00:00:00")
        expectError(update(Self.first, "<mbr_key>x</mbr_key>"), "mbr_key cannot be changed.")
        expectError(update(Self.first, "<mbr_key/>"), "mbr_key cannot be changed.")
        expectError(update(Self.first, ""), "oNode names no column")
        expectError(update(Self.first, "<o><mbr_units>12</mbr_units><nix>1</nix></o>"), "Invalid column name 'nix'.")
        expectFault(update("nix", "<mbr_units>1</mbr_units>"), "SystemExceptionInfo", "Invalid Parameters.")
        #expect(get(Self.first).texts("mbr_units") == ["11"])
    }

    @Test(
        "refuses values that its columns cannot have",
        arguments: [
            ("<mbr_units>ten</mbr_units>", "mbr_units is no number."),
            ("<mbr_join_date>1.5.2019</mbr_join_date>", "mbr_join_date is no date."),
            ("<mbr_join_date>2019-02-29</mbr_join_date>", "is no date"),
            ("<mbr_active_flag>2</mbr_active_flag>", "mbr_active_flag is no flag."),
            ("<mbt_code>12345678901</mbt_code>", "mbt_code is longer than 10 characters."),
            ("<mbt_code>1</mbt_code><MBT_CODE>2</MBT_CODE>", "mbt_code is named twice."), ("<o/>", "Invalid column name 'o'."),
        ])
    func values(node: String, words: String) {
        expectError(insert("<o>\(node)</o>"), words)
        #expect(query("mbt_code").texts("mbt_code").count == 2)
    }

    @Test("keeps no record that is too large, and no more records than it has room for")
    func limits() throws {
        let text = String(repeating: "x", count: 3_900)
        try stage.declare(#"{"objects": [{"name": "Big", "key": "k", "columns": ["a", "b", "c", "d", "e"]}]}"#)
        expectError(
            insert("<o>" + ["a", "b", "c", "d", "e"].map { "<\($0)>\(text)</\($0)>" }.joined() + "</o>", "Big"), "larger than 16384 bytes")
        let rows: [Change] = (1..<ObjectLimits.rows).map { .insertRow(Row("xweb.object.big", key: "k\($0)", fields: ["k": "k\($0)"])) }
        _ = try stage.users.commit(Transaction(rows), in: stage.site)
        #expect(insert("<k>last</k>", "Big").status == 200)
        expectError(insert("<k>one more</k>", "Big"), "room for no more")
    }

    @Test("is listed, and has a key of its own")
    func list() {
        let rows = stage.call("GetFacadeObjectList").rows("ObjectObject")
        #expect(rows.map { $0["obj_name"] } == ["Individual", "Customer", "WebUser", "Organization", "Committee", "mb_membership"])
        #expect(rows.last?["obj_description"] == "Memberships" && Set(rows.map { $0["obj_key"] }).count == 6)
    }

    @Test("is one that a program may need a right for")
    func rights() throws {
        try stage.add(#"{"user_name": "reader", "allowed_objects": {"mb_membership": ["Select"]}}"#, password: "s")
        let token = try #require(stage.authenticate("reader", "s").text(of: "Token"))
        func status(_ operation: String, _ parameters: KeyValuePairs<String, String>) -> String? {
            stage.call(operation, parameters, token: token).fault?.message
        }
        #expect(status("GetFacadeObject", ["szObjectName": "MB_MEMBERSHIP", "szObjectKey": Self.first]) == nil)
        #expect(
            status("InsertFacadeObject", ["szObjectName": "mb_membership", "oNode": "<mbt_code>x</mbt_code>"])
                == "Account is not authorized to perform Insert on mb_membership object.")
        let committee = status("GetQuery", ["szObjectName": "Committee", "szColumnList": "", "szWhereClause": "", "szOrderBy": ""])
        #expect(committee == "Account is not authorized to perform Select on Committee object.")
    }

    @Test("is described by GetQueryDefinition and GetFacadeXMLSchema, as the web users are")
    func definitions() {
        let definition = stage.call("GetQueryDefinition", ["szObjectName": "mb_membership"])
        #expect(definition.texts("obj_name") == ["mb_membership"])
        let columns = definition.rows("Column")
        #expect(columns.map { $0["mdc_name"] } == ["mbr_key", "mbr_cst_key", "mbt_code", "mbr_join_date", "mbr_units", "mbr_active_flag"])
        #expect(columns.map { $0["mdc_data_type"] } == ["nvarchar", "nvarchar", "nvarchar", "av_date", "int", "av_flag"])
        #expect(columns[2]["mdc_width_max"] == "10" && columns[0]["mdc_nullable"] == "0")
        let schema = stage.call("GetFacadeXMLSchema", ["szObjectName": "mb_membership"])
        #expect(schema.elements("schema").first?.isInNamespace("http://www.w3.org/2001/XMLSchema") == true)
        #expect(
            schema.elements("element").compactMap { $0.attribute("name") }.prefix(3) == [
                "mb_membershipObjects", "mb_membershipObject", "mbr_key",
            ])
        #expect(stage.call("GetQueryDefinition", ["szObjectName": "individual"]).texts("mdc_name").contains("ind_cst_key"))
        expectError(stage.call("GetQueryDefinition", ["szObjectName": "Invoice"]), "The object 'Invoice' is not emulated")
        expectError(stage.call("GetFacadeXMLSchema", ["szObjectName": "Invoice"]), "The object 'Invoice' is not emulated")
    }

    @Test("is another in each site")
    func sites() throws {
        let here = try Stage(other: XWebSettings())
        try here.declare(#"{"objects": [{"name": "Committee", "key": "k", "rows": [{"k": "1"}]}]}"#)
        let other = try here.calling(siteNamed: "other")
        #expect(here.call("GetFacadeObject", ["szObjectName": "Committee", "szObjectKey": "1"]).status == 200)
        expectError(other.call("GetFacadeObject", ["szObjectName": "Committee", "szObjectKey": "1"]), "is not emulated")
    }

    @Test("is the same by JSON")
    func json() {
        let arguments = #""szObjectName":"Committee","szObjectKey":"board""#
        let read = stage.json(calling: "GetFacadeObject", arguments)
        #expect(read.jsonBody?["CommitteeObjects"]?["CommitteeObject"]?["cmt_name"]?.string == "The board")
        let changed = stage.json(calling: "UpdateFacadeObject", arguments + #","oNode":{"cmt_name":"Board"}"#)
        #expect(changed.jsonBody?["CommitteeObjects"]?["CommitteeObject"]?["cmt_name"]?.string == "Board")
        expectJSONError(
            stage.json(calling: "GetFacadeObject", #""szObjectName":"Committee","szObjectKey":"x""#), 500, "SystemExceptionInfo")
    }
}

@Suite("Answers that fixtures declare for ExecuteMethod")
struct MethodAnswerTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
        try stage.declare(
            #"""
            {"methods": [
              {"service": "Members", "method": "IsMember", "parameters": {"cst_key": "1"}, "answer": "<Result><member>yes &amp; no</member></Result>"},
              {"service": "Members", "method": "IsMember", "answer": "<Result><member>0</member></Result>"},
              {"service": "Members", "method": "List", "answer": "<m:L xmlns:m='urn:m'><m:n a='1'/></m:L>"}]}
            """#)
    }

    private func execute(_ service: String, _ method: String, _ parameters: String = "") -> HTTPResponse {
        stage.call("ExecuteMethod", ["serviceName": service, "methodName": method, "parameters": Stage.prefixed(parameters)])
    }

    @Test("are the first that fits the parameters; names ignore letter case, values do not")
    func parameters() {
        func parameter(_ value: String) -> String {
            "<Parameter><Name>a</Name><Value>b</Value></Parameter><Parameter><Name>CST_key</Name><Value>\(value)</Value></Parameter>"
        }
        let answer = execute("members", "ISMEMBER", parameter("1"))
        #expect(answer.texts("member") == ["yes & no"])
        #expect(answer.elements("Result").first?.isInNamespace(xwebNamespace) == true)
        #expect(execute("Members", "IsMember", parameter("2")).texts("member") == ["0"])
        #expect(execute("Members", "IsMember").texts("member") == ["0"])
        #expect(execute("Members", "List").elements("L").first?.isInNamespace("urn:m") == true)
    }

    @Test("are needed: a method without one is a fault that says so")
    func unknown() {
        expectError(execute("Members", "Nix"), "The method 'Nix' of the service 'Members' is not emulated")
        expectError(execute("Members/IsMember", "0"), "is not emulated")
        expectError(stage.call("ExecuteMethod"), "The method '' of the service ''")
        expectError(execute(String(repeating: "x", count: 100_000), "x"), "is not emulated")
    }

    @Test("are the same by JSON")
    func json() {
        let call = #""serviceName":"Members","methodName":"IsMember","parameters":{"Parameter":[{"Name":"cst_key","Value":"1"}]}"#
        #expect(stage.json(calling: "ExecuteMethod", call).jsonBody?["Result"]?["member"]?.string == "yes & no")
        expectJSONError(stage.json(calling: "ExecuteMethod", #""serviceName":"x","methodName":"y""#), 500, "SystemExceptionInfo")
    }
}

@Suite("Objects and methods in fixtures")
struct ObjectFixtureTests {
    private func read(_ json: String) throws -> XWebSiteFixture {
        try XWebSiteFixture(json: JSON.parse(Array(json.utf8), limits: .ownFile))
    }

    @Test(
        "are refused where they say what cannot be",
        arguments: [
            #"{"name": "Individual", "key": "k"}"#, #"{"name": "a b", "key": "k"}"#, #"{"name": "", "key": "k"}"#,
            #"{"name": "xmlThing", "key": "k"}"#,
            #"{"name": "A"}"#, #"{"name": "A", "key": "k", "columns": ["a", "A"]}"#, #"{"name": "A", "key": "k", "columns": ["1a"]}"#,
            #"{"name": "A", "key": "k", "columns": [{"name": "a", "type": "money"}]}"#,
            #"{"name": "A", "key": "k", "columns": [{"name": "a", "type": "date", "length": 3}]}"#,
            #"{"name": "A", "key": "k", "rows": [{}]}"#, #"{"name": "A", "key": "k", "rows": [{"k": ""}]}"#,
            #"{"name": "A", "key": "k", "rows": [{"k": "1"}, {"k": 1}]}"#, #"{"name": "A", "key": "k", "rows": [{"k": "1", "b": "2"}]}"#,
            #"{"name": "A", "key": "k", "rows": [{"k": ["1"]}]}"#, #"{"name": "A", "key": "k", "nix": 1}"#,
            #"{"name": "A", "key": "k", "columns": [{"name": "n", "type": "number"}], "rows": [{"k": "1", "n": 1.5}]}"#,
            #"{"name": "A", "key": "k"}, {"name": "a", "key": "k"}"#,
        ])
    func refusedObjects(objects: String) {
        #expect(throws: JSONSchemaError.self) { try read(#"{"objects": [\#(objects)]}"#) }
    }

    @Test(
        "methods too",
        arguments: [
            #"{"service": "a", "method": "b"}"#, #"{"service": "a", "method": "b", "answer": "text"}"#,
            #"{"service": "a/b", "method": "b", "answer": "<a/>"}"#, #"{"service": "", "method": "b", "answer": "<a/>"}"#,
            #"{"service": "a", "method": "b", "answer": "<a/>", "parameters": {"x": 1}}"#,
            #"{"service": "a", "method": "b", "answer": "<a>"}"#,
        ])
    func refusedMethods(method: String) {
        #expect(throws: JSONSchemaError.self) { try read(#"{"methods": [\#(method)]}"#) }
    }

    @Test("are bounded in number")
    func bounds() {
        func list(_ count: Int, _ item: (Int) -> String) -> String { (0..<count).map(item).joined(separator: ",") }
        let objects = { (count: Int) in #"{"objects": [\#(list(count) { #"{"name": "A\#($0)", "key": "k"}"# })]}"# }
        let columns = { (count: Int) in #"{"objects": [{"name": "A", "key": "c0", "columns": [\#(list(count) { #""c\#($0)""# })]}]}"# }
        let rows = { (count: Int) in #"{"objects": [{"name": "A", "key": "k", "rows": [\#(list(count) { #"{"k": \#($0)}"# })]}]}"# }
        for (make, limit) in [(objects, ObjectLimits.objects), (columns, ObjectLimits.columns), (rows, ObjectLimits.rows)] {
            #expect(throws: Never.self) { try read(make(limit)) }
            #expect(throws: JSONSchemaError.self) { try read(make(limit + 1)) }
        }
    }
}
