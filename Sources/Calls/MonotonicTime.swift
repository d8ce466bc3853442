import Glibc

/// A moment on a clock that only goes forward, also while the machine sleeps.
///
/// Every call has three of them, which its observers copy. Unlike those of `ContinuousClock`, their layout is known when the program
/// is compiled, so that copying what contains them takes no call.
public struct MonotonicTime: Comparable, Sendable {
    /// Nanoseconds since a moment that differs from machine to machine.
    public let nanoseconds: Int64

    /// The current moment.
    public static var now: MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return MonotonicTime(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
    }

    /// Returns the nanoseconds from this moment to a later one.
    public func nanoseconds(to other: MonotonicTime) -> Int64 { other.nanoseconds &- nanoseconds }

    /// Returns whether a moment is earlier than another.
    public static func < (one: MonotonicTime, other: MonotonicTime) -> Bool { one.nanoseconds < other.nanoseconds }
}
