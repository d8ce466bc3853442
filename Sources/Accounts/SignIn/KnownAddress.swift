/// An address that has signed in to an account.
///
/// A store keeps it as a row of failures that is locked until the address is forgotten. So it needs no table of its own, and a flood of
/// guesses does not push it out: a store forgets what is locked last.
struct KnownAddress: Hashable, Sendable {
    /// How many of its attempts have failed since.
    var failures: Int
    /// When it signed in or failed last.
    var lastAt: Timestamp
    /// Until when it is remembered.
    let until: Timestamp

    init(failures: Int, lastAt: Timestamp, until: Timestamp) {
        self.failures = failures
        self.lastAt = lastAt
        self.until = until
    }

    /// Reads a row; nil when it is none of an address that is still remembered.
    init?(_ row: SignInFailures?, at now: Timestamp) {
        guard let row, let until = row.lockedUntil, now < until else { return nil }
        self.init(failures: row.count, lastAt: row.lastAt, until: until)
    }

    /// The row a store keeps.
    var row: SignInFailures { SignInFailures(count: failures, lastAt: lastAt, lockedUntil: until) }

    /// The failures alone, as the throttle looks at them.
    var counted: SignInFailures { SignInFailures(count: failures, lastAt: lastAt) }
}
