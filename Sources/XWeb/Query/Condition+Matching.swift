extension Condition {
    /// Whether a row meets the condition; one for which that is unknown does not.
    ///
    /// The closure gives a column's value in the row, nil for NULL. It is asked by the column's name with its ASCII letters made small.
    func matches(_ value: (String) -> String?) -> Bool { truth(value) == .yes }

    /// What the condition is for a row.
    func truth(_ value: (String) -> String?) -> Truth {
        switch self {
        case .comparison(let column, let comparison, let literal):
            Self.look(at: column, value) { Self.compare(&$0, comparison, literal) }
        case .like(let column, let pattern, let negated):
            Self.negate(negated, Self.look(at: column, value) { Truth(pattern.matches($0.collated.folded)) })
        case .inList(let column, let literals, let negated):
            Self.negate(negated, Self.look(at: column, value) { row in Truth.any(literals) { Self.compare(&row, .equal, $0) } })
        case .between(let column, let low, let high, let negated):
            Self.negate(
                negated,
                Self.look(at: column, value) { row in
                    Truth.all([(Comparison.greaterOrEqual, low), (.lessOrEqual, high)]) { Self.compare(&row, $0.0, $0.1) }
                })
        case .isNull(let column, let negated): Truth((value(column.key) == nil) != negated)
        case .constant(let truth): truth
        case .and(let parts): Truth.all(parts) { $0.truth(value) }
        case .or(let parts): Truth.any(parts) { $0.truth(value) }
        case .not(let part): !part.truth(value)
        }
    }

    /// What a look at a column's value shows; unknown for NULL.
    private static func look(at column: QueryColumn, _ value: (String) -> String?, _ look: (inout RowValue) -> Truth) -> Truth {
        guard let text = value(column.key) else { return .unknown }
        var row = RowValue(text)
        return look(&row)
    }

    private static func compare(_ value: inout RowValue, _ comparison: Comparison, _ literal: QueryLiteral) -> Truth {
        guard let order = literal.order(of: &value) else { return .unknown }
        return Truth(comparison.holds(order))
    }

    private static func negate(_ negated: Bool, _ truth: Truth) -> Truth { negated ? !truth : truth }
}
