extension Condition {
    /// Returns the condition in which every text that is compared with a number column is replaced by a number, as SQL
    /// Server converts them: `cst_recno = '7006'` becomes `cst_recno = 7006`. Throws if such a text is not a number.
    ///
    /// The closure returns whether a column holds numbers. It gets the column's name with its ASCII letters in lower
    /// case.
    public func typed(holdsNumbers: (String) -> Bool) throws(QueryError) -> Condition {
        switch self {
        case .comparison(let column, let comparison, let literal) where holdsNumbers(column.key):
            return .comparison(column, comparison, try literal.number(for: column))
        case .inList(let column, let literals, let negated) where holdsNumbers(column.key):
            var numbers: [QueryLiteral] = []
            for literal in literals { numbers.append(try literal.number(for: column)) }
            return .inList(column, numbers, negated: negated)
        case .between(let column, let low, let high, let negated) where holdsNumbers(column.key):
            return .between(column, try low.number(for: column), try high.number(for: column), negated: negated)
        case .and(let parts): return .and(try Self.typed(parts, holdsNumbers))
        case .or(let parts): return .or(try Self.typed(parts, holdsNumbers))
        case .not(let part): return .not(try part.typed(holdsNumbers: holdsNumbers))
        default: return self
        }
    }

    private static func typed(_ parts: [Condition], _ holdsNumbers: (String) -> Bool) throws(QueryError) -> [Condition] {
        var typed: [Condition] = []
        for part in parts { typed.append(try part.typed(holdsNumbers: holdsNumbers)) }
        return typed
    }
}

extension QueryLiteral {
    /// Returns the literal for a comparison with a number column.
    fileprivate func number(for column: QueryColumn) throws(QueryError) -> QueryLiteral {
        guard case .text(let text) = self else { return self }
        guard let number = QueryNumber(text.key) else {
            let message = "\(QueryError.quoted(column.name)) holds numbers, and is compared with a text that is not a number"
            throw QueryError(clause: .whereClause, position: column.position, message: message)
        }
        return .number(number)
    }
}
