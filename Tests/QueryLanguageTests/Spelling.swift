import Testing

@testable import QueryLanguage

/// The condition of a where clause that has one.
func parsed(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Condition {
    let condition = try Condition.parse(text)
    return try #require(condition, sourceLocation: sourceLocation)
}

/// A condition's tree as one line, for comparison with what a test expects.
func spelling(_ condition: Condition) -> String {
    func not(_ negated: Bool) -> String { negated ? "not-" : "" }
    switch condition {
    case .comparison(let column, let comparison, let literal): return "(\(comparison) \(spelling(column)) \(spelling(literal)))"
    case .like(let column, let pattern, let negated): return "(\(not(negated))like \(spelling(column)) \(spelling(pattern)))"
    case .inList(let column, let literals, let negated):
        return "(\(not(negated))in \(spelling(column)) \(literals.map { spelling($0) }.joined(separator: " ")))"
    case .between(let column, let low, let high, let negated):
        return "(\(not(negated))between \(spelling(column)) \(spelling(low)) \(spelling(high)))"
    case .isNull(let column, let negated): return "(\(not(negated))null \(spelling(column)))"
    case .constant(let truth): return "\(truth)"
    case .and(let parts): return "(and \(parts.map { spelling($0) }.joined(separator: " ")))"
    case .or(let parts): return "(or \(parts.map { spelling($0) }.joined(separator: " ")))"
    case .not(let part): return "(not \(spelling(part)))"
    }
}

func spelling(_ column: QueryColumn) -> String { (column.qualifier.map { $0 + "." } ?? "") + column.name }

private func spelling(_ literal: QueryLiteral) -> String {
    switch literal {
    case .text(let text): "'\(text.key)'"
    case .number(.whole(let number)): "\(number)"
    case .number(.real(let number)): "\(number)"
    case .null: "null"
    }
}

private func spelling(_ pattern: LikePattern) -> String {
    pattern.pieces.map { piece in
        switch piece {
        case .any: "%"
        case .one: "_"
        case .character(let character): String(character)
        case .set(let ranges, let isNegated):
            "[\(isNegated ? "^" : "")\(ranges.map { "\($0.lowerBound)-\($0.upperBound)" }.joined())]"
        }
    }.joined()
}

extension Condition {
    /// Whether a row meets the condition, with as much work as one query may be.
    func matches(_ value: (String) -> String?) throws -> Bool {
        var budget = QueryBudget()
        return try matches(&budget, value)
    }

    /// What the condition is for a row, with as much work as one query may be.
    func truth(_ value: (String) -> String?) throws -> Truth {
        var budget = QueryBudget()
        return try truth(&budget, value)
    }
}

extension LikePattern {
    /// Whether a folded text matches, with as much work as one query may be.
    func matches(_ text: String) throws -> Bool {
        var budget = QueryBudget()
        return try matches(text, &budget)
    }
}

/// The error of a query that must be refused.
func refusal(sourceLocation: SourceLocation = #_sourceLocation, of parse: () throws -> Void) -> QueryError? {
    let error = #expect(throws: QueryError.self, sourceLocation: sourceLocation) { try parse() }
    if let error { #expect(error.position >= 1 && !error.message.isEmpty, sourceLocation: sourceLocation) }
    return error
}

/// The error of a where clause that must be refused.
func refusal(ofWhere text: String, sourceLocation: SourceLocation = #_sourceLocation) -> QueryError? {
    let error = refusal(sourceLocation: sourceLocation) { _ = try Condition.parse(text) }
    if let error { #expect(error.clause == .whereClause, sourceLocation: sourceLocation) }
    return error
}
