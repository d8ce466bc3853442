import Synchronization

/// Says when it is time to take away what no longer counts in a site: ended sessions, old failures. Nothing runs by itself; who adds something
/// asks. Each site goes by its own time.
final class Housekeeping: Sendable {
    private struct State: Sendable {
        var last: Timestamp
        var additions = 0
    }

    /// Often enough that ended sessions do not pile up, seldom enough to cost nothing.
    private static let interval = Duration.seconds(600)
    /// What may come together before the interval has passed; keeps a flood of unknown names from outrunning the clock.
    private static let additionsBetween = 5000

    private let states = Mutex<[SiteID: State]>([:])

    /// Notes that a row was added in a site. True when it is time, for one caller only.
    func isDue(in site: SiteID, at now: Timestamp) -> Bool {
        states.withLock { states in
            guard var state = states[site] else {
                states[site] = State(last: now, additions: 1)
                return false
            }
            state.additions += 1
            let elapsed = now.millisecondsSince(state.last)
            // A clock that was set back starts a new interval.
            let isDue = elapsed >= Self.interval.wholeMilliseconds || elapsed < 0 || state.additions >= Self.additionsBetween
            states[site] = isDue ? State(last: now) : state
            return isDue
        }
    }
}
