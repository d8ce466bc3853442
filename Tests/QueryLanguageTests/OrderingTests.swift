import Testing

@testable import QueryLanguage

@Suite("szOrderBy")
struct OrderingTests {
    private typealias Row = [String: String]

    private func sorted(_ rows: [Row], _ text: String, holdsNumbers: Bool = false) throws -> [String] {
        try Ordering.parse(text).sorted(rows, holdsNumbers: { _ in holdsNumbers }, value: { $0[$1] }).compactMap { $0["id"] }
    }

    @Test(
        "Columns with their directions, in order",
        arguments: [
            ("ind_last_name, ind_first_name DESC", ["ind_last_name+", "ind_first_name-"]), ("org_name ASC", ["org_name+"]),
            ("Registrant.reg_add_date desc", ["Registrant.reg_add_date-"]), ("a, x.a", ["a+", "x.a+"]), ("", []), ("  ", []),
            ("[desc] desc", ["desc-"]),
        ])
    func parses(text: String, items: [String]) throws {
        #expect(try Ordering.parse(text).items.map { spelling($0.column) + ($0.isDescending ? "-" : "+") } == items)
    }

    @Test(
        "Anything else is refused where it stands",
        arguments: [
            ("a,", 3, "a column is expected, not the end"), ("a up", 3, "',', ASC, DESC or the end is expected, not 'up'"),
            ("a asc desc", 7, "',', ASC, DESC or the end is expected, not 'desc'"),
            ("1", 1, "sorting by a column's number is not supported: a column's name is expected"),
            ("a, A", 4, "the column 'A' twice"), ("x.a, X.A desc", 6, "the column 'A' twice"),
            ("len(a)", 1, "the function 'len' is not supported; a column is expected"),
            ("order by a", 1, "'order' is not supported: no statements, and no parts of them"),
            ("a; b", 2, "semicolons are not supported: one condition, no statements"),
        ])
    func refuses(text: String, position: Int, message: String) {
        let error = refusal { _ = try Ordering.parse(text) }
        #expect(error?.clause == .orderBy)
        #expect(error?.position == position)
        #expect(error?.message == message)
    }

    @Test("An unknown column is refused where it stands")
    func validates() throws {
        let ordering = try Ordering.parse("a, B desc")
        #expect(throws: Never.self) { try ordering.validate { ["a", "b"].contains($0) } }
        #expect(refusal { try ordering.validate { $0 == "a" } }?.description == "szOrderBy, character 4: there is no column 'B'")
    }

    @Test("Letter case does not count, NULL is first, and DESC turns that round")
    func sorts() throws {
        let rows: [Row] = [["id": "1", "a": "b"], ["id": "2", "a": "C"], ["id": "3"], ["id": "4", "a": "A"], ["id": "5", "a": ""]]
        #expect(try sorted(rows, "a") == ["3", "5", "4", "1", "2"])
        #expect(try sorted(rows, "A DESC") == ["2", "1", "4", "5", "3"])
        #expect(try sorted(rows, "") == ["1", "2", "3", "4", "5"])
    }

    @Test("Rows that the order does not tell apart stay as they were")
    func stable() throws {
        let rows: [Row] = (0..<1_000).map { ["id": "\($0)", "a": $0 % 2 == 0 ? "x" : "X "] }
        #expect(try sorted(rows, "a") == (0..<1_000).map { "\($0)" })
        #expect(try sorted(rows, "a desc") == (0..<1_000).map { "\($0)" })
    }

    @Test("The second column decides where the first does not")
    func columns() throws {
        let rows: [Row] = [["id": "1", "a": "x", "b": "1"], ["id": "2", "a": "X", "b": "2"], ["id": "3", "a": "w", "b": "3"]]
        #expect(try sorted(rows, "a, b desc") == ["3", "2", "1"])
        #expect(try sorted(rows, "a desc, b") == ["1", "2", "3"])
    }

    @Test("Numbers sort as texts, and as numbers where the column holds them")
    func numbers() throws {
        let rows: [Row] = [
            ["id": "1", "a": "10"], ["id": "2", "a": "9"], ["id": "3", "a": "1a"], ["id": "4", "a": "-1.5"], ["id": "5"],
        ]
        #expect(try sorted(rows, "a") == ["5", "4", "1", "3", "2"])
        #expect(try sorted(rows, "a", holdsNumbers: true) == ["5", "4", "2", "1", "3"])
    }
}
