import Synchronization

/// Tells how far the hashing of fixtures' passwords is, once a second, and nothing when it takes less than that.
final class FixtureProgress: Sendable {
    private let events: ServerEvents
    private let next = Mutex(ContinuousClock.now + .seconds(1))

    init(_ events: @escaping ServerEvents) {
        self.events = events
    }

    /// Takes note that `done` of `total` passwords are hashed.
    func note(_ done: Int, _ total: Int) {
        let isDue = next.withLock { next in
            let now = ContinuousClock.now
            guard now >= next else { return false }
            next = now + .seconds(1)
            return true
        }
        if isDue { events(.hashing(done: done, of: total)) }
    }
}
