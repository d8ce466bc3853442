/// What a condition demands of one column, for a caller who can find rows by that column faster than by looking at each.
///
/// Each row that meets the condition meets the demand. The reverse is not so: the rows found must still be tried with
/// ``Condition/matches(_:_:)``.
public struct IndexableDemand: Equatable, Sendable {
    /// What is demanded of the column's value.
    public enum Value: Equatable, Sendable {
        /// The value's `CollatedText.key` is this text. Values that end in blanks meet it too, and an index over folded values does not find
        /// them unless their blanks were cut off.
        case key(String)
        /// The value's `CollatedText.folded` begins with this text, which is not empty.
        case prefix(String)
        /// The value spells this whole number, in one way or another: `007`, `7.0`.
        case whole(Int64)
    }

    /// The column's name with its ASCII letters in lower case.
    public let column: String
    /// What is demanded of its value.
    public let value: Value
}

extension Condition {
    /// What the condition demands of one column; nil when it demands nothing that an index could use.
    ///
    /// It is taken from the parts that AND joins at the top: the first equality with a literal, else the first LIKE whose pattern begins
    /// with letters of its own.
    public var indexable: IndexableDemand? {
        let demands = demands
        return demands.first { if case .prefix = $0.value { false } else { true } } ?? demands.first
    }

    private var demands: [IndexableDemand] {
        switch self {
        case .comparison(let column, .equal, .text(let text)): [IndexableDemand(column: column.key, value: .key(text.key))]
        case .comparison(let column, .equal, .number(.whole(let number))): [IndexableDemand(column: column.key, value: .whole(number))]
        case .like(let column, let pattern, negated: false) where !pattern.prefix.isEmpty:
            [IndexableDemand(column: column.key, value: .prefix(pattern.prefix))]
        case .and(let parts): parts.flatMap(\.demands)
        default: []
        }
    }
}
