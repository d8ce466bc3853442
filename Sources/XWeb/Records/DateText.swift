import Accounts
import Text
import XML

/// Dates as records keep them and queries compare them: `2026-01-31T12:00:00`. Their order as texts is their order in time.
enum DateText {
    /// Returns a moment in UTC.
    static func text(of moment: Timestamp) -> String {
        let seconds = moment.milliseconds / 1000 - (moment.milliseconds % 1000 < 0 ? 1 : 0)
        let day = seconds / 86_400 - (seconds % 86_400 < 0 ? 1 : 0)
        let rest = Int(seconds - day * 86_400)
        let time = [rest / 3600, rest / 60 % 60, rest % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "\(CivilDate(day: Int(day)))T\(time.joined(separator: ":"))"
    }

    /// Returns the moment of a text in this form, or nil for any other text.
    static func moment(_ text: String) -> Timestamp? {
        guard isNormal(text), let date = CivilDate(String(text.prefix(10))) else { return nil }
        let parts = text.suffix(8).split(separator: ":").compactMap { Int($0) }
        guard parts.count == 3 else { return nil }
        return Timestamp(milliseconds: Int64(date.day) * 86_400_000) + .seconds(parts[0] * 3600 + parts[1] * 60 + parts[2])
    }

    /// Returns a date in this form, or nil if the text is not a date. The text is `2026-01-31`, `20260131` or
    /// `1/31/2026`, as SQL Server reads them, and may have a time of day after a `T` or a space: `12:00`, `12:00:00`,
    /// `12:00:00.000Z` or `1:00 PM`. Fractions of a second are dropped.
    static func normalized(_ text: String) -> String? {
        if isNormal(text) { return text }
        guard text.utf8.count <= 40 else { return nil }
        let parts = XMLText.trimmed(text).split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "T" || $0 == "t" || $0 == " " }
        guard let first = parts.first, let date = date(first), let time = parts.count == 2 ? time(parts[1]) : "00:00:00" else { return nil }
        return "\(date)T\(time)"
    }

    /// Returns whether a text is certainly in the form already. It is asked for each row of a query.
    private static func isNormal(_ text: String) -> Bool {
        guard text.utf8.count == 19 else { return false }
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() {
            switch index {
            case 4, 7: guard byte == UInt8(ascii: "-") else { return false }
            case 10: guard byte == UInt8(ascii: "T") else { return false }
            case 13, 16: guard byte == UInt8(ascii: ":") else { return false }
            default: guard (0x30...0x39).contains(byte) else { return false }
            }
        }
        return CivilDate(String(text.prefix(10))) != nil && time(text.suffix(8)) != nil
    }

    private static func date(_ text: Substring) -> CivilDate? {
        if let date = CivilDate(String(text)) { return date }
        if let match = text.wholeMatch(of: /(\d{4})(\d{2})(\d{2})/.asciiOnlyDigits()) {
            return CivilDate("\(match.1)-\(match.2)-\(match.3)")
        }
        guard let match = text.wholeMatch(of: /(\d{1,2})\/(\d{1,2})\/(\d{4})/.asciiOnlyDigits()) else { return nil }
        return CivilDate("\(match.3)-\(padded(match.1))-\(padded(match.2))")
    }

    private static func time(_ text: Substring) -> String? {
        let shape = /(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,7})?)?(?:Z| ?([AP])M)?/.asciiOnlyDigits().ignoresCase()
        guard let match = text.wholeMatch(of: shape), var hour = Int(match.1), let minute = Int(match.2), minute < 60,
            let second = Int(match.3 ?? "00"), second < 60
        else { return nil }
        if let half = match.4 {
            guard (1...12).contains(hour) else { return nil }
            hour = hour % 12 + (ASCII.equalsIgnoringCase(half, "P") ? 12 : 0)
        }
        guard hour < 24 else { return nil }
        return [hour, minute, second].map { padded("\($0)") }.joined(separator: ":")
    }

    private static func padded(_ digits: some StringProtocol) -> String { digits.utf8.count < 2 ? "0\(digits)" : String(digits) }
}
