import Testing

@testable import QueryLanguage

@Suite("What a condition demands of one column")
struct IndexableTests {
    private func demand(_ text: String) throws -> IndexableDemand? { try parsed(text).indexable }

    @Test(
        "An equality or a prefix that AND joins at the top",
        arguments: [
            ("A = 'X '", "a", IndexableDemand.Value.key("x")), ("x.a = N'X'", "a", .key("x")), ("a = 7", "a", .whole(7)),
            ("a like 'Ab%c'", "a", .prefix("ab")),
            ("a like 'Ab'", "a", .prefix("ab")), ("b > 1 and a = 'x'", "a", .key("x")), ("a like 'x%' and b = 'y'", "b", .key("y")),
            ("a = 'x' and b = 'y'", "a", .key("x")), ("(c = 1 or d = 2) and (a = 'x' and e is null)", "a", .key("x")),
            ("upper(a) = 'x'", "a", .key("x")),
            ("1=1 and a = 'x'", "a", .key("x")), ("a = ''", "a", .key("")),
        ])
    func demands(text: String, column: String, value: IndexableDemand.Value) throws {
        #expect(try demand(text) == IndexableDemand(column: column, value: value))
    }

    @Test(
        "Nothing where a row may meet the condition without it",
        arguments: [
            "a = 'x' or b = 'y'", "not a = 'x'", "a <> 'x'", "a > 'x'", "a not like 'x%'", "a like '%x'", "a like ''", "a like '[x]%'",
            "a = null",
            "a = 1.5", "a in ('x')", "a between 'x' and 'x'", "a is null", "1=1", "not (a = 'x' and b = 'y')",
        ])
    func nothing(text: String) throws {
        #expect(try demand(text) == nil)
    }

    @Test("Each row that meets a condition meets its demand")
    func sound() throws {
        let values = ["x", "X", "x ", "X  ", " x", "xy", "XY%", "7", "07", "7.0", " 7", "", " ", "İx", "\u{212A}", "k", "K"]
        for text in [
            "a = 'x'", "a = 'X '", "a like 'x%'", "a like 'x'", "a = 7", "a = ''", "a = 'İX'", "a = 'K'", "a = '\u{212A}'", "a like 'İ%'",
        ] {
            let condition = try parsed(text)
            let demand = try #require(condition.indexable)
            var found = 0
            for value in values where try condition.matches({ $0 == "a" ? value : nil }) {
                found += 1
                switch demand.value {
                case .key(let key): #expect(CollatedText(value).key == key)
                case .prefix(let prefix): #expect(CollatedText(value).folded.hasPrefix(prefix))
                case .whole(let number): #expect(QueryNumber(value) == .whole(number))
                }
            }
            #expect(found > 0, "\(text)")
        }
    }
}
