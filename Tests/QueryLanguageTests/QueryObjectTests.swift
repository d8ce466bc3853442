import Testing

@testable import QueryLanguage

@Suite("The grammar of szObjectName")
struct QueryObjectTests {
    @Test(
        "A name, a number of rows and Distinct, in any order and letter case",
        arguments: [
            ("Individual", "Individual", QueryObject.Limit.standard, false), ("Individual @TOP 10", "Individual", .rows(10), false),
            ("Individual @top -1", "Individual", .none, false), ("  Individual\t@TOP  5 ", "Individual", .rows(5), false),
            ("Individual Distinct @TOP 5", "Individual", .rows(5), true), ("Individual @TOP 5 DISTINCT", "Individual", .rows(5), true),
            ("distinct Individual", "Individual", .standard, true), ("@TOP 0 Individual", "Individual", .rows(0), false),
            ("Committee  Participation - (eWeb) @TOP 10", "Committee Participation - (eWeb)", .rows(10), false),
            ("mb_member_type", "mb_member_type", .standard, false), ("Price_Merchandise @TOP -1", "Price_Merchandise", .none, false),
            ("X @TOP 2147483647", "X", .rows(2_147_483_647), false), ("Événement", "Événement", .standard, false),
        ])
    func parses(text: String, name: String, limit: QueryObject.Limit, isDistinct: Bool) throws {
        let object = try QueryObject.parse(text)
        #expect(object.name == name)
        #expect(object.limit == limit)
        #expect(object.isDistinct == isDistinct)
    }

    @Test(
        "Anything else is refused where it stands",
        arguments: [
            ("", 1, "the name of an object"), ("   ", 4, "the name of an object"), ("@TOP 5", 7, "the name of an object"),
            ("X @TOP", 7, "the number of rows"),
            ("X @TOP ten", 8, "the number of rows"), ("X @TOP -2", 8, "the number of rows"), ("X @TOP +2", 8, "the number of rows"),
            ("X @TOP 2147483648", 8, "too large"), ("X @TOP 99999999999999999999", 8, "too large"), ("X @TOP 1 @TOP 2", 10, "@TOP twice"),
            ("X Distinct Distinct", 12, "Distinct twice"), ("X @TOP10", 3, "a space after it"), ("X @LIMIT 5", 3, "@TOP is expected"),
            ("X @TOP 5 Y", 10, "the end is expected"), ("X Distinct Y", 12, "the end is expected"), ("X; Y", 2, "a name of letters"),
            ("'X'", 1, "a name of letters"), ("X\0", 2, "a name of letters"), ("[X]", 1, "a name of letters"),
        ])
    func refuses(text: String, position: Int, message: String) {
        let error = refusal { _ = try QueryObject.parse(text) }
        #expect(error?.clause == .objectName)
        #expect(error?.position == position)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test("The vendor's words make a query invalid", arguments: ["Individual delete", "SELECT", "x_entity_key"])
    func forbidden(text: String) {
        #expect(refusal { _ = try QueryObject.parse(text) }?.vendorMessage == "Invalid query.")
    }
}
