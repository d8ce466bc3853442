extension Condition {
    /// Returns the condition in which every text that is compared with a column of numbers or dates is replaced by a
    /// number or a date, as SQL Server converts them: `cst_recno = '7006'` becomes `cst_recno = 7006`. Throws if such a
    /// text is neither.
    ///
    /// The closure returns what a column holds. It gets the column's name with its ASCII letters in lower case.
    public func typed(by holding: (String) -> ColumnContent) throws(QueryError) -> Condition {
        switch self {
        case .comparison(let column, let comparison, let literal):
            return .comparison(column, comparison, try literal.typed(for: column, holding))
        case .inList(let column, let literals, let negated):
            var typed: [QueryLiteral] = []
            for literal in literals { typed.append(try literal.typed(for: column, holding)) }
            return .inList(column, typed, negated: negated)
        case .between(let column, let low, let high, let negated):
            return .between(column, try low.typed(for: column, holding), try high.typed(for: column, holding), negated: negated)
        case .and(let parts): return .and(try Self.typed(parts, holding))
        case .or(let parts): return .or(try Self.typed(parts, holding))
        case .not(let part): return .not(try part.typed(by: holding))
        case .like, .isNull, .constant: return self
        }
    }

    private static func typed(_ parts: [Condition], _ holding: (String) -> ColumnContent) throws(QueryError) -> [Condition] {
        var typed: [Condition] = []
        for part in parts { typed.append(try part.typed(by: holding)) }
        return typed
    }
}

/// What the values of a column are.
public enum ColumnContent {
    /// Texts.
    case texts
    /// Numbers.
    case numbers
    /// Dates, written so that their order as texts is their order in time. The closure returns a date in this form, or
    /// nil if the text that it gets is no date.
    case dates((String) -> String?)
}

extension QueryLiteral {
    /// Returns the literal for a comparison with a column.
    fileprivate func typed(for column: QueryColumn, _ holding: (String) -> ColumnContent) throws(QueryError) -> QueryLiteral {
        guard case .text(let text) = self else { return self }
        switch holding(column.key) {
        case .texts: return self
        case .numbers:
            guard let number = QueryNumber(text.key) else {
                let message = "\(QueryError.quoted(column.name)) holds numbers, and is compared with a text that is not a number"
                throw QueryError(clause: .whereClause, position: column.position, message: message)
            }
            return .number(number)
        case .dates(let normalized):
            guard let date = normalized(text.key) else {
                let message = "\(QueryError.quoted(column.name)) holds dates, and is compared with a text that is not a date"
                throw QueryError(clause: .whereClause, position: column.position, kind: .noDate, message: message)
            }
            return .text(CollatedText(date))
        }
    }
}
