/// A row of failed sign-ins.
public struct SignInFailures: Hashable, Sendable {
    /// How many in a row.
    public var count: Int
    /// When the last one was.
    public var lastAt: Timestamp
    /// Until when a lockout rule keeps the account locked; nil when none does.
    public var lockedUntil: Timestamp?

    /// Failures made of their parts.
    public init(count: Int, lastAt: Timestamp, lockedUntil: Timestamp? = nil) {
        self.count = count
        self.lastAt = lastAt
        self.lockedUntil = lockedUntil
    }
}
