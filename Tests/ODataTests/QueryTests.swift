import JSON
import Testing

@testable import OData

@Suite("Query options")
struct QueryTests {
    private func query(_ parameters: KeyValuePairs<String, String>, isList: Bool = true) throws -> ODataQuery {
        try ODataQuery(parameters.map { (name: $0.key, value: $0.value) }, fields: Sample.fields, isList: isList)
    }

    @Test("are read in any letter case; what is no option is ignored, and so is an empty one")
    func reads() throws {
        let query = try query([
            "$FILTER": "Id eq 7", "$select": "username, Id,id", "$orderby": "Id desc", "$Top": "100", "$skip": " 2 ", "page": "3",
        ])
        #expect(query.filter != nil && query.ordering != nil)
        #expect(query.selection == [1, 0])
        #expect(query.top == 100 && query.skip == 2 && query.end == 102)
        #expect(query.page(of: 0..<200) == Array(2..<102))
        let empty = try self.query(["$filter": "", "$select": " "])
        #expect(empty.filter == nil && empty.selection == nil && empty.end == nil)
        #expect(empty.page(of: 0..<5) == Array(0..<5))
    }

    @Test(
        "that cannot be read are refused",
        arguments: [
            ("$top", "x"), ("$top", "-1"), ("$skip", "99999999999"), ("$skip", "1.5"), ("$select", "Nothing"), ("$select", "Id Name"),
            ("$select", ","),
            ("$orderby", "Contacts"), ("$orderby", "Id up"), ("$orderby", "Id desc UserName"), ("$expand", "x"), ("$filter", "x"),
        ])
    func refuses(option: String, value: String) {
        #expect(throws: ODataError.self) { try query([option: value]) }
    }

    @Test("may be given once, and for one object only $select may be given")
    func others() throws {
        #expect(throws: ODataError.self) { try query(["$top": "1", "$TOP": "1"]) }
        #expect(throws: ODataError.self) { try query(["$top": "1"], isList: false) }
        #expect(try query(["$select": "Id"], isList: false).selection == [0])
    }

    @Test("Pages beyond the end are empty, however far")
    func farPages() throws {
        let query = try query(["$top": "9999999999", "$skip": "9999999999"])
        #expect(query.page(of: 0..<5).isEmpty)
        #expect(query.end == 19_999_999_998)
    }

    @Test("order by several properties, null first, and leave equals as they are")
    func orders() throws {
        let list: [[JSON]] = [
            [.number(10), .string("b"), .null], [.number(9), .string("B"), .null], [.number(2), .null, .null],
            [.number(1), .string("b"), .null],
        ]
        func order(_ text: String) throws -> [JSON] {
            var budget = ODataBudget()
            return try ODataOrdering(text, fields: Sample.fields).sorted(list, &budget) { element, index in element[index] }.map { $0[0] }
        }
        #expect(try order("Id") == [.number(1), .number(2), .number(9), .number(10)])
        #expect(try order("id DESC") == [.number(10), .number(9), .number(2), .number(1)])
        #expect(try order("UserName") == [.number(2), .number(9), .number(10), .number(1)])
        #expect(try order("UserName desc, Id asc") == [.number(1), .number(10), .number(9), .number(2)])
    }

    @Test("order costs what the keys of the objects and the comparisons do, and ends when the budget does")
    func costOfOrder() throws {
        func steps(_ text: String, _ count: Int, of value: JSON) throws -> Int {
            var budget = ODataBudget()
            let list = Array(repeating: value, count: count)
            _ = try ODataOrdering(text, fields: Sample.fields).sorted(list, &budget) { value, _ in value }
            return budget.steps
        }
        let one = try steps("Id", 1000, of: .number(1))
        #expect(try steps("Id,AccountStatus", 1000, of: .number(1)) == 2 * one)
        #expect(try steps("Id", 4000, of: .number(1)) > 4 * one)
        #expect(try steps("UserName", 1000, of: .string(String(repeating: "a", count: 100))) > 1000 * 10 * 100)
        var small = ODataBudget(steps: one - 1)
        let list = Array(repeating: JSON.number(1), count: 1000)
        let ordering = try ODataOrdering("Id", fields: Sample.fields)
        #expect(throws: ODataBudget.Exhausted.self) { try ordering.sorted(list, &small) { value, _ in value } }
    }
}
