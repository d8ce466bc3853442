import Text

/// The tokens of a parameter and the next one to read. The grammars of the four parameters share this.
///
/// The method for a production begins at the current token. It leaves the first token after the production as the
/// current one.
struct QueryParser {
    let clause: QueryError.Clause
    private let tokens: [QueryToken]
    private var index = 0
    /// The nesting depth of the production being read; see ``QueryLimits/depth``.
    var depth = 0

    init(_ text: String, _ clause: QueryError.Clause) throws(QueryError) {
        self.clause = clause
        tokens = try QueryLexer.tokens(of: text, in: clause)
        for token in tokens {
            if let word = token.name, QueryKeyword.isForbidden(word) { throw Self.forbidden(in: clause, at: token.position) }
        }
    }

    /// The current token. After the last one it is always the end.
    var token: QueryToken { token(ahead: 0) }

    func token(ahead: Int) -> QueryToken {
        index + ahead < tokens.count ? tokens[index + ahead] : QueryToken(kind: .end, position: 1)
    }

    mutating func advance() {
        if index + 1 < tokens.count { index += 1 }
    }

    /// Consumes the current token and returns true if it is this symbol.
    mutating func takes(_ symbol: QuerySymbol) -> Bool {
        guard token.kind == .symbol(symbol) else { return false }
        advance()
        return true
    }

    /// Consumes the current token and returns true if it is this keyword.
    mutating func takes(_ keyword: QueryKeyword) -> Bool {
        guard self.keyword == keyword else { return false }
        advance()
        return true
    }

    /// The keyword, if the current token is one.
    var keyword: QueryKeyword? {
        guard case .word(let word) = token.kind else { return nil }
        return QueryKeyword(rawValue: ASCII.lowercased(word))
    }

    /// Throws unless the current token is the end.
    func expectEnd(or expectation: String) throws(QueryError) {
        guard token.kind == .end else { throw unexpected(expectation) }
    }

    /// Returns the error for a current token that is not allowed here. If it is a word or a sign of SQL that this
    /// language does not have, the error says so.
    func unexpected(_ expectation: String) -> QueryError {
        if let word = unsupportedWord { return error("'\(word)' is not supported: no statements, and no parts of them") }
        if let function { return error("the function '\(function)' is not supported; \(expectation) is expected") }
        return error("\(expectation) is expected, not \(token.description)")
    }

    func error(_ message: String, at position: Int? = nil) -> QueryError {
        QueryError(clause: clause, position: position ?? token.position, message: message)
    }

    /// Returns the error for a word with which xWEB refuses every query.
    static func forbidden(in clause: QueryError.Clause, at position: Int) -> QueryError {
        QueryError(
            clause: clause, position: position, kind: .forbiddenWord,
            message: "a query may not contain the words \(QueryKeyword.forbidden.sorted().joined(separator: ", ")), …_entity_key")
    }

    private var unsupportedWord: String? {
        guard case .word(let word) = token.kind, QueryKeyword.unsupported.contains(ASCII.lowercased(word)) else { return nil }
        return word
    }

    /// The name of the function, if a function call begins here.
    private var function: String? {
        guard case .word(let word) = token.kind, keyword == nil, token(ahead: 1).kind == .symbol(.open) else { return nil }
        return word
    }
}
