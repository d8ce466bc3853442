/// The rules for passwords, as data. The default has no rules.
public struct PasswordPolicy: Hashable, Sendable, Codable {
    /// The least number of characters.
    public var minimumLength = 0
    /// The greatest number of characters. Nil for no limit besides ``Password/maximumBytes``.
    public var maximumLength: Int?
    /// The least number of letters.
    public var minimumLetters = 0
    /// The least number of digits.
    public var minimumDigits = 0
    /// The least number of upper-case letters.
    public var minimumUppercase = 0
    /// The least number of lower-case letters.
    public var minimumLowercase = 0
    /// The least number of characters that are neither letters nor digits.
    public var minimumSpecial = 0
    /// Characters that are allowed but do not count for ``minimumSpecial``.
    public var uncountedSpecialCharacters = ""
    /// Characters that are not allowed.
    public var forbiddenCharacters = ""
    /// The allowed characters besides letters and digits. Nil for all.
    public var allowedSpecialCharacters: String?
    /// A regular expression that must match somewhere. To match the whole password, it needs anchors. Nil for none.
    public var pattern: String?
    /// The number of previous passwords, including the current one, that cannot be used again. Checking each costs a
    /// hash.
    public var historyDepth = 0
    /// How long a password is valid, in days. Nil for ever.
    public var lifetimeDays: Int?
    /// The number of sign-ins allowed after a password has expired.
    public var graceSignIns = 0
    /// How many days before a password expires each sign-in begins to announce it. 0 for never.
    public var expiryNoticeDays = 0
    /// Whether a password that was changed cannot be changed again for 24 hours. The first password of an account is not
    /// a change.
    public var changesOnceADay = false

    /// Creates a policy without rules.
    public init() {}
}

/// The rule by which failed sign-ins lock an account.
public struct LockoutPolicy: Hashable, Sendable, Codable {
    /// The number of consecutive failures that locks the account.
    public var failures: Int
    /// How long the lock lasts, in minutes. Nil until a person unlocks the account.
    public var minutes: Int?

    /// Creates a rule from its parts.
    public init(failures: Int, minutes: Int?) {
        self.failures = failures
        self.minutes = minutes
    }
}

/// A named set of rules that accounts refer to.
public struct AccountPolicy: Hashable, Sendable, Codable {
    /// The rules for passwords.
    public var password = PasswordPolicy()
    /// The lockout rule. Nil for no lockout; the throttle still slows down guessing.
    public var lockout: LockoutPolicy?
    /// How long a session may be inactive, in minutes. 0 if inactivity does not end it. Nil if the system's own setting
    /// applies.
    public var sessionIdleMinutes: Int?
    /// How long a session lasts in any case, in minutes. Nil if the system's own setting applies.
    public var sessionMinutes: Int?
    /// After how many days without a sign-in an account becomes disabled. Nil for never.
    public var inactiveAfterDays: Int?
    /// When a user may sign in. Nil for always.
    public var signInTimes: SignInTimes?

    /// Creates a policy without rules.
    public init() {}
}

extension AccountPolicy {
    /// The policy for an exempt account: without lockout, without password expiry, and without rules on when it signs in.
    /// New passwords must meet all rules.
    var forExemptAccounts: AccountPolicy {
        var policy = self
        policy.lockout = nil
        policy.password.lifetimeDays = nil
        policy.inactiveAfterDays = nil
        policy.signInTimes = nil
        return policy
    }
}

extension PasswordPolicy {
    /// Reads a policy. Missing rules are as in ``init()``, so that policies stored by an older release stay readable.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        minimumLength = try values.decodeIfPresent(Int.self, forKey: .minimumLength) ?? 0
        maximumLength = try values.decodeIfPresent(Int.self, forKey: .maximumLength)
        minimumLetters = try values.decodeIfPresent(Int.self, forKey: .minimumLetters) ?? 0
        minimumDigits = try values.decodeIfPresent(Int.self, forKey: .minimumDigits) ?? 0
        minimumUppercase = try values.decodeIfPresent(Int.self, forKey: .minimumUppercase) ?? 0
        minimumLowercase = try values.decodeIfPresent(Int.self, forKey: .minimumLowercase) ?? 0
        minimumSpecial = try values.decodeIfPresent(Int.self, forKey: .minimumSpecial) ?? 0
        uncountedSpecialCharacters = try values.decodeIfPresent(String.self, forKey: .uncountedSpecialCharacters) ?? ""
        forbiddenCharacters = try values.decodeIfPresent(String.self, forKey: .forbiddenCharacters) ?? ""
        allowedSpecialCharacters = try values.decodeIfPresent(String.self, forKey: .allowedSpecialCharacters)
        pattern = try values.decodeIfPresent(String.self, forKey: .pattern)
        historyDepth = try values.decodeIfPresent(Int.self, forKey: .historyDepth) ?? 0
        lifetimeDays = try values.decodeIfPresent(Int.self, forKey: .lifetimeDays)
        graceSignIns = try values.decodeIfPresent(Int.self, forKey: .graceSignIns) ?? 0
        expiryNoticeDays = try values.decodeIfPresent(Int.self, forKey: .expiryNoticeDays) ?? 0
        changesOnceADay = try values.decodeIfPresent(Bool.self, forKey: .changesOnceADay) ?? false
    }
}

extension AccountPolicy {
    /// Reads a policy. Missing parts are as in ``init()``.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        password = try values.decodeIfPresent(PasswordPolicy.self, forKey: .password) ?? PasswordPolicy()
        lockout = try values.decodeIfPresent(LockoutPolicy.self, forKey: .lockout)
        sessionIdleMinutes = try values.decodeIfPresent(Int.self, forKey: .sessionIdleMinutes)
        sessionMinutes = try values.decodeIfPresent(Int.self, forKey: .sessionMinutes)
        inactiveAfterDays = try values.decodeIfPresent(Int.self, forKey: .inactiveAfterDays)
        signInTimes = try values.decodeIfPresent(SignInTimes.self, forKey: .signInTimes)
    }
}
