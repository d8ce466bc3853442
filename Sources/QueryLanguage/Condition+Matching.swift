extension Condition {
    /// Returns whether a row meets the condition. A row for which the condition is unknown does not meet it.
    ///
    /// - Parameters:
    ///   - budget: Is charged for the work.
    ///   - value: Returns a column's value in the row, or nil for NULL. It is called with the column's name in lower case (ASCII).
    public func matches(
        _ budget: inout QueryBudget, _ value: (String) -> String?
    ) throws(QueryBudget.Exhausted) -> Bool {
        try truth(&budget, value) == .yes
    }

    /// Returns the truth value of the condition for a row.
    func truth(_ budget: inout QueryBudget, _ value: (String) -> String?) throws(QueryBudget.Exhausted) -> Truth {
        switch self {
        case .comparison(let column, let comparison, let literal):
            guard var row = try Self.look(at: column, value, &budget) else { return .unknown }
            return try Self.compare(&row, comparison, literal, &budget)
        case .like(let column, let pattern, let negated):
            guard var row = try Self.look(at: column, value, &budget) else { return .unknown }
            return Self.negate(negated, Truth(try pattern.matches(row.collated.folded, &budget)))
        case .inList(let column, let literals, let negated):
            guard var row = try Self.look(at: column, value, &budget) else { return .unknown }
            return Self.negate(
                negated,
                try Truth.any(literals) { (literal) throws(QueryBudget.Exhausted) in try Self.compare(&row, .equal, literal, &budget) })
        case .between(let column, let low, let high, let negated):
            guard var row = try Self.look(at: column, value, &budget) else { return .unknown }
            let bounds = [(Comparison.greaterOrEqual, low), (.lessOrEqual, high)]
            return Self.negate(
                negated,
                try Truth.all(bounds) { (bound) throws(QueryBudget.Exhausted) in try Self.compare(&row, bound.0, bound.1, &budget) })
        case .isNull(let column, let negated):
            return Truth((try Self.look(at: column, value, &budget) == nil) != negated)
        case .constant(let truth):
            try budget.chargeForConstant()
            return truth
        case .and(let parts): return try Truth.all(parts) { (part) throws(QueryBudget.Exhausted) in try part.truth(&budget, value) }
        case .or(let parts): return try Truth.any(parts) { (part) throws(QueryBudget.Exhausted) in try part.truth(&budget, value) }
        case .not(let part): return !(try part.truth(&budget, value))
        }
    }

    /// Returns a column's value in the row, or nil for NULL.
    private static func look(
        at column: QueryColumn, _ value: (String) -> String?, _ budget: inout QueryBudget
    ) throws(QueryBudget.Exhausted) -> RowValue? {
        let text = value(column.key)
        try budget.charge(forReading: text)
        return text.map(RowValue.init)
    }

    private static func compare(
        _ value: inout RowValue, _ comparison: Comparison, _ literal: QueryLiteral, _ budget: inout QueryBudget
    ) throws(QueryBudget.Exhausted) -> Truth {
        try budget.charge(forComparingWith: literal)
        guard let order = literal.order(of: &value) else { return .unknown }
        return Truth(comparison.holds(order))
    }

    private static func negate(_ negated: Bool, _ truth: Truth) -> Truth { negated ? !truth : truth }
}
