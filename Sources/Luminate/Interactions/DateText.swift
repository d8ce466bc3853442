import Accounts

/// Dates in parameters, in the forms of ISO 8601: `2027-01-31`, `2027-01-31T12:00:00`, with a fraction of the second or
/// without, and with `Z`, `+01:00` or no zone, which means UTC.
enum DateText {
    private static let day: Int64 = 86_400_000

    /// Returns the moments that a text names: one, or those of a whole day. Nil if it names none.
    static func moments(of text: String) -> ClosedRange<Timestamp>? {
        guard text.utf8.count <= 40, text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard let date = parts.first.flatMap({ CivilDate(String($0)) }) else { return nil }
        let midnight = Int64(date.day) * day
        guard parts.count == 2 else {
            return Timestamp(milliseconds: midnight)...Timestamp(milliseconds: midnight + day - 1)
        }
        guard let time = milliseconds(ofTime: parts[1]) else { return nil }
        let moment = Timestamp(milliseconds: midnight + time)
        return moment...moment
    }

    /// Returns the milliseconds from midnight in UTC to a time with or without a zone.
    private static func milliseconds(ofTime text: Substring) -> Int64? {
        var time = text
        var offset: Int64 = 0
        if time.last == "Z" {
            time.removeLast()
        } else if let sign = time.lastIndex(where: { $0 == "+" || $0 == "-" }) {
            guard let zone = numbers(time[time.index(after: sign)...], [23, 59]) else { return nil }
            offset = (zone[0] * 60 + zone[1]) * 60_000 * (time[sign] == "+" ? -1 : 1)
            time = time[..<sign]
        }
        let parts = time.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, let clock = numbers(whole, [23, 59, 59]) else { return nil }
        var fraction: Int64 = 0
        if parts.count == 2 {
            guard (1...9).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            fraction = Int64((parts[1] + "00").prefix(3)) ?? 0
        }
        return ((clock[0] * 60 + clock[1]) * 60 + clock[2]) * 1000 + fraction + offset
    }

    /// Returns numbers of two digits with colons between them, each up to its limit. Nil for another text.
    private static func numbers(_ text: Substring, _ limits: [Int64]) -> [Int64]? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == limits.count else { return nil }
        var numbers: [Int64] = []
        for (part, limit) in zip(parts, limits) {
            guard part.utf8.count == 2, part.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int64(part), number <= limit
            else { return nil }
            numbers.append(number)
        }
        return numbers
    }
}
