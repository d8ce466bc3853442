extension Condition {
    /// The condition with the texts that are compared with columns of numbers read as numbers, as SQL Server converts them: `cst_recno = '7006'`
    /// is then `cst_recno = 7006`.
    ///
    /// The closure says whether a column holds numbers, by its name with its ASCII letters in lower case. A text that is no number is refused.
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
    /// The literal for a comparison with a column of numbers.
    fileprivate func number(for column: QueryColumn) throws(QueryError) -> QueryLiteral {
        guard case .text(let text) = self else { return self }
        guard let number = QueryNumber(text.key) else {
            let message = "\(QueryError.quoted(column.name)) holds numbers, and is compared with a text that is none"
            throw QueryError(clause: .whereClause, position: column.position, message: message)
        }
        return .number(number)
    }
}
