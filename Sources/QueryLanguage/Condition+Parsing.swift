import Text

extension Condition {
    /// Parses szWhereClause. Returns nil if it is empty, which means no condition.
    public static func parse(_ text: String) throws(QueryError) -> Condition? {
        var parser = try QueryParser(text, .whereClause)
        guard parser.token.kind != .end else { return nil }
        let condition = try parser.condition()
        try parser.expectEnd(or: "AND, OR or the end")
        return condition
    }
}

extension QueryParser {
    /// Reads `condition = conjunction { "OR" conjunction } ;`
    fileprivate mutating func condition() throws(QueryError) -> Condition {
        let first = try conjunction()
        var parts = [first]
        while takes(.or) { parts.append(try conjunction()) }
        return parts.count == 1 ? first : .or(parts)
    }

    /// Reads `conjunction = negation { "AND" negation } ;`
    private mutating func conjunction() throws(QueryError) -> Condition {
        let first = try negation()
        var parts = [first]
        while takes(.and) { parts.append(try negation()) }
        return parts.count == 1 ? first : .and(parts)
    }

    /// Reads `negation = "NOT" negation | "(" condition ")" | predicate ;`
    private mutating func negation() throws(QueryError) -> Condition {
        guard keyword == .not || token.kind == .symbol(.open) else { return try predicate() }
        guard depth < QueryLimits.depth else { throw tooDeep }
        depth += 1
        defer { depth -= 1 }
        if takes(.not) { return .not(try negation()) }
        advance()
        let condition = try condition()
        guard takes(.close) else { throw unexpected("AND, OR or ')'") }
        return condition
    }

    /// Reads a predicate:
    ///
    ///     predicate = operand ( operator literal | [ "NOT" ] like | [ "NOT" ] in | [ "NOT" ] between | null )
    ///               | number operator number ;
    private mutating func predicate() throws(QueryError) -> Condition {
        if case .number(let number) = token.kind { return try constant(number) }
        let column = try operand()
        if let comparison = comparison() { return .comparison(column, comparison, try literal()) }
        if takes(.is) {
            let negated = takes(.not)
            guard takes(.null) else { throw unexpected(negated ? "NULL" : "NULL or NOT NULL") }
            return .isNull(column, negated: negated)
        }
        let negated = takes(.not)
        if takes(.like) { return .like(column, try pattern(), negated: negated) }
        if takes(.in) { return .inList(column, try list(), negated: negated) }
        if takes(.between) {
            let low = try literal()
            guard takes(.and) else { throw unexpected("AND and the upper bound") }
            return .between(column, low, try literal(), negated: negated)
        }
        throw unexpected(negated ? "LIKE, IN or BETWEEN" : "a comparison (=, <>, <, <=, >, >=, LIKE, IN, BETWEEN, IS)")
    }

    /// Reads `operand = column | ( "UPPER" | "LOWER" ) "(" operand ")" ;`
    private mutating func operand() throws(QueryError) -> QueryColumn {
        try inAnyCase { (parser) throws(QueryError) in try parser.column("a column on the left of a comparison") }
    }

    /// Reads a production, or the same between parentheses after UPPER or LOWER.
    mutating func inAnyCase<Value>(_ read: (inout QueryParser) throws(QueryError) -> Value) throws(QueryError) -> Value {
        guard case .word(let word) = token.kind, ["upper", "lower"].contains(ASCII.lowercased(word)), token(ahead: 1).kind == .symbol(.open)
        else { return try read(&self) }
        guard depth < QueryLimits.depth else { throw tooDeep }
        depth += 1
        defer { depth -= 1 }
        advance()
        advance()
        let value = try inAnyCase(read)
        guard takes(.close) else { throw unexpected("')'") }
        return value
    }

    /// Reads the rest of `number operator number`.
    private mutating func constant(_ number: QueryNumber) throws(QueryError) -> Condition {
        advance()
        guard let comparison = comparison() else { throw unexpected("a comparison (=, <>, <, <=, >, >=)") }
        guard case .number(let other) = token.kind else { throw unexpected("a number, because columns must be on the left,") }
        advance()
        return .constant(Truth(comparison.holds(Order(of: number, to: other))))
    }

    /// Consumes the current token if it is a comparison operator, and returns the operator.
    private mutating func comparison() -> Comparison? {
        guard case .symbol(let symbol) = token.kind, let comparison = Comparison(symbol) else { return nil }
        advance()
        return comparison
    }

    private var tooDeep: QueryError { error("nested deeper than \(QueryLimits.depth) levels") }

    /// Reads `pattern [ "ESCAPE" text ]`, the part after LIKE.
    private mutating func pattern() throws(QueryError) -> LikePattern {
        let position = token.position
        let text = try inAnyCase { (parser) throws(QueryError) -> String in
            guard case .text(let text) = parser.token.kind else { throw parser.unexpected("a pattern between single quotes") }
            parser.advance()
            return text
        }
        var escape: Unicode.Scalar?
        if takes(.escape) {
            guard case .text(let text) = token.kind, let character = text.unicodeScalars.first, text.unicodeScalars.count == 1 else {
                throw unexpected("one character between single quotes")
            }
            advance()
            escape = character
        }
        do throws(LikePattern.Fault) {
            return try LikePattern(text, escape: escape)
        } catch {
            throw self.error(error.message, at: position)
        }
    }

    /// Reads `"(" literal { "," literal } ")"`, the part after IN.
    private mutating func list() throws(QueryError) -> [QueryLiteral] {
        guard takes(.open) else { throw unexpected("'(' and a list of literals") }
        var literals = [try literal()]
        while takes(.comma) { literals.append(try literal()) }
        guard takes(.close) else { throw unexpected("',' or ')'") }
        return literals
    }
}
