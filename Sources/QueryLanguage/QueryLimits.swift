/// How much of a query is taken. Each limit is far above what clients send and bounds what one call can cost.
public enum QueryLimits {
    /// Characters of one parameter: room for a list of more than a thousand keys.
    static let characters = 65_536
    /// Tokens of one parameter.
    static let tokens = 2_000
    /// How deep parentheses and NOTs may nest, together. Parsing and evaluating recur no deeper than a small multiple of it.
    static let depth = 32
    /// Characters of a name: SQL Server's limit for identifiers.
    static let nameCharacters = 128
    /// Characters of a number; SQL Server's have up to 38 digits.
    static let numberCharacters = 64
    /// Characters of the pattern of LIKE: SQL Server's limit is 8,000 bytes, two for each character.
    static let patternCharacters = 4_000
    /// The work of one query, see ``QueryBudget``. Enough to look for a text in two columns of each of a million accounts, and half a second
    /// to two of a core besides reading the rows.
    public static let steps = 300_000_000
    /// Bytes of an answer: 50,000 rows of a dozen columns. A column can be asked for under many names, and nobody waits for more.
    public static let answerBytes = 32 << 20
}
