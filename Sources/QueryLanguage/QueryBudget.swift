/// The work that a query may still do, in steps. One budget covers all rows and conditions of a query, so neither many accounts nor a large
/// condition can exceed it.
///
/// A step is about what it takes to compare a character with a piece of a pattern, 2 to 3 ns; all else is counted as the steps it was
/// measured to be worth. Only reading the row from the store is not: that takes longer, but no query makes it more than once for each account.
public struct QueryBudget: Sendable {
    /// Thrown when a query needs more steps than its budget has.
    public struct Exhausted: Error {}

    /// The steps left. Negative once the budget is exhausted.
    private(set) var steps: Int

    /// Creates the budget of one query.
    public init(steps: Int = QueryLimits.steps) {
        self.steps = steps
    }

    /// Charges for `steps` steps.
    mutating func charge(_ steps: Int) throws(Exhausted) {
        self.steps -= steps
        guard self.steps >= 0 else { throw Exhausted() }
    }

    /// Charges for reading one row.
    public mutating func chargeForRow() throws(Exhausted) { try charge(20) }

    /// Charges for reading one value: finding it, folding its case, and parsing it as a number.
    mutating func charge(forReading text: String?) throws(Exhausted) { try charge(60 + 3 * (text?.utf8.count ?? 0)) }

    /// Charges for comparing a value with a literal.
    mutating func charge(forComparingWith literal: QueryLiteral) throws(Exhausted) {
        guard case .text(let text) = literal else { return try charge(8) }
        try charge(16 + text.key.utf8.count / 2)
    }

    /// Charges for a condition that reads no column.
    mutating func chargeForConstant() throws(Exhausted) { try charge(4) }
}
