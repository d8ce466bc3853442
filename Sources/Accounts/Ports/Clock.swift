/// Where the time comes from. Everything that depends on time takes one of these, so that tests and the admin API can move it.
public protocol WallClock: Sendable {
    /// The present moment.
    var now: Timestamp { get }
}
