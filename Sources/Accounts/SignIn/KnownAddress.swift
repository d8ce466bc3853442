/// An address that has signed in to an account.
///
/// A store keeps it as a row of failures that is locked until the address is forgotten. So it needs no separate table.
/// A flood of guesses does not push it out either, because a store deletes locked rows last.
struct KnownAddress: Hashable, Sendable {
    /// The number of its failed attempts since.
    var failures: Int
    /// When it last signed in or failed.
    var lastAt: Timestamp
    /// When it is forgotten.
    let until: Timestamp

    init(failures: Int, lastAt: Timestamp, until: Timestamp) {
        self.failures = failures
        self.lastAt = lastAt
        self.until = until
    }

    /// Reads a row. Nil if it is not the row of an address that is still remembered.
    init?(_ row: SignInFailures?, at now: Timestamp) {
        guard let row, let until = row.lockedUntil, now < until else { return nil }
        self.init(failures: row.count, lastAt: row.lastAt, until: until)
    }

    /// The row for the store.
    var row: SignInFailures { SignInFailures(count: failures, lastAt: lastAt, lockedUntil: until) }

    /// The failures alone, for the throttle.
    var counted: SignInFailures { SignInFailures(count: failures, lastAt: lastAt) }
}
