import JSON
import Testing

@testable import OData

@Suite("$filter")
struct FilterTests {
    @Test(
        "is met",
        arguments: [
            "Id eq 7", "id EQ '7'", "7 eq Id", "UserName eq 'Jane.O''Hara'", "username ne 'jane.o''hara'",
            "tolower(UserName) eq 'jane.o''hara'",
            "tolower(UserName) eq tolower('JANE.O''HARA')",
            "AccountStatus eq '1'and Id ge 7", "AccountStatus gt 0 and (Id lt 3 or Id le 7)", "not (Id eq 8)", "not Id eq 8",
            "not not Id eq 7",
            "Title eq null", "null eq Title", "Title ne 'x'", "not (Title eq 'x')", "LastLoginDate ne null",
            "LastLoginDate gt 2016-07-28", "LastLoginDate lt 2016-07-28T17:19:02Z", "LastLoginDate eq '2016-07-28T17:19:01.350'",
            "LastLoginDate ge datetime'2016-07-28T17:19'", "IsDefault", "IsDefault eq true", "IsDefault ne 'false'",
            "not (IsDefault eq false)",
            "contains(UserName,'O''H')", "contains(UserName,'') eq true", "startswith(tolower(UserName), 'jane')",
            "startswith(UserName,'jane') eq false", "not contains(Title,'x')", "(Id) eq (7)", "((Id eq 7)) and (((IsDefault)))",
            "(IsDefault) eq true", "(not IsDefault) or Id eq 7", "UpdateInformation/CreateLogin eq 2",
            "updateinformation/createdate lt 2015-01-01T00:00:01", "Contacts/any(s:tolower(s/Value) eq 'jane@example.org')",
            "Contacts/any(c: C/IsDefault eq true and contains(c/Value, 'home') and Id eq 7)", "Contacts/any()", "UserIds eq null",
            "Contacts ne null", "UserName gt 'Jane'", "UserName lt 'jane'", "Id eq 7.0", "Id lt 7.5", "true eq true", "Id eq 1 or Id eq 7",
            "\u{A0}Id\teq\n7 ",
        ])
    func isMet(filter: String) throws {
        #expect(try Sample.meets(filter))
    }

    @Test(
        "is not met",
        arguments: [
            "Id eq 8", "UserName eq 'jane.o''hara'", "Title eq 'x'", "Title gt ''", "Title lt 'x'", "Id eq null", "not (Id eq 7)",
            "Id eq 7 and Id eq 8", "contains(Title,'x')", "startswith(UserName,'Jane.O''Hara.')", "IsDefault eq false", "not IsDefault",
            "Contacts/any(s:s/Value eq 'jane@example.org')", "Contacts/any(s:s/IsDefault and contains(s/Value,'Example'))",
            "LastLoginDate eq null", "LastLoginDate lt 2016-07-28T17:19:01.35", "Id gt 9223372036854775807", "UserName eq 7",
            "Id eq UserName",
        ])
    func isNotMet(filter: String) throws {
        #expect(try !Sample.meets(filter))
    }

    @Test(
        "is refused, and the message says where and why",
        arguments: [
            ("Nothing eq 1", 1, "no property of this name; there are Id, UserName"), ("Id eq", 6, "a property or a value"),
            ("Id", 3, "one of eq, ne"), ("Id eq 'x'", 7, "a whole number"), ("(Id eq 7", 9, "')' is expected"),
            ("Id eq 7)", 8, "\"and\", \"or\" or the end"), ("Id eq 7 Id", 9, "\"and\", \"or\" or the end"),
            ("UserName eq 'x", 13, "no single quote"),
            ("endswith(UserName,'x')", 1, "the functions are"), ("contains(UserName,Title)", 24, "is a text"),
            ("contains(Id,'7')", 10, "is a text"),
            ("Id eq 7 and", 12, "a property or a value"), ("Id = 7", 4, "'='"), ("Id eq 2016-07-28", 7, "a whole number"),
            ("LastLoginDate gt 'yesterday'", 18, "a moment"), ("LastLoginDate gt 2016-7-28", 18, "neither a number nor a moment"),
            ("Contacts/all(s:s/Value eq 'x')", 10, "\"any\""), ("Contacts/any(s:s/Value)", 23, "one of eq, ne"),
            ("Contacts/any(s:s eq 'x')", 16, "slash"),
            ("Contacts eq 'x'", 13, "null"), ("Id/Value eq 1", 4, "Id has no properties"), ("IsDefault eq 5", 14, "true or false"),
            ("(Id eq 7) gt true", 18, "by eq and ne"), ("(Id eq 7) eq 7", 15, "true or false"), ("", 1, "a property or a value"),
            ("Id eq 7 \u{1F600}", 9, "this character"), ("Contacts/any(s:Contacts/any(t:true eq true))", 25, "inside another"),
            ("Id eq -", 7, "incomplete"), ("Id eq 7.", 7, "incomplete"), ("\0", 1, "this character"),
        ])
    func isRefused(filter: String, position: Int, message: String) {
        let error = #expect(throws: ODataError.self) { try Sample.meets(filter) }
        #expect(error?.position == position)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        #expect(error?.description.hasPrefix("$filter, character \(position): ") == true)
    }

    @Test("may be as deep and as long as the limits say, and no deeper or longer")
    func limits() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "(", count: depth) + "Id eq 7" + String(repeating: ")", count: depth)
        }
        #expect(try Sample.meets(nested(ODataLimits.depth)))
        let deep = #expect(throws: ODataError.self) { try Sample.meets(nested(ODataLimits.depth + 1)) }
        #expect(deep?.message.contains("levels of nesting") == true)
        func long(_ length: Int) -> String { "Id eq 7" + String(repeating: " ", count: length - 7) }
        #expect(try Sample.meets(long(ODataLimits.characters)))
        #expect(throws: ODataError.self) { try Sample.meets(long(ODataLimits.characters + 1)) }
        let words = "Id eq 7" + String(repeating: " or Id eq 7", count: (ODataLimits.tokens - 3) / 4)
        #expect(try Sample.meets(words))
        let signs = #expect(throws: ODataError.self) { try Sample.meets(String(repeating: "(", count: ODataLimits.tokens + 1)) }
        #expect(signs?.message.contains("words and signs") == true)
    }

    @Test("becomes look-ups if every match must have one of a few values")
    func lookups() throws {
        func lookups(_ filter: String) throws -> Set<String>? {
            try ODataFilter(filter, fields: Sample.fields).lookups(by: ["Id", "UserName"]).map { found in
                Set(found.map { "\($0.property)=\($0.value)" })
            }
        }
        #expect(try lookups("UserName eq 'x'") == ["UserName=x"])
        #expect(try lookups("'x' eq username") == ["UserName=x"])
        #expect(try lookups("tolower(UserName) eq 'x'") == ["UserName=x"])
        #expect(try lookups("Id eq '007'") == ["Id=7"])
        #expect(try lookups("Title ne null and (UserName eq 'x' and AccountStatus eq 1)") == ["UserName=x"])
        #expect(try lookups("Id eq 1 or Id eq 2 or UserName eq 'x'") == ["Id=1", "Id=2", "UserName=x"])
        #expect(try lookups("(Id eq 1 or Id eq 2) and UserName eq 'x'") == ["UserName=x"])
        for filter in [
            "Id ne 1", "not (Id eq 1)", "Id eq 1 or Title eq 'x'", "Title eq 'x'", "Id eq null", "startswith(UserName,'x')", "Id gt 1",
            "Id eq 1.5", "Contacts/any(s:s/Value eq 'x')",
        ] { #expect(try lookups(filter) == nil, "\(filter)") }
        let byContact = try ODataFilter("Contacts/any(s:tolower(s/Value) eq 'a@b')", fields: Sample.fields).lookups(by: ["Contacts/Value"])
        #expect(byContact?.map(\.property) == ["Contacts/Value"])
        func many(_ count: Int) -> String { (1...count).map { "Id eq \($0)" }.joined(separator: " or ") }
        #expect(try lookups(many(ODataLimits.lookups))?.count == ODataLimits.lookups)
        #expect(try lookups(many(ODataLimits.lookups + 1)) == nil)
    }
}
