/// Knows the time zones of the tz database.
public protocol TimeZoneSource: Sendable {
    /// Returns how many seconds local time in a zone is ahead of UTC at a moment. The zone has its name in the tz database,
    /// such as `America/New_York`. Returns nil if the zone is unknown.
    func secondsFromUTC(in zone: String, at moment: Timestamp) -> Int?
}

/// A source that knows no zone, so that all times are in UTC.
public struct UTCOnly: TimeZoneSource {
    /// Creates the source.
    public init() {}

    /// Returns nil for every zone.
    public func secondsFromUTC(in zone: String, at moment: Timestamp) -> Int? { nil }
}
