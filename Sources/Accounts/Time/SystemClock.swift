import Glibc

/// The machine's clock. No other file of the program asks what time it is.
public struct SystemClock: WallClock {
    /// The machine's clock.
    public init() {}

    /// The present moment, by the machine.
    public var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
