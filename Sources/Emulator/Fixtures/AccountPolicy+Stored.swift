package import Accounts
import JSON
import Patterns

extension AccountPolicy {
    /// The counts that rules from elsewhere may have. They are far from overflow, and no system makes rules with greater ones.
    private static let storedCounts = 0...1 << 42

    /// Reads rules in their stored form. Throws if the text has no rules, or rules that nobody could have made.
    init(stored text: String, at path: JSONPath) throws(JSONSchemaError) {
        guard let rules = try? AccountPolicy(stored: text) else { throw JSONSchemaError(path, "is not a rule set") }
        if let problem = rules.problem { throw JSONSchemaError(path, problem) }
        self = rules
    }

    /// Returns why a text is no rule set in its stored form, or nil if it is one.
    package static func problem(withStored text: String) -> String? {
        guard let rules = try? AccountPolicy(stored: text) else { return "is not a rule set" }
        return rules.problem
    }

    private var problem: String? {
        guard counts.allSatisfy(Self.storedCounts.contains) else {
            return "has a count that is not from \(Self.storedCounts.lowerBound) to \(Self.storedCounts.upperBound)"
        }
        if let maximum = password.maximumLength, maximum < password.minimumLength { return "has a greatest length below the least" }
        return password.pattern.flatMap(PCRE2PatternMatcher.problem(with:)).map {
            "has a pattern that cannot be used as a regular expression: \($0)"
        }
    }

    private var counts: [Int] {
        let ofPasswords = [
            password.minimumLength, password.maximumLength, password.minimumLetters, password.minimumDigits, password.minimumUppercase,
            password.minimumLowercase, password.minimumSpecial, password.historyDepth, password.lifetimeDays, password.graceSignIns,
            password.expiryNoticeDays,
        ]
        let others = [lockout?.failures, lockout?.minutes, sessionIdleMinutes, sessionMinutes, inactiveAfterDays]
        let times = signInTimes.map { times in
            [times.hours?.from, times.hours?.to] + times.excludedWeekdays.map { $0 } + times.excludedDates.map { abs(clamping: $0.day) }
        }
        return (ofPasswords + others + (times ?? [])).compactMap { $0 }
    }

    /// Dates before 1970 have negative days.
    private func abs(clamping day: Int) -> Int { Int(clamping: day.magnitude) }
}
