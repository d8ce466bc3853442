/// A requirement that a condition puts on one column. A caller can use it to find rows faster than by examining all of
/// them.
///
/// Every row that meets the condition meets the requirement, but not the other way round. Rows found this way must
/// still be tested with ``Condition/matches(_:_:)``.
public struct IndexableDemand: Equatable, Sendable {
    /// What the column's value must be.
    public enum Value: Equatable, Sendable {
        /// The `CollatedText.key` of the value is this text. Values with trailing spaces meet it too. An index over
        /// folded values does not find those unless the index omits trailing spaces.
        case key(String)
        /// The `CollatedText.folded` of the value begins with this text, which is not empty.
        case prefix(String)
        /// The value spells this whole number in any way: `007`, `7.0`.
        case whole(Int64)
    }

    /// The column's name with its ASCII letters in lower case.
    public let column: String
    /// What its value must be.
    public let value: Value
}

extension Condition {
    /// The requirement that the condition puts on one column, or nil if it puts none that an index could use.
    ///
    /// Only parts joined by AND at the top level count. The first equality with a literal is used. If there is none, it
    /// is the first LIKE whose pattern begins with ordinary characters.
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
