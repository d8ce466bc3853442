/// Limits on a query. Each is far above what clients send and bounds the cost of one call.
public enum QueryLimits {
    /// The greatest length of one parameter in characters: room for a list of more than a thousand keys.
    static let characters = 65_536
    /// The greatest number of tokens in one parameter.
    static let tokens = 2_000
    /// The greatest nesting depth of parentheses and NOTs together. Parsing and evaluation recurse no deeper than a
    /// small multiple of it.
    static let depth = 32
    /// The greatest length of a name in characters: SQL Server's limit for identifiers.
    static let nameCharacters = 128
    /// The greatest length of a number in characters. SQL Server's numbers have up to 38 digits.
    static let numberCharacters = 64
    /// The greatest length of a LIKE pattern in characters: SQL Server's limit is 8,000 bytes, two for each character.
    static let patternCharacters = 4_000
    /// The steps that one query may take, see ``QueryBudget``. It is enough to search for a text in two columns of a
    /// million accounts. It takes half a second to two seconds of one core, besides reading the rows.
    public static let steps = 300_000_000
    /// The greatest size of an answer in bytes: 50,000 rows of a dozen columns. A query can request one column under
    /// many names, and no caller waits for more.
    public static let answerBytes = 32 << 20
}
