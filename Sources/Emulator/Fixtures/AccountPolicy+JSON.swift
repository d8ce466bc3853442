import Accounts
import JSON
import Patterns

/// The range of every count in a policy. It keeps all sums and products of counts far from overflow.
private let countRange = 0...1_000_000

extension AccountPolicy {
    /// Reads a policy: `{"password": {…}, "lockout": {"failures": 3, "minutes": 30}, "session_idle_minutes": 10}`. A
    /// missing member sets no rule.
    init(_ json: JSON, at path: JSONPath) throws(JSONSchemaError) {
        self = try json.readObject(at: path) { reader throws(JSONSchemaError) in
            var policy = AccountPolicy()
            if let password = try reader.object("password", PasswordPolicy.read) { policy.password = password }
            policy.lockout = try reader.object("lockout") { lockout throws(JSONSchemaError) in
                guard let failures = try lockout.int("failures", in: 1...countRange.upperBound) else {
                    throw JSONSchemaError(lockout.path, "a whole number \"failures\" is missing")
                }
                return LockoutPolicy(failures: failures, minutes: try lockout.int("minutes", in: 1...countRange.upperBound))
            }
            policy.sessionIdleMinutes = try reader.int("session_idle_minutes", in: 1...countRange.upperBound)
            return policy
        }
    }
}

extension PasswordPolicy {
    fileprivate static func read(_ reader: inout JSONObjectReader) throws(JSONSchemaError) -> PasswordPolicy {
        var policy = PasswordPolicy()
        policy.minimumLength = try reader.int("minimum_length", in: 0...Password.maximumBytes) ?? 0
        policy.maximumLength = try reader.int("maximum_length", in: 1...Password.maximumBytes)
        policy.minimumLetters = try reader.int("minimum_letters", in: countRange) ?? 0
        policy.minimumDigits = try reader.int("minimum_digits", in: countRange) ?? 0
        policy.minimumUppercase = try reader.int("minimum_uppercase", in: countRange) ?? 0
        policy.minimumLowercase = try reader.int("minimum_lowercase", in: countRange) ?? 0
        policy.minimumSpecial = try reader.int("minimum_special", in: countRange) ?? 0
        policy.forbiddenCharacters = try reader.string("forbidden_characters") ?? ""
        policy.allowedSpecialCharacters = try reader.string("allowed_special_characters")
        policy.pattern = try reader.string("pattern")
        if let pattern = policy.pattern, let problem = PCRE2PatternMatcher.problem(with: pattern) {
            throw reader.error("pattern", "cannot be used as a regular expression: \(problem)")
        }
        policy.historyDepth = try reader.int("history_depth", in: 0...100) ?? 0
        policy.lifetimeDays = try reader.int("lifetime_days", in: 1...countRange.upperBound)
        policy.graceSignIns = try reader.int("grace_sign_ins", in: countRange) ?? 0
        if let maximum = policy.maximumLength, maximum < policy.minimumLength {
            throw reader.error("maximum_length", "is less than minimum_length")
        }
        return policy
    }
}
