import Glibc

/// A moment on the monotonic clock, in milliseconds. All deadlines use these, never the time of day.
struct Instant: Comparable, Sendable {
    var milliseconds: Int64

    /// The current moment. Nothing else in this module reads a clock.
    static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    static func < (one: Instant, other: Instant) -> Bool {
        one.milliseconds < other.milliseconds
    }

    func advanced(by duration: Duration) -> Instant {
        Instant(milliseconds: milliseconds &+ duration.milliseconds)
    }

    /// Returns the milliseconds from an earlier moment to this one.
    func since(_ earlier: Instant) -> Int64 {
        milliseconds &- earlier.milliseconds
    }
}

extension Duration {
    /// The duration in whole milliseconds, rounded up, so that a wait is never shorter than requested. At most a
    /// hundred years.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let bounded = min(max(seconds, 0), 100 * 365 * 86_400)
        return bounded * 1000 + (max(attoseconds, 0) + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}
