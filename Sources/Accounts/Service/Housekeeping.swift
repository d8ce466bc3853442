import Synchronization

/// Says when it is time to take away what no longer counts: ended sessions, old failures. Nothing runs by itself; who adds something asks.
final class Housekeeping: Sendable {
    private struct State: Sendable {
        var last: Timestamp?
        var additions = 0
    }

    /// Often enough that ended sessions do not pile up, seldom enough to cost nothing.
    private static let interval = Duration.seconds(600)
    /// What may come together before the interval has passed; keeps a flood of unknown names from outrunning the clock.
    private static let additionsBetween = 5000

    private let state = Mutex(State())

    /// Notes that a row was added. True when it is time, for one caller only.
    func isDue(at now: Timestamp) -> Bool {
        state.withLock { state in
            state.additions += 1
            guard let last = state.last else {
                state.last = now
                return false
            }
            let elapsed = now.millisecondsSince(last)
            // A clock that was set back starts a new interval.
            guard elapsed >= Self.interval.wholeMilliseconds || elapsed < 0 || state.additions >= Self.additionsBetween else {
                return false
            }
            state = State(last: now)
            return true
        }
    }
}
