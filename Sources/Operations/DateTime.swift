/// A moment as .NET writes a local time on a server in the UTC zone: up to seven digits of a second's fraction without
/// trailing zeros, and the offset `+00:00`.
public struct DateTime: Sendable, Hashable {
    /// The moment in the format of XML Schema.
    public let text: String

    /// Creates a moment from milliseconds since 1970, UTC. A moment outside the years 1 to 9999, .NET's own range,
    /// becomes the nearest one inside.
    public init(millisecondsSince1970 moment: Int64) {
        let milliseconds = min(max(moment, -62_135_596_800_000), 253_402_300_799_999)
        let day = Self.floorDivide(milliseconds, 86_400_000)
        let inDay = milliseconds - day * 86_400_000
        let (year, month, dayOfMonth) = Self.civil(day)
        let fraction = inDay % 1000
        var text = "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(dayOfMonth, 2))T"
        text += "\(Self.padded(inDay / 3_600_000, 2)):\(Self.padded(inDay / 60_000 % 60, 2)):\(Self.padded(inDay / 1000 % 60, 2))"
        if fraction > 0 {
            var digits = Substring("." + Self.padded(fraction, 3))
            while digits.last == "0" { digits = digits.dropLast() }
            text += digits
        }
        self.text = text + "+00:00"
    }

    /// Returns the date of a day counted from 1970-01-01, in the proleptic Gregorian calendar. Eras of 400 years begin
    /// in March, so that the leap day comes last.
    private static func civil(_ day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func floorDivide(_ dividend: Int64, _ divisor: Int64) -> Int64 {
        dividend >= 0 ? dividend / divisor : -((divisor - 1 - dividend) / divisor)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
