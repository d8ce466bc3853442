/// The literal that a condition compares a column with.
public enum QueryLiteral: Equatable, Sendable {
    /// A text.
    case text(CollatedText)
    /// A number.
    case number(QueryNumber)
    /// `NULL`.
    case null
}

extension QueryLiteral {
    /// Returns the order of a row's value relative to the literal, or nil if it is unknown.
    ///
    /// A number is compared numerically with a value that spells a number. With any other value the result is unknown,
    /// where SQL Server's conversion would fail. A text is compared as text, whatever it spells.
    func order(of value: inout RowValue) -> Order? {
        switch self {
        case .text(let text): Order(of: value.collated, to: text)
        case .number(let number): value.number.map { Order(of: $0, to: number) }
        case .null: nil
        }
    }
}

extension QueryParser {
    /// Reads a literal:
    ///
    ///     literal = [ "N" ] "'" text "'" | number | "NULL" | ( "UPPER" | "LOWER" ) "(" literal ")" ;
    mutating func literal() throws(QueryError) -> QueryLiteral {
        try inAnyCase { (parser) throws(QueryError) in try parser.plainLiteral() }
    }

    private mutating func plainLiteral() throws(QueryError) -> QueryLiteral {
        let literal: QueryLiteral =
            switch token.kind {
            case .text(let text): .text(CollatedText(text))
            case .number(let number): .number(number)
            case .word where keyword == .null: .null
            default: throw noLiteral()
            }
        advance()
        return literal
    }

    /// Returns the error for a token that is not a literal: a column, a function or something else.
    func noLiteral() -> QueryError {
        let expectation = "a text, a number or NULL"
        // A name alone is a column. `unexpected` describes every other word.
        var rest = self
        guard (try? rest.name(expectation)) != nil else { return unexpected(expectation) }
        return error("a column cannot be compared with a column: \(expectation) is expected, not \(token.description)")
    }
}

/// A row's value while a condition examines it. It is folded and parsed as a number at most once.
struct RowValue {
    private let text: String
    private(set) lazy var collated = CollatedText(text)
    private(set) lazy var number = QueryNumber(text)

    init(_ text: String) { self.text = text }
}

/// The order of one value relative to another.
enum Order: Equatable, Sendable {
    case less, equal, greater

    init<Value: Comparable>(of one: Value, to other: Value) {
        self = one < other ? .less : other < one ? .greater : .equal
    }
}
