import Text

/// A piece of a query's text.
struct QueryToken: Equatable, Sendable {
    /// What the pieces are.
    enum Kind: Equatable, Sendable {
        /// A keyword or a name: a letter or `_`, then letters, digits, `_`, `$` and `#`.
        case word(String)
        /// A name between brackets, which is never a keyword.
        case bracketed(String)
        /// A text between single quotes, its doubled quotes made single.
        case text(String)
        case number(QueryNumber)
        case symbol(QuerySymbol)
        /// Behind the last piece.
        case end
    }

    let kind: Kind
    /// Where it begins, as in ``QueryError/position``.
    let position: Int

    /// The word or the name that it is.
    var name: String? {
        switch kind {
        case .word(let name), .bracketed(let name): name
        case .text, .number, .symbol, .end: nil
        }
    }

    /// What it is, for a message; the content of literals is left out.
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

/// The pieces of a query's text that are neither names nor literals.
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

/// The words that are no names, in any letter case, unless they stand in brackets.
enum QueryKeyword: String, Sendable {
    case and, or, not, `in`, like, escape, between, `is`, null, `as`, asc, desc

    /// The words with which xWEB takes no query, wherever they stand as words of their own (the vendor's GetQuery page); a column such as
    /// `mls_delete_flag` is none. Here the content of texts is not looked at.
    static let forbidden: Set<String> = ["select", "insert", "update", "delete", "exec", "execute"]

    /// Whether a name or word is forbidden: one of ``forbidden``, or an `…_entity_key`.
    static func isForbidden(_ word: String) -> Bool {
        let word = ASCII.lowercased(word)
        return forbidden.contains(word) || word.contains("_entity_key")
    }

    /// Other words of statements and of parts of statements, which are refused by name.
    static let unsupported: Set<String> = [
        "all", "alter", "any", "begin", "case", "collate", "create", "cross", "declare", "drop", "end", "exists", "from", "go", "grant",
        "group", "having", "into", "join", "merge", "on", "order", "revoke", "set", "shutdown", "some", "top", "truncate", "union", "use",
        "values", "waitfor", "where", "while", "with",
    ]
}
