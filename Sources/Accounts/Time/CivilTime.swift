/// A date of the Gregorian calendar.
public struct CivilDate: Hashable, Sendable, Codable {
    /// Days since 1970-01-01.
    public let day: Int

    /// Creates a date from its distance to 1970-01-01.
    public init(day: Int) {
        self.day = day
    }

    /// Creates a date from a text like `2027-01-31`. Nil for any other text, and for days that do not exist.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], parts.allSatisfy({ $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        // The year is counted from March, so that a leap day is the last of its year.
        let (shifted, months) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * months + 2) / 5 + day - 1
        self.init(day: era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468)
        guard description == text else { return nil }
    }

    /// The day of the week: 1 for Sunday to 7 for Saturday.
    public var weekday: Int { (day % 7 + 7 + 4) % 7 + 1 }
}

extension CivilDate: CustomStringConvertible {
    /// The date as a text like `2027-01-31`.
    public var description: String {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let months = (5 * dayOfYear + 2) / 153
        let month = months < 10 ? months + 3 : months - 9
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfYear - (153 * months + 2) / 5 + 1, 2))"
    }
}

/// Local time at a moment.
struct CivilTime {
    /// The date.
    let date: CivilDate
    /// Minutes since midnight.
    let minute: Int

    init(_ moment: Timestamp, secondsFromUTC: Int) {
        let local = moment + .seconds(secondsFromUTC)
        let minutes = Int(local.milliseconds / 60_000 - (local.milliseconds % 60_000 < 0 ? 1 : 0))
        let day = minutes / 1440 - (minutes % 1440 < 0 ? 1 : 0)
        date = CivilDate(day: day)
        minute = minutes - day * 1440
    }
}
