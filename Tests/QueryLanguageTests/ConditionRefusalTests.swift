import Testing

@testable import QueryLanguage

@Suite("What szWhereClause refuses")
struct ConditionRefusalTests {
    @Test(
        "A refusal says where it is and what is expected there",
        arguments: [
            ("a", 2, "a comparison (=, <>, <, <=, >, >=, LIKE, IN, BETWEEN, IS) is expected, not the end"),
            ("a =", 4, "a text, a number or NULL is expected, not the end"),
            ("a = b", 5, "a column cannot be compared with a column: a text, a number or NULL is expected, not 'b'"),
            ("a = [b]", 5, "a column cannot be compared with a column: a text, a number or NULL is expected, not a name in brackets"),
            ("a = t.b", 5, "a column cannot be compared with a column: a text, a number or NULL is expected, not 't'"),
            ("a > getdate()", 5, "the function 'getdate' is not supported; a text, a number or NULL is expected"),
            ("len(a) > 1", 1, "the function 'len' is not supported; a column on the left of a comparison is expected"),
            ("a = (1)", 5, "a text, a number or NULL is expected, not '('"),
            ("a = and", 5, "a text, a number or NULL is expected, not 'and'"),
            ("'x' = a", 1, "a column on the left of a comparison is expected, not a text"),
            ("1 = a", 5, "a number, because columns must be on the left, is expected, not 'a'"),
            ("1", 2, "a comparison (=, <>, <, <=, >, >=) is expected, not the end"),
            ("a = 1 b = 2", 7, "AND, OR or the end is expected, not 'b'"),
            ("a = 1 and", 10, "a column on the left of a comparison is expected, not the end"),
            ("a = 1)", 6, "AND, OR or the end is expected, not ')'"),
            ("(a = 1", 7, "AND, OR or ')' is expected, not the end"),
            ("(a) = 1", 3, "a comparison (=, <>, <, <=, >, >=, LIKE, IN, BETWEEN, IS) is expected, not ')'"),
            ("upper(a = 1", 9, "')' is expected, not '='"), ("a = upper('x'", 14, "')' is expected, not the end"),
            ("a = upper(b)", 11, "a column cannot be compared with a column: a text, a number or NULL is expected, not 'b'"),
            ("a like upper(b)", 14, "a pattern between single quotes is expected, not 'b'"),
            ("a is 1", 6, "NULL or NOT NULL is expected, not a number"),
            ("a is not 1", 10, "NULL is expected, not a number"),
            ("a not = 1", 7, "LIKE, IN or BETWEEN is expected, not '='"),
            ("a in 1", 6, "'(' and a list of literals is expected, not a number"),
            ("a in ()", 7, "a text, a number or NULL is expected, not ')'"),
            ("a in (1,)", 9, "a text, a number or NULL is expected, not ')'"),
            ("a in (1 2)", 9, "',' or ')' is expected, not a number"),
            ("a between 1 or 2", 13, "AND and the upper bound is expected, not 'or'"),
            ("a between 1", 12, "AND and the upper bound is expected, not the end"),
            ("a like 5", 8, "a pattern between single quotes is expected, not a number"),
            ("a like 'x' escape 'ab'", 19, "one character between single quotes is expected, not a text"),
            ("a like 'x' escape ''", 19, "one character between single quotes is expected, not a text"),
            ("a.b.c = 1", 1, "a name has at most two parts: table and column"),
            ("a. = 1", 4, "a column's name is expected, not '='"),
            ("a.* = 1", 3, "a column's name is expected, not '*'"),
        ])
    func syntax(text: String, position: Int, message: String) {
        let error = refusal(ofWhere: text)
        #expect(error?.position == position)
        #expect(error?.message == message)
    }

    @Test(
        "Signs that are not of the language are refused by name",
        arguments: [
            ("a = 1; b", 6, "semicolons"), ("a = 1 -- b", 7, "comments"), ("a /* b */ = 1", 3, "comments"),
            ("a = \"b\"", 5, "double quotes"),
            ("a = @b", 5, "variables"), ("a + 1 = 2", 3, "arithmetic"), ("a = 1 / 2", 7, "arithmetic"),
            ("a = 0x1F", 6, "'x' cannot follow"),
            ("a = 1.2.3", 8, "'.' cannot follow"), ("a = 12ab", 7, "'a' cannot follow"), ("a = $5", 5, "'$' is not part"),
            ("a = ’x’", 5, "U+2019 is not part"), ("é = 1", 1, "U+00E9 is not part"), ("a = 1\0", 6, "U+0000 is not part"),
            ("a = 'x\0y'", 7, "U+0000 is not part"), ("a\u{A0}= 1", 2, "U+00A0 is not part"), ("{a} = 1", 1, "'{' is not part"),
            ("a = 'x", 5, "no single quote ends"), ("a = 'x''", 5, "no single quote ends"), ("'", 1, "no single quote ends"),
            ("[a = 1", 1, "not closed"), ("[] = 1", 1, "between the brackets"), ("[a\nb] = 1", 3, "U+000A is not part"),
            ("a = 1e999", 5, "too large"), ("a = 1" + String(repeating: "0", count: 70), 5, "too long"),
        ])
    func signs(text: String, position: Int, message: String) {
        let error = refusal(ofWhere: text)
        #expect(error?.position == position)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        #expect(error?.kind == .syntax)
    }

    @Test(
        "The words of statements are refused by name, in any letter case",
        arguments: [
            "union all", "FROM x", "where a = 1", "exists (x)", "case when", "order by a", "set x", "a = any (x)", "a = 1 Group by a",
        ])
    func statements(text: String) {
        let error = refusal(ofWhere: text)
        #expect(error?.message.hasSuffix("is not supported: no statements, and no parts of them") == true, "\(error?.message ?? "")")
    }

    @Test(
        "The vendor's words make a query invalid wherever they stand",
        arguments: [
            ("a in (select b)", 7), ("DELETE", 1), ("a = 1 insert", 7), ("a = 1 and update = 2", 11), ("exec x", 1), ("a=1 or Execute", 8),
            ("ind_entity_key = 'x'", 1), ("x.[ind_Entity_Key] = 'x'", 3), ("[delete] = 1", 1),
        ])
    func forbiddenWords(text: String, position: Int) {
        let error = refusal(ofWhere: text)
        #expect(error?.kind == .forbiddenWord)
        #expect(error?.position == position)
        #expect(error?.vendorMessage == "Invalid query.")
    }

    @Test("The content of a literal is never in a message")
    func secrecy() {
        for text in [
            "'hunter2' = a", "a = 'hunter2' 'hunter2'", "a is 'hunter2'", "a like '[hunter2'", "a in ('hunter2' 'hunter2')", "a = 'hunter2",
        ] {
            #expect(refusal(ofWhere: text)?.description.contains("hunter2") == false)
        }
    }

    @Test("Positions count characters, not bytes")
    func positions() {
        #expect(refusal(ofWhere: "a = '\u{1F600}é' b")?.position == 10)
    }
}
