import Synchronization

/// Tells the log how far the hashing of fixtures' passwords is, once a second, and nothing when it takes less than that.
final class FixtureProgress: Sendable {
    private let log: Log
    private let next = Mutex(ContinuousClock.now + .seconds(1))

    init(log: Log) {
        self.log = log
    }

    /// Takes note that `done` of `total` passwords are hashed.
    func note(_ done: Int, _ total: Int) {
        let isDue = next.withLock { next in
            let now = ContinuousClock.now
            guard now >= next else { return false }
            next = now + .seconds(1)
            return true
        }
        if isDue { log.info("hashing passwords", ["done": String(done), "total": String(total)]) }
    }
}
