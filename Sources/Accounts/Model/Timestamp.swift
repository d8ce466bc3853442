/// A moment: milliseconds since the start of 1970, UTC.
public struct Timestamp: Hashable, Comparable, Sendable, Codable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public var milliseconds: Int64

    /// Creates a moment from milliseconds since 1970.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Whole seconds since 1970.
    public var seconds: Int64 { milliseconds / 1000 }

    /// Returns whether a moment is earlier than another.
    public static func < (one: Timestamp, other: Timestamp) -> Bool {
        one.milliseconds < other.milliseconds
    }

    /// Returns the moment this much later. It is limited to the range of values and never overflows.
    public static func + (moment: Timestamp, duration: Duration) -> Timestamp {
        let (sum, overflow) = moment.milliseconds.addingReportingOverflow(duration.wholeMilliseconds)
        return Timestamp(milliseconds: overflow ? (duration < .zero ? .min : .max) : sum)
    }

    /// Returns the milliseconds from `earlier` to this moment. Negative if `earlier` is later.
    public func millisecondsSince(_ earlier: Timestamp) -> Int64 {
        let (difference, overflow) = milliseconds.subtractingReportingOverflow(earlier.milliseconds)
        return overflow ? (milliseconds < earlier.milliseconds ? .min : .max) : difference
    }
}

extension Duration {
    /// The duration in whole milliseconds, rounded down and limited to the range of values.
    public var wholeMilliseconds: Int64 {
        let (milliseconds, overflow) = components.seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return components.seconds < 0 ? .min : .max }
        return milliseconds + components.attoseconds / 1_000_000_000_000_000
    }

    /// Returns a duration in days of 24 hours. It is limited like ``minutes(_:)``.
    public static func days(_ count: Int) -> Duration {
        .minutes(min(max(count, -1 << 28), 1 << 28) * 1440)
    }

    /// Returns a duration in minutes. It is limited to a million years in both directions, so that no setting can
    /// overflow.
    public static func minutes(_ count: Int) -> Duration {
        .seconds(min(max(count, -1 << 39), 1 << 39) * 60)
    }
}
