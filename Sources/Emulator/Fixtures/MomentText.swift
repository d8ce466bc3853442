package import Accounts

/// A moment as callers write it: RFC 3339 in UTC, with up to three digits of a second, such as `2030-01-01T00:00:00.250Z`.
package enum MomentText {
    /// The moments that a site's clock can show: from 1970 on, and up to the last century before the year 10000, since sessions and
    /// passwords end up to decades after the present.
    package static let calendar = Timestamp(milliseconds: 0)...Timestamp(milliseconds: 250_246_627_200_000)

    /// Parses a moment. Returns nil for any other text.
    package static func moment(_ text: String) -> Timestamp? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return Timestamp(iso8601: text) }
        let digits = parts[1].dropLast()
        guard parts[1].last == "Z", (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let fraction = Int(digits + String(repeating: "0", count: 3 - digits.utf8.count)),
            let whole = Timestamp(iso8601: parts[0] + "Z")
        else { return nil }
        return whole + .milliseconds(fraction)
    }

    /// Returns a moment as text, with milliseconds.
    package static func text(_ moment: Timestamp) -> String {
        let fraction = ((moment.milliseconds % 1000) + 1000) % 1000
        return moment.iso8601.dropLast() + "." + String(String(1000 + fraction).dropFirst()) + "Z"
    }
}
