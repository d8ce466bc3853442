import Testing

@testable import QueryLanguage

@Suite("The grammar of szWhereClause")
struct ConditionParsingTests {
    @Test(
        "Each production gives its part of the tree",
        arguments: [
            ("a = 'x'", "(equal a 'x')"), ("a <> 1", "(unequal a 1)"), ("a != 1", "(unequal a 1)"), ("a<1", "(less a 1)"),
            ("a <= 1", "(lessOrEqual a 1)"), ("a !> 1", "(lessOrEqual a 1)"), ("a > 1", "(greater a 1)"),
            ("a >= 1", "(greaterOrEqual a 1)"), ("a !< 1", "(greaterOrEqual a 1)"), ("a = NULL", "(equal a null)"),
            ("a like 'S%'", "(like a s%)"), ("a NOT LIKE '_x'", "(not-like a _x)"), ("a like '50!%' escape '!'", "(like a 50%)"),
            ("a in ('x', 2,NULL)", "(in a 'x' 2 null)"), ("a not in (1)", "(not-in a 1)"),
            ("a between 1 and 2", "(between a 1 2)"), ("a not between 'a' and 'b'", "(not-between a 'a' 'b')"),
            ("a is null", "(null a)"), ("a IS NOT NULL", "(not-null a)"), ("not a = 1", "(not (equal a 1))"),
            ("1=1", "yes"), ("1 = 2", "no"), ("2>=1.5", "yes"),
        ])
    func productions(text: String, tree: String) throws {
        #expect(try spelling(parsed(text)) == tree)
    }

    @Test(
        "NOT binds before AND before OR, and parentheses before all",
        arguments: [
            ("a=1 or b=2 and c=3", "(or (equal a 1) (and (equal b 2) (equal c 3)))"),
            ("a=1 and b=2 or c=3", "(or (and (equal a 1) (equal b 2)) (equal c 3))"),
            ("(a=1 or b=2) and c=3", "(and (or (equal a 1) (equal b 2)) (equal c 3))"),
            ("not a=1 and b=2", "(and (not (equal a 1)) (equal b 2))"),
            ("not (a=1 and b=2)", "(not (and (equal a 1) (equal b 2)))"),
            ("not not a=1", "(not (not (equal a 1)))"),
            ("a between 1 and 2 and b=3", "(and (between a 1 2) (equal b 3))"),
            ("a=1 or b=2 or c=3", "(or (equal a 1) (equal b 2) (equal c 3))"),
            ("((a=1))", "(equal a 1)"),
        ])
    func precedence(text: String, tree: String) throws {
        #expect(try spelling(parsed(text)) == tree)
    }

    @Test(
        "Literals have the forms of SQL Server",
        arguments: [
            ("a='O''Brien'", "'o'brien'"), ("a=N'Żubr'", "'żubr'"), ("a=n'x'", "'x'"), ("a=''", "''"), ("a=''''", "'''"),
            ("a=-5", "-5"), ("a=+5", "5"), ("a=.5", "0.5"), ("a=5.", "5.0"), ("a=1e3", "1000.0"), ("a=1.5E-1", "0.15"),
            ("a=9223372036854775807", "9223372036854775807"), ("a=9223372036854775808", "9.223372036854776e+18"),
            ("a='a -- b; /* c */ select'", "'a -- b; /* c */ select'"),
        ])
    func literals(text: String, literal: String) throws {
        #expect(try spelling(parsed(text)) == "(equal a \(literal))")
    }

    @Test(
        "Columns have a table before them, brackets around them, or UPPER",
        arguments: [
            ("Registrant.reg_key = 1", "(equal Registrant.reg_key 1)"), ("[ind key] = 1", "(equal ind key 1)"),
            ("[a].[b]]c]=1", "(equal a.b]c 1)"), ("[like]=1", "(equal like 1)"),
            ("co_individual . ind_cst_key =1", "(equal co_individual.ind_cst_key 1)"),
            ("upper(Email.eml_address) like '%X%'", "(like Email.eml_address %x%)"), ("LOWER( [upper] ) in (1)", "(in upper 1)"),
            ("mls_delete_flag=0", "(equal mls_delete_flag 0)"),
        ])
    func columns(text: String, tree: String) throws {
        #expect(try spelling(parsed(text)) == tree)
    }

    @Test(
        "What public clients send is taken",
        arguments: [
            "ind_last_name like 'S%' and ind_delete_flag = 0", "ivd_key IN ('a','b')", "cst_key='93e12046-e259-4576-afc8-648a2a72391e'",
            "reg_evt_key='k' and cst_id='1' and reg_cancel_date is null and reg_delete_flag='0'", "evt_start_date > '2020-01-01'",
            "(eml_address = 'x' OR cst_web_login = 'x')", "upper(ind_last_name) like '%X%' and upper(Email.eml_address) like '%X%'",
            "upper(ind_cst_key) in ('A','B')", "org_ogt_code = 'School' and org_delete_flag = 0", "1=2",
            "cst_key = 'k' AND (mbr_expire_date >= '2008-01-01' OR mbr_expire_date is null)", "ind_change_date >= '2024-01-01T00:00:00'",
        ])
    func clients(text: String) throws {
        #expect(try Condition.parse(text) != nil)
    }

    @Test("Nothing, or blanks only, is no condition", arguments: ["", "  ", "\r\n\t "])
    func empty(text: String) throws {
        #expect(try Condition.parse(text) == nil)
    }

    @Test("White space may stand between all tokens, and need not stand where they differ")
    func whiteSpace() throws {
        let loose = try parsed(" a\tin\r\n( 'x' , 'y' )and b<=-1 ")
        let tight = try parsed("a in('x','y')and b<=-1")
        #expect(spelling(loose) == spelling(tight))
    }

    @Test("The columns are named in the order of the text, and the first unknown one is refused where it stands")
    func validates() throws {
        let condition = try parsed("IND_KEY = 1 or not (b like 'x' and c is null) or d in (1) or e between 1 and 2")
        #expect(condition.columns.map(\.name) == ["IND_KEY", "b", "c", "d", "e"])
        #expect(throws: Never.self) { try condition.validate { ["ind_key", "b", "c", "d", "e"].contains($0) } }
        let error = refusal { try condition.validate { $0 == "ind_key" || $0 == "b" } }
        #expect(error?.description == "szWhereClause, character 36: there is no column 'c'")
        #expect(error?.vendorMessage == "Invalid column name 'c'.")
    }
}
