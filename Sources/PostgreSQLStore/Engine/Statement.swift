/// The text of a statement. There is one object for each, and connections know by it what they have prepared.
final class SQL: Sendable {
    let text: String
    /// Whether the database plans it anew each time it is run. For statements that run much longer than planning takes.
    let isPlannedAnew: Bool

    init(_ text: String, isPlannedAnew: Bool = false) {
        self.text = text
        self.isPlannedAnew = isPlannedAnew
    }

    /// Returns the statement with values for its parameters.
    func callAsFunction(_ values: Value...) -> Statement { Statement(sql: self, values: values) }

    /// Begins a transaction in which each statement sees what was committed before it.
    static let begin = SQL("BEGIN ISOLATION LEVEL READ COMMITTED")
    static let commit = SQL("COMMIT")
    static let rollback = SQL("ROLLBACK")
}

/// A statement with values.
struct Statement: Sendable {
    let sql: SQL
    let values: [Value]
}
