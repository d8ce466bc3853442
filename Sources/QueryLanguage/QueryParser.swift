import Text

/// The tokens of a parameter and the one to be read next: what the grammars of the four parameters share.
///
/// A method for a production reads it from the present token on and leaves the first token behind it as the present one.
struct QueryParser {
    let clause: QueryError.Clause
    private let tokens: [QueryToken]
    private var index = 0
    /// How deep the production being read is nested; see ``QueryLimits/depth``.
    var depth = 0

    init(_ text: String, _ clause: QueryError.Clause) throws(QueryError) {
        self.clause = clause
        tokens = try QueryLexer.tokens(of: text, in: clause)
        for token in tokens {
            if let word = token.name, QueryKeyword.isForbidden(word) { throw Self.forbidden(in: clause, at: token.position) }
        }
    }

    /// The present token. Behind the last one there is always the end.
    var token: QueryToken { token(ahead: 0) }

    func token(ahead: Int) -> QueryToken {
        index + ahead < tokens.count ? tokens[index + ahead] : QueryToken(kind: .end, position: 1)
    }

    mutating func advance() {
        if index + 1 < tokens.count { index += 1 }
    }

    /// Takes the present token when it is this symbol.
    mutating func takes(_ symbol: QuerySymbol) -> Bool {
        guard token.kind == .symbol(symbol) else { return false }
        advance()
        return true
    }

    /// Takes the present token when it is this keyword.
    mutating func takes(_ keyword: QueryKeyword) -> Bool {
        guard self.keyword == keyword else { return false }
        advance()
        return true
    }

    /// The keyword that the present token is.
    var keyword: QueryKeyword? {
        guard case .word(let word) = token.kind else { return nil }
        return QueryKeyword(rawValue: ASCII.lowercased(word))
    }

    /// Nothing may be left.
    func expectEnd(or expectation: String) throws(QueryError) {
        guard token.kind == .end else { throw unexpected(expectation) }
    }

    /// The present token is none of what may stand here. Where it is a word or a sign of what SQL has and this language has not, that is said.
    func unexpected(_ expectation: String) -> QueryError {
        if let word = unsupportedWord { return error("'\(word)' is not supported: no statements, and no parts of them") }
        if let function { return error("the function '\(function)' is not supported; \(expectation) is expected") }
        return error("\(expectation) is expected, not \(token.description)")
    }

    func error(_ message: String, at position: Int? = nil) -> QueryError {
        QueryError(clause: clause, position: position ?? token.position, message: message)
    }

    /// That xWEB takes no query with the word at a position.
    static func forbidden(in clause: QueryError.Clause, at position: Int) -> QueryError {
        QueryError(
            clause: clause, position: position, kind: .forbiddenWord,
            message: "a word with which no query is taken: \(QueryKeyword.forbidden.sorted().joined(separator: ", ")), …_entity_key")
    }

    private var unsupportedWord: String? {
        guard case .word(let word) = token.kind, QueryKeyword.unsupported.contains(ASCII.lowercased(word)) else { return nil }
        return word
    }

    /// The name of the function whose call begins here.
    private var function: String? {
        guard case .word(let word) = token.kind, keyword == nil, token(ahead: 1).kind == .symbol(.open) else { return nil }
        return word
    }
}
