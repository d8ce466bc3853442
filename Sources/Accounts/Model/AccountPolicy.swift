/// The rules a password must meet, as data. The default asks for nothing.
public struct PasswordPolicy: Hashable, Sendable, Codable {
    /// The least number of characters.
    public var minimumLength = 0
    /// The greatest number of characters; nil for no bound but ``Password/maximumBytes``.
    public var maximumLength: Int?
    /// How many letters are needed.
    public var minimumLetters = 0
    /// How many digits are needed.
    public var minimumDigits = 0
    /// How many upper-case letters are needed.
    public var minimumUppercase = 0
    /// How many lower-case letters are needed.
    public var minimumLowercase = 0
    /// How many characters are needed that are neither letters nor digits.
    public var minimumSpecial = 0
    /// Characters that must not occur.
    public var forbiddenCharacters = ""
    /// The characters that may occur besides letters and digits; nil for all.
    public var allowedSpecialCharacters: String?
    /// A regular expression that must match somewhere; where it is to match as a whole, it says so with anchors of its own. Nil for none.
    public var pattern: String?
    /// How many earlier passwords, the present one among them, must not come again. Each costs a hash to look at.
    public var historyDepth = 0
    /// How long a password is good, in days; nil for ever.
    public var lifetimeDays: Int?
    /// How many sign-ins are let through after a password's end.
    public var graceSignIns = 0

    /// No rules.
    public init() {}
}

/// When failed sign-ins lock an account.
public struct LockoutPolicy: Hashable, Sendable, Codable {
    /// The account is locked when this many sign-ins in a row have failed.
    public var failures: Int
    /// For how many minutes; nil until a person unlocks it.
    public var minutes: Int?

    /// A rule made of its parts.
    public init(failures: Int, minutes: Int?) {
        self.failures = failures
        self.minutes = minutes
    }
}

/// A named set of rules that accounts refer to.
public struct AccountPolicy: Hashable, Sendable, Codable {
    /// What passwords must meet.
    public var password = PasswordPolicy()
    /// When failures lock; nil for never (the throttle still slows a guesser down).
    public var lockout: LockoutPolicy?
    /// How many minutes a session may stay unused; nil where the system's own setting rules.
    public var sessionIdleMinutes: Int?

    /// No rules.
    public init() {}
}

extension AccountPolicy {
    /// The rules as they bind a system account: without lockout, and without an end of passwords. New passwords must meet all the rest.
    var forSystemAccounts: AccountPolicy {
        var policy = self
        policy.lockout = nil
        policy.password.lifetimeDays = nil
        return policy
    }
}

extension PasswordPolicy {
    /// Reads a rule set in which every rule may be missing and then is as in ``init()``, so that what an older release wrote stays readable.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        minimumLength = try values.decodeIfPresent(Int.self, forKey: .minimumLength) ?? 0
        maximumLength = try values.decodeIfPresent(Int.self, forKey: .maximumLength)
        minimumLetters = try values.decodeIfPresent(Int.self, forKey: .minimumLetters) ?? 0
        minimumDigits = try values.decodeIfPresent(Int.self, forKey: .minimumDigits) ?? 0
        minimumUppercase = try values.decodeIfPresent(Int.self, forKey: .minimumUppercase) ?? 0
        minimumLowercase = try values.decodeIfPresent(Int.self, forKey: .minimumLowercase) ?? 0
        minimumSpecial = try values.decodeIfPresent(Int.self, forKey: .minimumSpecial) ?? 0
        forbiddenCharacters = try values.decodeIfPresent(String.self, forKey: .forbiddenCharacters) ?? ""
        allowedSpecialCharacters = try values.decodeIfPresent(String.self, forKey: .allowedSpecialCharacters)
        pattern = try values.decodeIfPresent(String.self, forKey: .pattern)
        historyDepth = try values.decodeIfPresent(Int.self, forKey: .historyDepth) ?? 0
        lifetimeDays = try values.decodeIfPresent(Int.self, forKey: .lifetimeDays)
        graceSignIns = try values.decodeIfPresent(Int.self, forKey: .graceSignIns) ?? 0
    }
}

extension AccountPolicy {
    /// Reads a rule set in which every part may be missing and then is as in ``init()``.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        password = try values.decodeIfPresent(PasswordPolicy.self, forKey: .password) ?? PasswordPolicy()
        lockout = try values.decodeIfPresent(LockoutPolicy.self, forKey: .lockout)
        sessionIdleMinutes = try values.decodeIfPresent(Int.self, forKey: .sessionIdleMinutes)
    }
}
