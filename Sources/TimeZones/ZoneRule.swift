import Accounts

/// The rule by which a zone's local time changes every year, in POSIX's notation: `EST5EDT,M3.2.0,M11.1.0`.
///
/// Changes are on a weekday of a month, as in all files of today's database. Another notation has no rule.
struct ZoneRule: Sendable {
    /// A change: on the `week`-th `weekday` (0 for Sunday) of a month, or the last one if `week` is 5.
    private struct Change: Sendable {
        let month: Int
        let week: Int
        let weekday: Int
        /// Seconds after local midnight. They may be negative, or more than a day.
        let seconds: Int

        init?(_ reader: inout Reader) {
            guard reader.take(","), reader.take("M"), let month = reader.number(), reader.take("."), let week = reader.number(),
                reader.take("."), let weekday = reader.number(), (1...12).contains(month), (1...5).contains(week), (0...6).contains(weekday)
            else { return nil }
            (self.month, self.week, self.weekday) = (month, week, weekday)
            guard reader.take("/") else {
                seconds = 7200
                return
            }
            guard let seconds = reader.seconds() else { return nil }
            self.seconds = seconds
        }

        /// Returns the seconds since 1970 in local time.
        func seconds(in year: Int) -> Int64 {
            let first = ZoneRule.firstDay(of: month, in: year)
            var day = first + (weekday + 1 - CivilDate(day: first).weekday + 7) % 7 + (week - 1) * 7
            let next = month == 12 ? ZoneRule.firstDay(of: 1, in: year + 1) : ZoneRule.firstDay(of: month + 1, in: year)
            while day >= next { day -= 7 }
            return Int64(day) * 86_400 + Int64(seconds)
        }
    }

    private let standard: Int
    private let summer: (offset: Int, begins: Change, ends: Change)?

    /// Reads a rule. Returns nil for a text in another notation.
    init?(_ text: String) {
        var reader = Reader(text)
        guard reader.skipName(), let west = reader.seconds() else { return nil }
        standard = -west
        guard !reader.isAtEnd else {
            summer = nil
            return
        }
        guard reader.skipName() else { return nil }
        let summerWest = reader.isAtComma ? west - 3600 : reader.seconds()
        guard let summerWest, let begins = Change(&reader), let ends = Change(&reader), reader.isAtEnd else { return nil }
        summer = (-summerWest, begins, ends)
    }

    /// Returns how many seconds local time is ahead of UTC.
    func secondsFromUTC(at seconds: Int64) -> Int {
        guard let summer else { return standard }
        // 400 years repeat themselves to the second, so any moment can be moved near to the present.
        let cycle: Int64 = 146_097 * 86_400
        let moment = ((seconds % cycle) + cycle) % cycle
        let year = 1970 + Int((moment + Int64(standard)) / 31_556_952)
        // The year may be one off around New Year, where no zone changes to or from a summer time that lasts.
        let begins = summer.begins.seconds(in: year) - Int64(standard)
        let ends = summer.ends.seconds(in: year) - Int64(summer.offset)
        let isSummer = begins < ends ? moment >= begins && moment < ends : moment >= begins || moment < ends
        return isSummer ? summer.offset : standard
    }

    /// Returns the days since 1970 of the first day of a month.
    private static func firstDay(of month: Int, in year: Int) -> Int {
        let days = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
        let before = year - 1
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return before * 365 + before / 4 - before / 100 + before / 400 - 719_162 + days[month - 1] + (isLeap && month > 2 ? 1 : 0)
    }

    /// Reads the text from left to right.
    private struct Reader {
        private var rest: Substring

        init(_ text: String) { rest = text[...] }

        var isAtEnd: Bool { rest.isEmpty }
        var isAtComma: Bool { rest.first == "," }

        mutating func take(_ character: Character) -> Bool {
            guard rest.first == character else { return false }
            rest.removeFirst()
            return true
        }

        /// Skips a zone's abbreviation: letters, or anything between `<` and `>`.
        mutating func skipName() -> Bool {
            if take("<") {
                guard let end = rest.firstIndex(of: ">") else { return false }
                rest = rest[end...].dropFirst()
                return true
            }
            let count = rest.prefix { $0.isLetter }.count
            rest = rest.dropFirst(count)
            return count > 0
        }

        mutating func number() -> Int? {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            rest = rest.dropFirst(digits.count)
            return digits.count <= 4 ? Int(digits) : nil
        }

        /// Reads hours, or hours and minutes, or hours, minutes and seconds.
        mutating func seconds() -> Int? {
            let isNegative = take("-")
            if !isNegative { _ = take("+") }
            guard var sum = number().map({ $0 * 3600 }) else { return nil }
            for unit in [60, 1] where take(":") {
                guard let part = number() else { return nil }
                sum += part * unit
            }
            return isNegative ? -sum : sum
        }
    }
}
