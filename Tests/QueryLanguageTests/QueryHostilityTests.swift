import Testing

@testable import QueryLanguage

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
        #expect(refusal(ofWhere: "a = " + String(repeating: "upper(", count: 33) + "'a'")?.message == "nested deeper than 32 levels")
        // Beside one another is not within one another.
        #expect(throws: Never.self) { try Condition.parse(Array(repeating: "(not (a = 1))", count: 150).joined(separator: " and ")) }
    }

    @Test("A long list is one level")
    func breadth() throws {
        let text = Array(repeating: "a = 1", count: 500).joined(separator: " or ")
        let condition = try parsed(text)
        #expect(condition.columns.count == 500)
        #expect(try !condition.matches { _ in "2" })
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
        #expect(try steps(of: pattern, on: text) <= (text.count + 1) * (pattern.pieces.count + 1))
        let ends = try LikePattern(String(repeating: "%", count: 3_999) + "b", escape: nil)
        #expect(try steps(of: ends, on: text) <= 2 * text.count + 2)
    }

    /// What it takes to tell that a text does not match.
    private func steps(of pattern: LikePattern, on text: String) throws -> Int {
        var budget = QueryBudget()
        #expect(try !pattern.matches(text, &budget))
        return QueryLimits.steps - budget.steps
    }

    @Test("A set of LIKE takes a step for each of its ranges")
    func setSteps() throws {
        let set = try LikePattern("[^" + String(repeating: "b", count: 3_000) + "]", escape: nil)
        var budget = QueryBudget()
        #expect(try set.matches("a", &budget))
        #expect(QueryLimits.steps - budget.steps >= 3_000)
    }

    @Test("A pattern is given up within the comparisons that the budget has left")
    func budgetEndsWithinAPattern() throws {
        let pattern = try LikePattern("%" + String(repeating: "a", count: 3_000) + "b", escape: nil)
        var budget = QueryBudget(steps: 1_000)
        #expect(throws: QueryBudget.Exhausted.self) { try pattern.matches(String(repeating: "a", count: 100_000), &budget) }
        #expect(budget.steps == -1)
    }

    @Test(
        "Every part of a condition is work, whichever way it goes",
        arguments: [
            "a = 'x'", "a > 7", "a like '%x'", "a not like '%y'", "a in ('y', 'z')", "a between 'a' and 'b'", "a is null", "1=2",
            "not a = 'x'",
        ])
    func everythingIsWork(part: String) throws {
        func steps(_ text: String) throws -> Int {
            let condition = try parsed(text)
            var budget = QueryBudget()
            _ = try condition.matches(&budget) { _ in "x" }
            return QueryLimits.steps - budget.steps
        }
        // With as much as a constant is on top.
        let once = try steps("\(part) and 1=1")
        #expect(once > 4 || part == "1=2")
        let (never, always) = ("(\(part) and 1=2)", "(\(part) or 1=1)")
        #expect(try steps(Array(repeating: never, count: 50).joined(separator: " or ")) >= 50 * (once - 4))
        #expect(try steps(Array(repeating: always, count: 50).joined(separator: " and ")) >= 50 * (once - 4))
        #expect(throws: QueryBudget.Exhausted.self) {
            var budget = QueryBudget(steps: 50 * (once - 4) - 1)
            return try parsed(Array(repeating: never, count: 50).joined(separator: " or ")).matches(&budget) { _ in "x" }
        }
    }

    @Test("A literal is as much work as it is long, and a value too")
    func lengthIsWork() throws {
        func steps(_ text: String, on value: String) throws -> Int {
            var budget = QueryBudget()
            _ = try parsed(text).matches(&budget) { _ in value }
            return QueryLimits.steps - budget.steps
        }
        let long = String(repeating: "a", count: 8_000)
        #expect(try steps("a = '\(long)b'", on: "a") >= steps("a = 'b'", on: "a") + 1_000)
        #expect(try steps("a = 'b'", on: long) >= steps("a = 'b'", on: "a") + 7_999)
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
