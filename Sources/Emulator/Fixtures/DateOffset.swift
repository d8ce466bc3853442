import Accounts

/// A distance between dates as a placeholder has it: `-3y`, `-18m`, `2w`, `-1d`, or `0d` for the date itself.
struct DateOffset: Hashable {
    private enum Unit: String {
        case years = "y"
        case months = "m"
        case weeks = "w"
        case days = "d"
    }

    private let count: Int
    private let unit: Unit

    /// The greatest number in an offset.
    private static let greatest = 5000

    /// Parses an offset. Nil for any other text.
    init?(_ text: Substring) {
        let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst().dropLast() : text.dropLast()
        guard let unit = text.last.flatMap({ Unit(rawValue: String($0)) }), !digits.isEmpty,
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let count = Int(digits),
            count <= Self.greatest
        else { return nil }
        self.unit = unit
        self.count = text.hasPrefix("-") ? -count : count
    }

    /// Returns the date at this distance. A day that its month does not have becomes the last one of the month. Nil outside of the
    /// years 1 to 9999.
    func date(from start: CivilDate) -> CivilDate? {
        let day: Int
        switch unit {
        case .days: day = start.day + count
        case .weeks: day = start.day + 7 * count
        case .months: return Self.date(start, months: count)
        case .years: return Self.date(start, months: 12 * count)
        }
        return Self.calendar?.contains(day) == true ? CivilDate(day: day) : nil
    }

    /// The days of the years that a text can have.
    private static let calendar: ClosedRange<Int>? = {
        guard let first = CivilDate("0001-01-01"), let last = CivilDate("9999-12-31") else { return nil }
        return first.day...last.day
    }()

    private static func date(_ start: CivilDate, months: Int) -> CivilDate? {
        let parts = start.description.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3 else { return nil }
        let total = parts[0] * 12 + parts[1] - 1 + months
        guard (12..<120_000).contains(total) else { return nil }
        func text(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        let month = "\(text(total / 12, 4))-\(text(total % 12 + 1, 2))"
        return (0...3).lazy.compactMap { CivilDate("\(month)-\(text(parts[2] - $0, 2))") }.first
    }
}
