import ASMX
import Accounts
import HTTP
import JSON
import Operations
import StageSupport
import TestSupport
import QueryLanguage
import Testing
import XML

@testable import XWeb

@Suite("GetQuery")
struct GetQueryTests {
    let stage: Stage

    init() throws {
        stage = try Self.stage()
    }

    private static func stage(_ build: XWebBuild = .y2015, _ adjust: (inout XWebSettings) -> Void = { _ in }) throws -> Stage {
        var settings = XWebSettings()
        settings.build = build
        adjust(&settings)
        let stage = try Stage(settings)
        for (number, first, last) in [("7", "Zoe", "Adams"), ("70", "adam", "Zimmer"), ("9", "Bo", "Adams")] {
            let key = "0c0ffee0-0000-4000-8000-0000000000" + (number.count == 1 ? "0" : "") + number
            try stage.add(
                #"{"recno":"\#(number)","customer_key":"\#(key)","login":"u\#(number)","fields":{"ind_first_name":"\#(first)","ind_last_name":"\#(last)"}}"#
            )
        }
        return stage
    }

    private func query(
        _ object: String = "Individual", _ columns: String = "cst_recno", where condition: String = "", order: String = "",
        on stage: Stage? = nil
    ) -> HTTPResponse {
        (stage ?? self.stage).call(
            "GetQuery", ["szObjectName": object, "szColumnList": columns, "szWhereClause": condition, "szOrderBy": order])
    }

    @Test(
        "answers the vendor's frame, the primary key first in each row, asked for or not",
        arguments: [
            ("Individual", "ind_cst_key"), ("individual", "ind_cst_key"), ("Customer", "cst_key"), ("WebUser", "ind_cst_key"),
        ])
    func frame(object: String, key: String) throws {
        let response = query(object, "ind_last_name, ind_first_name", where: "cst_recno = 70")
        let name = object == "individual" ? "Individual" : object
        let root = try #require(response.elements("\(name)Objects").first)
        #expect(root.attribute("recordReturn") == "1")
        #expect(root.attribute("schemaLocation", in: "http://www.w3.org/2001/XMLSchema-instance")?.hasSuffix("\(name).xsd") == true)
        #expect(root.isInNamespace("http://www.avectra.com/2005/"))
        let row = try #require(root.firstChild)
        #expect(row.localName == "\(name)Object")
        #expect(row.children.map(\.localName) == [key, "ind_last_name", "ind_first_name"])
        #expect(row.children.map(\.text) == ["0c0ffee0-0000-4000-8000-000000000070", "Zimmer", "adam"])
        let asked = query(object, "ind_last_name,\(key)", where: "cst_recno = 70").elements("\(name)Object").first
        #expect(asked?.children.map(\.localName) == [key, "ind_last_name"])
    }

    @Test("answers nine columns for an empty list, or all where the site says so, and others under the names that AS gives")
    func columns() throws {
        for object in ["Individual", "Customer", "WebUser"] {
            let row = query(object, "", where: "cst_recno = 7").rows("\(object)Object").first
            #expect(row?.count == 9 && row?["cst_recno"] == "7", "\(row ?? [:])")
        }
        let stage = try Self.stage { $0.queryListsFewColumns = false }
        let all = query("Customer", "", where: "cst_recno = 7", on: stage).rows("CustomerObject").first
        #expect(all?["ind_first_name"] == "Zoe")
        #expect(all?["cst_name_cp"] == "Zoe Adams")
        #expect(all?["cst_sort_name_dn"] == "Adams Zoe")
        #expect(all?["cst_web_password"] == nil)
        #expect(query("Individual", "ind_last_name AS family", where: "cst_recno = 7").texts("family") == ["Adams"])
    }

    @Test("answers names in lower case, or as the query writes them where the site says so")
    func letterCase() throws {
        let columns = "IND_First_Name, Ind_Cst_Key, ind_last_name as Family"
        let row = try #require(query("Individual", columns, where: "cst_recno = 7").elements("IndividualObject").first)
        #expect(row.children.map(\.localName) == ["ind_cst_key", "ind_first_name", "family"])
        let written = query("Individual", columns, where: "cst_recno = 7", on: try Self.stage { $0.queryLowersNames = false })
        #expect(written.elements("IndividualObject").first?.children.map(\.localName) == ["ind_cst_key", "IND_First_Name", "Family"])
        #expect(query("Individual @TOP 5 Distinct", "IND_CST_KEY", where: "cst_recno &lt; 10").texts("ind_cst_key").count == 2)
    }

    @Test(
        "refuses a table that is not there before a column, unless the site says otherwise",
        arguments: ["szColumnList", "szWhereClause", "szOrderBy"])
    func tables(parameter: String) throws {
        func answer(_ column: String, on stage: Stage) -> HTTPResponse {
            switch parameter {
            case "szColumnList": query("Individual", column, on: stage)
            case "szWhereClause": query(where: "\(column) = 'Zoe'", on: stage)
            default: query(order: column, on: stage)
            }
        }
        for table in ["Individual", "INDIVIDUAL", "Customer", "co_individual", "Business_Address", "[email]"] {
            #expect(answer("\(table).ind_first_name", on: stage).status == 200)
        }
        let fault = answer("nonsense.ind_first_name", on: stage).fault
        #expect(fault?.message == "The multi-part identifier \"nonsense.ind_first_name\" could not be bound.")
        #expect(fault?.messageDetail?.hasPrefix(parameter) == true)
        #expect(answer("Committee.ind_first_name", on: stage).status == 500)
        #expect(answer("nonsense.ind_first_name", on: try Self.stage { $0.queryChecksTables = false }).status == 200)
    }

    @Test("says in faultstring what is wrong where the site says so")
    func faultString() throws {
        let stage = try Self.stage { $0.queryErrorsInFaultString = true }
        let fault = query(where: "cst_recno =", on: stage).fault
        #expect(fault?.message?.hasPrefix("Incorrect syntax near character 12 of szWhereClause: ") == true)
        #expect(fault?.messageDetail?.hasPrefix("szWhereClause, character 12: ") == true)
        #expect(query("Individual", "ind_nix", on: stage).fault?.message == "Invalid column name 'ind_nix'.")
        #expect(query("Nix", on: stage).fault?.message == "An error occurred")
    }

    @Test(
        "counts the rows that meet the condition, in one row",
        arguments: [
            ("count(*)", "", ["column1": "5"]), ("COUNT(*) AS Number", "cst_recno &lt; 80", ["number": "3"]),
            ("count(ind_last_name), count(*)", "", ["column1": "3", "column2": "5"]),
            ("count(Individual.ind_cst_key) as n", "cst_web_login = 'u7'", ["n": "1"]), ("count(*)", "1=2", ["column1": "0"]),
        ])
    func counts(columns: String, condition: String, expected: [String: String]) {
        let response = query("Individual", columns, where: condition)
        #expect(response.rows("IndividualObject") == [expected])
        #expect(response.elements("IndividualObjects").first?.attribute("recordReturn") == "1")
    }

    @Test("counts without regard to the limit of rows, within the budget, and beside no column")
    func countLimits() throws {
        let stage = try Self.stage { $0.maximumRecords = 1 }
        #expect(query("Individual", "count(*)", on: stage).texts("column1") == ["5"])
        #expect(query("Individual @TOP 1", "count(*)").texts("column1") == ["5"])
        #expect(query("Individual @TOP 0", "count(*)").rows("IndividualObject").isEmpty)
        #expect(
            query("Individual", "cst_recno, count(*)").fault?.message
                == "Column 'cst_recno' is invalid in the select list because it is not contained in either an aggregate function or the "
                + "GROUP BY clause.")
        #expect(query("Individual", "count(ind_nix)").fault?.message == "Invalid column name 'ind_nix'.")
        #expect(query("Individual", "count(*) as ind_cst_key").status == 500)
        #expect(throws: XWebRefusal.self) { try count("count(*)", where: "", steps: 5 * 20 - 1, on: stage) }
        #expect(try count("count(*)", where: "", steps: 5 * 20, on: stage) == 1)
    }

    @Test(
        "looks for what the condition says",
        arguments: [
            ("ind_last_name = 'ADAMS'", ["7", "9"]), ("ind_last_name LIKE 'z%'", ["70"]),
            ("cst_recno > 8", ["9", "70", "240656", "82457"]),
            ("cst_recno IN (7, 70)", ["7", "70"]), ("ind_first_name IS NULL", ["240656"]),
            ("NOT (ind_last_name IS NULL)", ["7", "70", "9"]),
            ("ind_last_name = 'Adams' AND ind_first_name &lt;&gt; 'Bo'", ["7"]), ("cst_web_login = 'U70'", ["70"]), ("1=2", []),
            ("upper(ind_last_name) like upper('%dam%')", ["7", "9"]), ("ind_first_name = lower('ZOE')", ["7"]),
            ("ind_cst_key = '0C0FFEE0-0000-4000-8000-000000000009'", ["9"]), ("eml_address LIKE '%example.org'", ["82457", "240656"]),
        ])
    func conditions(condition: String, expected: [String]) {
        let response = query(where: condition)
        #expect(response.texts("cst_recno").sorted() == expected.sorted())
        #expect(response.elements("IndividualObjects").first?.attribute("recordReturn") == String(expected.count))
    }

    @Test(
        "sorts as it is told",
        arguments: [
            ("cst_recno", ["7", "9", "70"]), ("cst_recno DESC", ["70", "9", "7"]),
            ("ind_last_name, ind_first_name", ["9", "7", "70"]), ("ind_last_name DESC, ind_first_name DESC", ["70", "7", "9"]),
        ])
    func order(order: String, expected: [String]) {
        #expect(query(where: "cst_web_login LIKE 'u%'", order: order).texts("cst_recno") == expected)
    }

    @Test("answers the first n after sorting", arguments: [(0, []), (1, ["7"]), (2, ["7", "9"]), (50, ["7", "9", "70"])])
    func top(count: Int, expected: [String]) {
        #expect(
            query("Individual @TOP \(count)", where: "cst_web_login LIKE 'u%'", order: "cst_recno").texts("cst_recno") == expected)
    }

    @Test("answers at most maximumRecords, but all for @TOP -1")
    func maximumRecords() throws {
        var settings = XWebSettings()
        settings.maximumRecords = 1
        let stage = try Stage(settings)
        #expect(query(on: stage).texts("cst_recno").count == 1)
        #expect(query(order: "cst_recno DESC", on: stage).texts("cst_recno") == ["240656"])
        #expect(query("Individual @TOP -1", on: stage).texts("cst_recno").count == 2)
    }

    @Test(
        "faults with the vendor's words, and tells where",
        arguments: [
            ("ind_nix", "", "", "Invalid column name 'ind_nix'.", "szColumnList, character 1"),
            ("cst_recno", "x = 1", "", "Invalid column name 'x'.", "szWhereClause, character 1"),
            ("cst_recno", "cst_nix LIKE 'a%'", "", "Invalid column name 'cst_nix'.", "szWhereClause"),
            ("cst_recno", "", "nix", "Invalid column name 'nix'.", "szOrderBy, character 1"),
            ("cst_recno", "1=1 or delete = 1", "", "Invalid query.", "szWhereClause, character 8"),
            ("cst_recno", "cst_recno IN (select 1)", "", "Invalid query.", "szWhereClause"),
            ("exec x", "", "", "Invalid query.", "szColumnList"),
            ("cst_recno", "cst_recno =", "", "An error occurred", "szWhereClause, character 12"),
            ("cst_recno", "cst_recno = 1 --", "", "An error occurred", "szWhereClause"),
        ])
    func refused(columns: String, condition: String, order: String, message: String, place: String) {
        let fault = query("Individual", columns, where: condition, order: order).fault
        #expect(fault?.kind == "SystemExceptionInfo")
        #expect(fault?.message == message)
        #expect(fault?.messageDetail?.hasPrefix(place) == true, "\(fault?.messageDetail ?? "")")
    }

    @Test("faults for objects that are not there", arguments: ["Nix", "", "@TOP 1", "co_customer", "Individual @TOP"])
    func unknownObject(object: String) {
        let fault = query(object).fault
        #expect(fault?.kind == "SystemExceptionInfo")
        #expect(fault?.message == "An error occurred")
        #expect(fault?.messageDetail?.isEmpty == false)
    }

    @Test("takes an asterisk in the build of 2010, and refuses it in the one of 2015")
    func asterisk() throws {
        #expect(query("Individual", "*", where: "cst_recno = 7").fault?.message == "'*' is not a valid value for szColumnList")
        let old = query("Individual", "*", where: "cst_recno = 7", on: try Self.stage(.y2010))
        #expect(old.rows("IndividualObject").first?["ind_first_name"] == "Zoe")
    }

    @Test("answers JSON as Json.NET writes the XML")
    func json() {
        let one = stage.json(calling: "GetQuery", #""szObjectName":"Individual","szColumnList":"cst_recno","szWhereClause":"cst_recno=7""#)
        let objects = one.jsonBody?["IndividualObjects"]
        #expect(objects?["@recordReturn"]?.string == "1")
        #expect(objects?["IndividualObject"]?["cst_recno"]?.string == "7")
        let two = stage.json("GET", "GetQuery", query: "szObjectName=Individual&szColumnList=cst_recno&szWhereClause=cst_recno+%3C+10")
        #expect(two.jsonBody?["IndividualObjects"]?["IndividualObject"]?.elements?.count == 2)
    }

    /// What a query finds within so many steps.
    private func count(_ columns: String = "", where condition: String, steps: Int, on stage: Stage) throws -> Int? {
        let call = XWebCall(users: stage.users, context: stage.context(HTTPRequest(method: "GET", path: "/")), settings: XWebSettings())
        let answer = try call.query(
            object: "Individual", columns: columns, where: condition, orderBy: "", budget: QueryBudget(steps: steps))
        return answer?.children.count
    }

    @Test("is a fault that says what to do when it is more work than a query may be, over all rows together")
    func budget() throws {
        let stage = try Stage()
        let address = String(repeating: "a", count: 255)
        for number in 1...40 { try stage.add(#"{"recno":"\#(number)","fields":{"adr_line1":"\#(address)"}}"#) }
        let hostile = Array(repeating: "adr_line1 LIKE '%\(String(repeating: "a", count: 120))b'", count: 8).joined(separator: " OR ")
        // One row is some 130,000 steps, so none is too much by itself.
        #expect(try count(where: "cst_recno = 7 AND (\(hostile))", steps: 1_000_000, on: stage) == 0)
        let refusal = #expect(throws: XWebRefusal.self) { try count(where: hostile, steps: 1_000_000, on: stage) }
        #expect(refusal?.message(XWebSettings()) == "An error occurred")
        #expect(refusal?.messageDetail?.contains("Make szWhereClause shorter") == true)
        #expect(try count(where: "adr_line1 LIKE 'a%'", steps: 1_000_000, on: stage) == 40)
    }

    @Test("has its work bounded by rows too, whatever little is asked of each")
    func budgetOfRows() throws {
        #expect(throws: XWebRefusal.self) { try count(where: "1=2", steps: 5 * 24 - 1, on: stage) }
        #expect(try count(where: "1=2", steps: 5 * 24, on: stage) == 0)
        #expect(try count(where: "cst_recno = 7", steps: 200, on: stage) == 1)
    }

    @Test("is a fault that says what to do when the answer would be larger than anybody waits for")
    func answerSize() throws {
        let call = XWebCall(users: stage.users, context: stage.context(HTTPRequest(method: "GET", path: "/")), settings: XWebSettings())
        func rows(_ object: String) throws -> Int? {
            let columns = (1...20).map { "cst_recno AS a\($0)" }.joined(separator: ",")
            return try call.query(object: object, columns: columns, where: "", orderBy: "", answerBytes: 1000)?.children.count
        }
        let refusal = #expect(throws: XWebRefusal.self) { try rows("Individual @TOP -1") }
        #expect(refusal?.messageDetail?.contains("Ask for fewer columns") == true)
        #expect(try rows("Individual @TOP 2") == 2)
    }
}
