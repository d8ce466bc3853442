import Synchronization

/// Decides when a site's expired data is deleted: ended sessions and old failures. There is no timer; code that adds a
/// row asks. Each site has its own time.
final class Housekeeping: Sendable {
    private struct State: Sendable {
        var last: Timestamp
        var additions = 0
    }

    /// Often enough that ended sessions do not accumulate, and rarely enough to cost nothing.
    private static let interval = Duration.seconds(600)
    /// The number of added rows that makes a sweep due before the interval has passed. It keeps up with a flood of
    /// unknown names.
    private static let additionsBetween = 5000

    private let states = Mutex<[SiteID: State]>([:])

    /// Counts a row that was added in a site. Returns true, to exactly one caller, when a sweep is due.
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

    /// Drops the counts of a deleted site.
    func forget(_ site: SiteID) {
        states.withLock { $0[site] = nil }
    }
}
