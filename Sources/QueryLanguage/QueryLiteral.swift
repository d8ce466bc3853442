/// What a condition compares a column with.
public enum QueryLiteral: Equatable, Sendable {
    /// A text.
    case text(CollatedText)
    /// A number.
    case number(QueryNumber)
    /// `NULL`.
    case null
}

extension QueryLiteral {
    /// How a row's value stands to the literal; nil when that is unknown.
    ///
    /// A number compares with what spells a number, as numbers; with any other value it compares as unknown, where SQL Server would fail to
    /// convert. A text compares as text, whatever it spells.
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
    ///     literal = [ "N" ] "'" text "'" | number | "NULL" ;
    mutating func literal() throws(QueryError) -> QueryLiteral {
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

    /// What stands where a literal should: a column, a function or something else.
    func noLiteral() -> QueryError {
        let expectation = "a text, a number or NULL"
        // A name without more is a column; whatever else a word is, `unexpected` says it.
        var rest = self
        guard (try? rest.name(expectation)) != nil else { return unexpected(expectation) }
        return error("a column cannot be compared with a column: \(expectation) is expected, not \(token.description)")
    }
}

/// A row's value while a condition looks at it: folded and read as a number at most once.
struct RowValue {
    private let text: String
    private(set) lazy var collated = CollatedText(text)
    private(set) lazy var number = QueryNumber(text)

    init(_ text: String) { self.text = text }
}

/// How a value stands to another.
enum Order: Equatable, Sendable {
    case less, equal, greater

    init<Value: Comparable>(of one: Value, to other: Value) {
        self = one < other ? .less : other < one ? .greater : .equal
    }
}
