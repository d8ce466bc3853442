/// A duration as callers write it: `20m`, `1h30m`, `3d`, `500ms`, or in the ISO 8601 form `PT1H30M`, `P3D`. Answers have
/// the ISO form.
package enum DurationText {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]

    /// Parses a duration. Returns nil for any other text. Each unit may occur once, and larger units come first.
    package static func duration(_ text: String) -> Duration? {
        var rest = Substring(text.lowercased())
        if rest.hasPrefix("p") {
            rest.removeFirst()
            let parts = rest.split(separator: "t", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 1 || !parts[1].isEmpty, parts.allSatisfy({ !$0.contains("t") }), !rest.contains("ms") else { return nil }
            // Before the T there are days only, after it there are none.
            guard parts[0].isEmpty || parts[0].hasSuffix("d"), parts.count == 1 || !parts[1].contains("d") else { return nil }
            rest = Substring(parts.joined())
        }
        return milliseconds(rest).map { .milliseconds($0) }
    }

    private static func milliseconds(_ text: Substring) -> Int64? {
        var (rest, units) = (text, units[...])
        var total: Int64 = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard digits.count <= 15, let number = Int64(digits) else { return nil }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { $0.isASCII && $0.isLetter }
            guard let index = units.firstIndex(where: { $0.name == name }) else { return nil }
            let (product, overflows) = number.multipliedReportingOverflow(by: units[index].milliseconds)
            let (sum, sumOverflows) = total.addingReportingOverflow(product)
            guard !overflows, !sumOverflows else { return nil }
            total = sum
            units = units[(index + 1)...]
            rest = rest.dropFirst(name.count)
        }
        return total
    }

    /// Returns a number of milliseconds in the ISO form, such as `PT31M` or `-P1DT0.5S`.
    package static func iso(milliseconds: Int64) -> String {
        var rest = milliseconds.magnitude
        func take(_ unit: UInt64) -> UInt64 {
            defer { rest %= unit }
            return rest / unit
        }
        let (days, hours, minutes, seconds) = (take(86_400_000), take(3_600_000), take(60_000), take(1000))
        var time = ""
        if hours > 0 { time += "\(hours)H" }
        if minutes > 0 { time += "\(minutes)M" }
        if seconds > 0 || rest > 0 { time += "\(seconds)\(rest > 0 ? "." + String(String(1000 + rest).dropFirst()) : "")S" }
        if days == 0, time.isEmpty { return "PT0S" }
        return (milliseconds < 0 ? "-" : "") + "P" + (days > 0 ? "\(days)D" : "") + (time.isEmpty ? "" : "T\(time)")
    }
}
