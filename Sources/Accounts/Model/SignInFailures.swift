/// Consecutive failed sign-ins.
public struct SignInFailures: Hashable, Sendable {
    /// The number of consecutive failures.
    public var count: Int
    /// When the last one occurred.
    public var lastAt: Timestamp
    /// When the lock by a lockout rule ends. Nil if there is none.
    public var lockedUntil: Timestamp?

    /// Creates failures from their parts.
    public init(count: Int, lastAt: Timestamp, lockedUntil: Timestamp? = nil) {
        self.count = count
        self.lastAt = lastAt
        self.lockedUntil = lockedUntil
    }
}
