import Testing

@testable import QueryLanguage

@Suite("Whether a row meets a condition")
struct ConditionMatchingTests {
    /// What a condition is for a row.
    private func truth(_ text: String, _ row: [String: String] = [:]) throws -> Truth {
        try parsed(text).truth { row[$0] }
    }

    // In the tables y is 1, n is 0, and u is NULL: `y = 1` is yes, `n = 1` no and `u = 1` unknown.
    private static let row = ["y": "1", "n": "0"]

    @Test(
        "AND and OR follow SQL's truth tables",
        arguments: [
            ("y", "y", Truth.yes, Truth.yes), ("y", "n", .no, .yes), ("y", "u", .unknown, .yes), ("n", "y", .no, .yes),
            ("n", "n", .no, .no),
            ("n", "u", .no, .unknown), ("u", "y", .unknown, .yes), ("u", "n", .no, .unknown), ("u", "u", .unknown, .unknown),
        ])
    func tables(one: String, other: String, and: Truth, or: Truth) throws {
        #expect(try truth("\(one)=1 and \(other)=1", Self.row) == and)
        #expect(try truth("\(one)=1 or \(other)=1", Self.row) == or)
        #expect(try truth("not (\(one)=1 and \(other)=1)", Self.row) == !and)
    }

    @Test("NOT turns yes and no, and leaves unknown", arguments: [("y", Truth.no), ("n", .yes), ("u", .unknown)])
    func not(name: String, result: Truth) throws {
        #expect(try truth("not \(name)=1", Self.row) == result)
    }

    @Test(
        "NULL makes everything unknown but IS NULL",
        arguments: [
            "u = 1", "u <> 1", "u < 1", "u like '%'", "u not like '%'", "u in (1)", "u not in (1)", "u between 1 and 2",
            "u not between 1 and 2",
            "y = null", "y <> null", "u = null", "y in (0, null)", "y not in (0, null)", "y between null and 2", "y not between 0 and null",
        ])
    func null(text: String) throws {
        #expect(try truth(text, Self.row) == .unknown)
        #expect(try parsed(text).matches { Self.row[$0] } == false)
    }

    @Test("NULL decides nothing where the rest decides")
    func nullBesides() throws {
        #expect(try truth("y in (1, null)", Self.row) == .yes)
        #expect(try truth("y not in (1, null)", Self.row) == .no)
        #expect(try truth("y between 2 and null", Self.row) == .no)
        #expect(try truth("y not between 2 and null", Self.row) == .yes)
        #expect(try truth("u is null", Self.row) == .yes)
        #expect(try truth("u is not null", Self.row) == .no)
        #expect(try truth("y is null", Self.row) == .no)
        #expect(try truth("y is not null", Self.row) == .yes)
    }

    @Test(
        "Texts compare without letter case and without blanks at the end",
        arguments: [
            ("SMITH", "= 'smith'", true), ("smith", "= 'SMITH'", true), ("Ärger", "= 'ÄRGER'", true), ("Ärger", "= 'Arger'", false),
            ("smith  ", "= 'smith'", true), ("smith", "= 'smith   '", true), (" smith", "= 'smith'", false), ("", "= '  '", true),
            ("smith\t", "= 'smith'", false), ("smith", "<> 'SMITH '", false), ("a", "< 'B'", true), ("B", "> 'a'", true),
            ("a ", ">= 'A'", true),
            ("b", "between 'A' and 'C'", true), ("d", "not between 'A' and 'C'", true), ("b", "in ('A', 'B')", true),
            ("b", "not in ('a')", true),
            ("2020-05-01", "> '2020-01-01'", true), ("O'Brien", "= 'o''brien'", true), ("smith ", "like 'smith'", false),
            ("smith ", "like 'smith '", true), ("10", "< '9'", true),
        ])
    func texts(value: String, condition: String, result: Bool) throws {
        #expect(try parsed("a \(condition)").matches { $0 == "a" ? value : nil } == result)
    }

    @Test(
        "A number compares with what spells one as numbers, and with anything else as unknown",
        arguments: [
            ("7", "= 7", Truth.yes), ("007", "= 7", .yes), ("7.0", "= 7", .yes), (" 7 ", "= 7", .yes), ("+7", "= 7", .yes),
            ("70e-1", "= 7", .yes),
            ("10", "< 9", .no), ("-1", "< 0", .yes), ("0.1", "= .10", .yes), ("9223372036854775807", "= 9223372036854775806", .no),
            ("9223372036854775807", "< 9223372036854775808", .yes), ("9007199254740993", "> 9007199254740992.0", .yes),
            ("-9223372036854775808", "<= -9.3e18", .no), ("5", "< 5.5", .yes), ("-5", "> -5.5", .yes), ("5.5", "> 5", .yes),
            ("1e300", "> 5", .yes),
            ("-1e300", "< -5", .yes), ("seven", "= 7", .unknown), ("seven", "<> 7", .unknown), ("", "= 0", .unknown),
            ("0x7", "= 7", .unknown),
            ("nan", "= 0", .unknown), ("inf", "> 0", .unknown), ("1e999", "> 0", .unknown), ("7 7", "= 7", .unknown),
            ("8", "between 7 and 9", .yes),
            ("8", "in (7, 8)", .yes), ("8", "in ('x', 8.0)", .yes),
        ])
    func numbers(value: String, condition: String, result: Truth) throws {
        #expect(try truth("a \(condition)", ["a": value]) == result)
    }

    @Test("UPPER and LOWER change nothing")
    func functions() throws {
        #expect(try truth("upper(a) = 'Smith' and lower(a) like 'SM%'", ["a": "smith"]) == .yes)
        #expect(try truth("upper(b) = 'x'") == .unknown)
        #expect(try truth("upper(a) like upper('%mit%') and a = Lower( UPPER(N'SMITH'))", ["a": "smith"]) == .yes)
        #expect(try truth("a in ('x', upper('Smith')) and a between lower('S') and UPPER('t')", ["a": "smith"]) == .yes)
        #expect(try truth("a like upper('!%m%') escape '!'", ["a": "%Mx"]) == .yes)
    }

    @Test("1=1 is all rows and 1=2 none")
    func constants() throws {
        #expect(try truth("1=1") == .yes)
        #expect(try truth("1=2") == .no)
        #expect(try truth("1=1 and a='x'", ["a": "X"]) == .yes)
    }

    @Test("Values are asked for by the column's name in small letters, without its table")
    func names() throws {
        #expect(try truth("Email.EML_Address = 'x'", ["eml_address": "x"]) == .yes)
    }

    @Test("A column of numbers makes numbers of the texts it is compared with")
    func typed() throws {
        let condition = try parsed("a = '07' or a in ('8', 9) or not (a between '1' and '2' and b = '07')")
        let typed = try condition.typed { $0 == "a" ? .numbers : .texts }
        #expect(spelling(typed) == "(or (equal a 7) (in a 8 9) (not (and (between a 1 2) (equal b '07'))))")
        let like = try parsed("a like '7%' and a is null and 1=1")
        #expect(try like.typed { _ in .numbers } == like)
        let error = refusal { _ = try parsed("b = 1 and a = 'seven'").typed { $0 == "a" ? .numbers : .texts } }
        #expect(error?.position == 11)
        #expect(error?.message.contains("seven") == false)
    }

    @Test("A column of dates makes dates of the texts it is compared with")
    func dates() throws {
        func date(_ text: String) -> String? { text.hasPrefix("d") ? String(text.dropFirst()) : nil }
        func typed(_ text: String) throws -> Condition { try parsed(text).typed { $0 == "a" ? .dates(date) : .texts } }
        #expect(
            spelling(try typed("a >= 'D1' and a in ('d2', null) and b = 'D3'"))
                == "(and (greaterOrEqual a '1') (in a '2' null) (equal b 'd3'))")
        let error = refusal { _ = try typed("b = 1 and a = 'x'") }
        #expect(error?.position == 11)
        #expect(error?.vendorMessage == "Conversion failed when converting date and/or time from character string.")
    }
}
