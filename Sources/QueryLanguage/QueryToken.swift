import Text

/// A token of a query's text.
struct QueryToken: Equatable, Sendable {
    /// The kinds of token.
    enum Kind: Equatable, Sendable {
        /// A keyword or a name: a letter or `_`, then letters, digits, `_`, `$` and `#`.
        case word(String)
        /// A name between brackets. It is never a keyword.
        case bracketed(String)
        /// A text between single quotes. Each doubled quote has become one.
        case text(String)
        case number(QueryNumber)
        case symbol(QuerySymbol)
        /// The end of the text.
        case end
    }

    let kind: Kind
    /// The position where it begins, as in ``QueryError/position``.
    let position: Int

    /// The text, if this is a word or a name in brackets.
    var name: String? {
        switch kind {
        case .word(let name), .bracketed(let name): name
        case .text, .number, .symbol, .end: nil
        }
    }

    /// The token in the form for messages. The content of literals is left out.
    var description: String {
        switch kind {
        case .word(let word): "'\(word)'"
        case .bracketed: "a name in brackets"
        case .text: "a text"
        case .number: "a number"
        case .symbol(let symbol): "'\(symbol.rawValue)'"
        case .end: "the end"
        }
    }
}

/// The tokens that are neither names nor literals.
enum QuerySymbol: String, Sendable {
    case comma = ","
    case dot = "."
    case open = "("
    case close = ")"
    case asterisk = "*"
    case equal = "="
    case unequal = "<>"
    case bangEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case bangLess = "!<"
    case bangGreater = "!>"
}

/// The words that are not names, in any letter case, except in brackets.
enum QueryKeyword: String, Sendable {
    case and, or, not, `in`, like, escape, between, `is`, null, `as`, asc, desc

    /// The words with which xWEB refuses a query, if they are separate words (the vendor's GetQuery page). A column
    /// such as `mls_delete_flag` is not affected. Unlike the vendor, this implementation ignores the content of texts.
    static let forbidden: Set<String> = ["select", "insert", "update", "delete", "exec", "execute"]

    /// Returns whether a name or word is forbidden: one of ``forbidden``, or an `…_entity_key`.
    static func isForbidden(_ word: String) -> Bool {
        let word = ASCII.lowercased(word)
        return forbidden.contains(word) || word.contains("_entity_key")
    }

    /// Other words of SQL statements and clauses. The error for them names the word.
    static let unsupported: Set<String> = [
        "all", "alter", "any", "begin", "case", "collate", "create", "cross", "declare", "drop", "end", "exists", "from", "go", "grant",
        "group", "having", "into", "join", "merge", "on", "order", "revoke", "set", "shutdown", "some", "top", "truncate", "union", "use",
        "values", "waitfor", "where", "while", "with",
    ]
}
