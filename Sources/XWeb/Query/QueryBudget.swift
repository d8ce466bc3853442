/// How much work a query may still be, in steps: over all its rows and conditions together, so that neither many accounts nor a large condition
/// make it more.
///
/// A step is about what it takes to compare a character with a piece of a pattern, 2 to 3 ns; all else is counted as the steps it was
/// measured to be worth. Only reading the row from the store is not: that takes longer, but no query makes it more than once for each account.
struct QueryBudget {
    /// That a query was more work than it may be.
    struct Exhausted: Error {}

    /// What is left; below 0 once it is exhausted.
    private(set) var steps: Int

    /// The budget of one query, or another one.
    init(steps: Int = QueryLimits.steps) {
        self.steps = steps
    }

    /// Takes steps off.
    mutating func spend(_ steps: Int) throws(Exhausted) {
        self.steps -= steps
        guard self.steps >= 0 else { throw Exhausted() }
    }

    /// Takes a row off that is looked at.
    mutating func spendRow() throws(Exhausted) { try spend(20) }

    /// Takes the look at a value off: it is found, folded, read as a number.
    mutating func spendLook(at text: String?) throws(Exhausted) { try spend(60 + 3 * (text?.utf8.count ?? 0)) }

    /// Takes the comparison with a literal off.
    mutating func spendComparison(with literal: QueryLiteral) throws(Exhausted) {
        guard case .text(let text) = literal else { return try spend(8) }
        try spend(16 + text.key.utf8.count / 2)
    }

    /// Takes a condition off that looks at nothing.
    mutating func spendConstant() throws(Exhausted) { try spend(4) }
}
