/// A source of the current time. Everything that depends on time uses one, so that tests and the admin API can change
/// it.
public protocol WallClock: Sendable {
    /// The current time.
    var now: Timestamp { get }
}
