import Testing

@testable import QueryLanguage

@Suite("The grammar of szColumnList")
struct ColumnListTests {
    @Test(
        "Columns in order, with tables before them and other names behind them",
        arguments: [
            ("ind_first_name, ind_last_name", ["ind_first_name=ind_first_name", "ind_last_name=ind_last_name"]),
            (" a ,b\r\n,\tc ", ["a=a", "b=b", "c=c"]), ("Email.eml_address", ["Email.eml_address=eml_address"]),
            ("ivd_key,Registrant.reg_key AS Registrant_reg_key", ["ivd_key=ivd_key", "Registrant.reg_key=Registrant_reg_key"]),
            ("[a b] as [c d]", ["a b=c d"]), ("a, A, a", ["a=a"]), ("a, a AS b", ["a=a", "a=b"]), ("x.a, X.A", ["x.a=a"]),
        ])
    func parses(text: String, items: [String]) throws {
        let list = try ColumnList.parse(text)
        #expect(list.items.map { "\(spelling($0.column))=\($0.outputName)" } == items)
    }

    @Test("An empty list is the object's own columns", arguments: ["", " \n"])
    func standard(text: String) throws {
        #expect(try ColumnList.parse(text).items.isEmpty)
    }

    @Test("The asterisk is all columns where it is allowed, alone")
    func asterisk() throws {
        let list = try ColumnList.parse(" * ", allowsAsterisk: true)
        #expect(list.items.isEmpty)
        let error = refusal { _ = try ColumnList.parse(" * ") }
        #expect(error?.position == 2)
        #expect(error?.vendorMessage == "'*' is not a valid value for szColumnList")
        for text in ["*, a", "a, *", "x.*", "**"] {
            #expect(refusal { _ = try ColumnList.parse(text, allowsAsterisk: true) }?.kind == .syntax)
        }
    }

    @Test(
        "Anything else is refused where it stands",
        arguments: [
            ("a,", 3, "a column is expected, not the end"), (",a", 1, "a column is expected, not ','"),
            ("a b", 3, "',', AS or the end is expected, not 'b'"),
            ("a as", 5, "a name after AS is expected, not the end"), ("a as 'b'", 6, "a name after AS is expected, not a text"),
            ("sum(a)", 1, "the function 'sum' is not supported; a column is expected"),
            ("count(", 7, "'*' or a column is expected, not the end"), ("count(distinct a)", 16, "')' is expected, not 'a'"),
            ("count(*) x", 10, "',', AS or the end is expected, not 'x'"), ("count(a) as n, count(b) as N", 16, "two counts are named 'N'"),
            ("count(*), a", 11, "a list has columns or counts, not both: GROUP BY is not supported"),
            ("a, count(*)", 1, "a list has columns or counts, not both: GROUP BY is not supported"),
            ("'a'", 1, "a column is expected, not a text"),
            ("1", 1, "a column is expected, not a number"), ("a = b", 3, "',', AS or the end is expected, not '='"),
            ("top 5 a", 1, "'top' is not supported: no statements, and no parts of them"),
            ("a, x.a", 4, "two columns are named 'a': give one another name with AS"),
            ("a, b as A", 4, "two columns are named 'A': give one another name with AS"),
            ("a; b", 2, "semicolons are not supported: one condition, no statements"),
        ])
    func refuses(text: String, position: Int, message: String) {
        let error = refusal { _ = try ColumnList.parse(text) }
        #expect(error?.clause == .columnList)
        #expect(error?.position == position)
        #expect(error?.message == message)
    }

    @Test("The vendor's words make a query invalid", arguments: ["a, select", "a, ind_entity_key", "a as delete"])
    func forbidden(text: String) {
        #expect(refusal { _ = try ColumnList.parse(text) }?.vendorMessage == "Invalid query.")
    }

    @Test(
        "Counts have the names that AS or .NET gives them",
        arguments: [
            ("count(*)", ["*=Column1"]), ("COUNT ( x.a ) AS n", ["x.a=n"]),
            ("count(*),count(a), Count(b) as c", ["*=Column1", "a=Column2", "b=c"]),
        ])
    func counts(text: String, items: [String]) throws {
        let list = try ColumnList.parse(text)
        #expect(list.counts.map { "\($0.column.map(spelling) ?? "*")=\($0.outputName)" } == items)
        #expect(list.items.isEmpty && !list.isAsterisk)
        #expect(throws: Never.self) { try list.validate { ["a", "b"].contains($0) } }
        if text.contains("a)") { #expect(refusal { try list.validate { $0 == "b" } }?.message == "there is no column 'a'") }
    }

    @Test("A column may have the name of the function")
    func columnNamedCount() throws {
        #expect(try ColumnList.parse("count, a").items.map(\.outputName) == ["count", "a"])
    }

    @Test("An unknown table before a column is refused, in the words of SQL Server")
    func tables() throws {
        let list = try ColumnList.parse("A.x, b.y")
        #expect(throws: Never.self) { try list.validate(columns: { _ in true }, tables: { ["a", "b"].contains($0) }) }
        let error = refusal { try list.validate(columns: { _ in true }, tables: { $0 == "a" }) }
        #expect(error?.position == 6)
        #expect(error?.vendorMessage == "The multi-part identifier \"b.y\" could not be bound.")
    }

    @Test("An unknown column is refused where it stands, whatever its name is worth saying")
    func validates() throws {
        let list = try ColumnList.parse("A, x.b, [it's]")
        #expect(throws: Never.self) { try list.validate { ["a", "b", "it's"].contains($0) } }
        #expect(refusal { try list.validate { $0 == "a" } }?.description == "szColumnList, character 4: there is no column 'b'")
        #expect(refusal { try list.validate { $0 != "it's" } }?.message == "there is no column of that name")
    }
}
