/// When users may sign in, in local time.
public struct SignInTimes: Hashable, Sendable, Codable {
    /// A part of each day.
    public struct Hours: Hashable, Sendable, Codable {
        /// The first minute, counted from midnight.
        public var from: Int
        /// The end: the first minute that is not included.
        public var to: Int

        /// Creates a part of the day. If `to` is not later than `from`, the part ends on the next day.
        public init(from: Int, to: Int) {
            self.from = from
            self.to = to
        }

        func contains(_ minute: Int) -> Bool {
            from < to ? minute >= from && minute < to : minute >= from || minute < to
        }
    }

    /// The time zone, by its name in the tz database. An unknown one counts as UTC.
    public var timeZone = "UTC"
    /// The hours of the day at which users may sign in. Nil for all.
    public var hours: Hours?
    /// The days of the week on which nobody may sign in: 1 for Sunday to 7 for Saturday.
    public var excludedWeekdays: Set<Int> = []
    /// The dates on which nobody may sign in.
    public var excludedDates: Set<CivilDate> = []

    /// Creates a value that allows every time.
    public init() {}

    /// Returns whether users may sign in at a moment. Local time is this many seconds ahead of UTC.
    public func allow(_ moment: Timestamp, secondsFromUTC: Int) -> Bool {
        let local = CivilTime(moment, secondsFromUTC: secondsFromUTC)
        return hours?.contains(local.minute) != false && !excludedWeekdays.contains(local.date.weekday)
            && !excludedDates.contains(local.date)
    }
}
