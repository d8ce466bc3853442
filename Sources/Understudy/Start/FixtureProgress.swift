import Synchronization

/// Reports the progress of hashing the fixtures' passwords once a second. If it takes less than a second, nothing is
/// reported.
final class FixtureProgress: Sendable {
    private let events: ServerEvents
    private let next = Mutex(ContinuousClock.now + .seconds(1))

    init(_ events: @escaping ServerEvents) {
        self.events = events
    }

    /// Records that `done` of `total` passwords are hashed.
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
