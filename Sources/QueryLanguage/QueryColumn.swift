import Text

/// A column that a query names.
public struct QueryColumn: Equatable, Sendable {
    /// The table, or its alias, before the dot: `Registrant` in `Registrant.reg_add_date`.
    public let qualifier: String?
    /// The name as the query spells it.
    public let name: String
    /// The name with its ASCII letters in lower case. Closures that ask about columns get this name.
    public let key: String
    /// The column's position in its parameter, as in ``QueryError/position``.
    public let position: Int

    init(qualifier: String?, name: String, position: Int) {
        self.qualifier = qualifier
        self.name = name
        key = ASCII.lowercased(name)
        self.position = position
    }

    /// Returns whether both are the same column of the same table.
    func isSame(as other: QueryColumn) -> Bool {
        key == other.key && qualifier.map { ASCII.lowercased($0) } == other.qualifier.map { ASCII.lowercased($0) }
    }

    /// Throws if `isColumn` is false for the column's ``key``, or `isTable` for its qualifier in lower case (ASCII).
    func validate(
        in clause: QueryError.Clause, _ isColumn: (String) -> Bool, _ isTable: (String) -> Bool
    ) throws(QueryError) {
        if let qualifier, !isTable(ASCII.lowercased(qualifier)) {
            throw QueryError(
                clause: clause, position: position, kind: .unknownQualifier(qualifier, column: name),
                message: "there is no table \(QueryError.quoted(qualifier))")
        }
        guard !isColumn(key) else { return }
        let message = "there is no column \(QueryError.quoted(name))"
        throw QueryError(clause: clause, position: position, kind: .unknownColumn(name), message: message)
    }
}

extension QueryParser {
    /// Reads a column:
    ///
    ///     column = name [ "." name ] ;
    mutating func column(_ expectation: String = "a column") throws(QueryError) -> QueryColumn {
        let position = token.position
        var names = [try name(expectation)]
        while takes(.dot) {
            names.append(try name("a column's name"))
        }
        guard names.count <= 2, let name = names.last else { throw error("a name has at most two parts: table and column", at: position) }
        return QueryColumn(qualifier: names.count == 2 ? names[0] : nil, name: name, position: position)
    }

    /// Reads a name:
    ///
    ///     name = word | bracketed ;      (* a word that is not a keyword and not a function's name *)
    mutating func name(_ expectation: String) throws(QueryError) -> String {
        switch token.kind {
        case .bracketed(let name):
            advance()
            return name
        case .word(let word):
            guard keyword == nil, token(ahead: 1).kind != .symbol(.open), !QueryKeyword.unsupported.contains(ASCII.lowercased(word)) else {
                throw unexpected(expectation)
            }
            advance()
            return word
        default: throw unexpected(expectation)
        }
    }
}
