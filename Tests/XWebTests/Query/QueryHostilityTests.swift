import Testing

@testable import XWeb

/// The bounds are shown by where a text is given up: nothing behind that character was looked at.
@Suite("Hostile queries")
struct QueryHostilityTests {
    private static let mebibyte = 1 << 20

    /// One call of every parser.
    private static let parsers: [(clause: QueryError.Clause, parse: @Sendable (String) throws -> Void)] = [
        (.objectName, { _ = try QueryObject.parse($0) }), (.columnList, { _ = try ColumnList.parse($0) }),
        (.whereClause, { _ = try Condition.parse($0) }), (.orderBy, { _ = try Ordering.parse($0) }),
    ]

    @Test(
        "A mebibyte of anything is given up at the limit of characters",
        arguments: [
            "(", ")", "'", "''", "[", "not ", "a,", "a=1 or ", "%", "1", "a", ".", "\0", "é", "\u{1F600}", "--", "@TOP ", "-1 ", "a b ",
        ])
    func givesUpEarly(piece: String) {
        let text = String(repeating: piece, count: Self.mebibyte / piece.utf8.count)
        for (clause, parse) in Self.parsers {
            let error = refusal { try parse(text) }
            #expect(error?.clause == clause)
            #expect(error.map { $0.position <= QueryLimits.characters + 1 } == true)
        }
    }

    @Test("As much as the limit of characters is given up at the limit of tokens", arguments: ["(", "a,", "a=1 or ", "1 ", "not ", "'' "])
    func tokenLimit(piece: String) throws {
        let text = String(repeating: piece, count: QueryLimits.characters / piece.utf8.count)
        #expect(text.utf8.count <= QueryLimits.characters)
        let error = try #require(refusal(ofWhere: text))
        #expect(error.message == "more than 2000 words and signs")
        #expect(error.position <= (QueryLimits.tokens + 1) * piece.utf8.count + 1)
    }

    @Test("Nesting ends at 32 levels, whatever nests")
    func depth() throws {
        func nested(_ open: String, _ depth: Int, _ close: String) -> String {
            String(repeating: open, count: depth) + "a = 1" + String(repeating: close, count: depth)
        }
        #expect(throws: Never.self) { try Condition.parse(nested("(", 32, ")")) }
        #expect(throws: Never.self) { try Condition.parse(nested("not ", 32, "")) }
        #expect(throws: Never.self) {
            try Condition.parse(String(repeating: "upper(", count: 32) + "a" + String(repeating: ")", count: 32) + "=1")
        }
        #expect(refusal(ofWhere: nested("(", 33, ")"))?.position == 33)
        #expect(refusal(ofWhere: nested("not ", 33, ""))?.position == 32 * 4 + 1)
        #expect(refusal(ofWhere: nested("not (", 17, ")"))?.message == "nested deeper than 32 levels")
        #expect(refusal(ofWhere: String(repeating: "upper(", count: 33) + "a")?.message == "nested deeper than 32 levels")
        // Beside one another is not within one another.
        #expect(throws: Never.self) { try Condition.parse(Array(repeating: "(not (a = 1))", count: 150).joined(separator: " and ")) }
    }

    @Test("A long list is one level")
    func breadth() throws {
        let text = Array(repeating: "a = 1", count: 500).joined(separator: " or ")
        let condition = try parsed(text)
        #expect(condition.columns.count == 500)
        #expect(!condition.matches { _ in "2" })
        let keys = "a in (" + Array(repeating: "'93e12046-e259-4576-afc8-648a2a72391e'", count: 990).joined(separator: ",") + ")"
        #expect(throws: Never.self) { try Condition.parse(keys) }
    }

    @Test("Names, patterns and numbers have their limits")
    func lengths() throws {
        let name = String(repeating: "n", count: 128)
        #expect(throws: Never.self) { try Condition.parse("\(name) = 1 and [\(name)] = 1") }
        #expect(refusal(ofWhere: "n\(name) = 1")?.message == "a name longer than 128 characters")
        #expect(refusal(ofWhere: "[n\(name)] = 1")?.message == "a name longer than 128 characters")
        let pattern = String(repeating: "p", count: 4_000)
        #expect(throws: Never.self) { try Condition.parse("a like '\(pattern)'") }
        #expect(refusal(ofWhere: "a like 'p\(pattern)'")?.message == "a pattern longer than 4000 characters")
        #expect(throws: Never.self) { try Condition.parse("a = " + String(repeating: "9", count: 64)) }
        #expect(refusal(ofWhere: "a = " + String(repeating: "9", count: 65))?.message == "a number that is too long or too large")
    }

    @Test("LIKE takes no more steps than the product of the lengths", arguments: 1...8)
    func likeSteps(anys: Int) throws {
        let pattern = try LikePattern(String(repeating: "%aaaaaaaa", count: anys) + "%b", escape: nil)
        let text = String(repeating: "a", count: 1_000)
        var steps = 0
        #expect(!pattern.matches(text, steps: &steps))
        #expect(steps <= (text.count + 1) * (pattern.pieces.count + 1))
        var simple = 0
        let ends = try LikePattern(String(repeating: "%", count: 3_999) + "b", escape: nil)
        #expect(!ends.matches(text, steps: &simple))
        #expect(simple <= 2 * text.count + 2)
    }

    @Test("Every text cut short, and every text with a character replaced, ends in a tree or an error")
    func mutations() {
        let text =
            "NOT (upper(a.b) LIKE N'x''[^a-z]%' ESCAPE '!') AND [c]]] NOT IN (1.5e3, NULL, -2) OR d BETWEEN 1 AND 2 AND e IS NOT NULL OR 1=1"
        let scalars = Array(text.unicodeScalars)
        for index in scalars.indices {
            for (_, parse) in Self.parsers {
                try? parse(String(String.UnicodeScalarView(scalars[..<index])))
                for other in "'[]().,-%_=<>!\0é1eN @*;".unicodeScalars {
                    var changed = scalars
                    changed[index] = other
                    try? parse(String(String.UnicodeScalarView(changed)))
                }
            }
        }
        #expect(throws: Never.self) { try Condition.parse(text) }
    }
}
