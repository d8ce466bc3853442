public import Accounts
import Glibc

extension Timestamp {
    /// Creates a moment from a text like `2027-01-31T12:00:00Z`: ISO 8601 in UTC, in whole seconds. Nil for any other
    /// text, and for days that do not exist.
    public init?(iso8601 text: String) {
        let shape = "0000-00-00T00:00:00Z"
        guard text.utf8.count == shape.utf8.count else { return nil }
        var numbers: [Int32] = []
        var current: Int32 = 0
        for (byte, expected) in zip(text.utf8, shape.utf8) {
            if expected == UInt8(ascii: "0") {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                current = current * 10 + Int32(byte - UInt8(ascii: "0"))
            } else {
                guard byte == expected else { return nil }
                numbers.append(current)
                current = 0
            }
        }
        guard numbers.count == 6 else { return nil }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (numbers[0] - 1900, numbers[1] - 1, numbers[2])
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[3], numbers[4], numbers[5])
        self.init(milliseconds: Int64(timegm(&parts)) * 1000)
        // The C library turns 31 April into 1 May. Such a text is refused.
        guard iso8601 == text else { return nil }
    }

    /// The moment as a text like `2027-01-31T12:00:00Z`, without fractions of a second.
    public var iso8601: String {
        var seconds = time_t(milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0))
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func padded(_ number: Int32, _ width: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        let day = "\(padded(parts.tm_year &+ 1900, 4))-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
        return "\(day)T\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))Z"
    }
}
