import Synchronization

/// The real times of failed sign-ins, by which guessing is slowed down.
///
/// Everything else goes by a site's clock, which may be stopped or moved. A wait by such a clock would never end, or at once. A
/// store has failures at the site's time. This remembers at which real time each of them was counted, as long as it matters.
final class GuessTimes: Sendable {
    private struct Key: Hashable, Sendable {
        let site: SiteID
        let subject: String
    }

    private struct Time: Sendable {
        /// The time of the failure in the store.
        let stored: Timestamp
        let real: Timestamp
    }

    /// How many subjects are remembered. Beyond it, those whose wait is over are dropped, and all if there are still too many:
    /// their waits then go by the stored time, which is the real one unless the site's clock was changed.
    static let capacity = 10_000

    /// The real time.
    private let clock: any WallClock
    private let times = Mutex<[Key: Time]>([:])

    init(by clock: any WallClock) {
        self.clock = clock
    }

    var now: Timestamp { clock.now }

    /// The number of subjects that are remembered.
    var count: Int { times.withLock { $0.count } }

    /// Remembers that a failure was counted now. `longest` is the longest wait that can follow it.
    func note(_ stored: Timestamp, of subject: String, in site: SiteID, longest: Duration) {
        let now = now
        times.withLock { times in
            if times.count >= Self.capacity { times = times.filter { now < $0.value.real + longest } }
            if times.count >= Self.capacity { times = [:] }
            times[Key(site: site, subject: subject)] = Time(stored: stored, real: now)
        }
    }

    /// Returns the real time of the last failure of a subject.
    func lastFailure(_ failures: SignInFailures, of subject: String, in site: SiteID) -> Timestamp {
        let known = times.withLock { $0[Key(site: site, subject: subject)] }
        guard let known, known.stored == failures.lastAt else { return failures.lastAt }
        return known.real
    }
}

/// How guessing is slowed down in one site.
struct Guessing: Sendable {
    let rules: ThrottleRules
    let times: GuessTimes
    let site: SiteID

    /// These rules for failures from all origins together.
    var fromAllOrigins: Guessing { Guessing(rules: rules.forAllOrigins, times: times, site: site) }

    /// Returns the real time at which the wait after the failures of a subject ends, or nil if there is none.
    func wait(after failures: SignInFailures?, of subject: String?) -> Timestamp? {
        guard var failures, let subject, rules.wait(after: failures.count) > .zero else { return nil }
        failures.lastAt = times.lastFailure(failures, of: subject, in: site)
        return rules.wait(for: failures, at: times.now)
    }

    /// Remembers that the failures of a subject that are now stored were counted now.
    func counted(_ failures: SignInFailures, of subject: String) {
        guard rules.wait(after: failures.count) > .zero else { return }
        times.note(failures.lastAt, of: subject, in: site, longest: rules.longestWait)
    }
}
