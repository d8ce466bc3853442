import Glibc

/// The machine's clock. No other file of the program reads it.
public struct SystemClock: WallClock {
    /// Creates the clock.
    public init() {}

    /// The current moment of the machine's clock.
    public var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
