import Accounts
import Text

/// The values of the system's options at one moment, read from the store together.
struct SystemOptions {
    private let configured: [String: String]
    /// The options that were changed, by name.
    private let changed: [String: String]

    init(configured: [String: String], changed: [String: String]) {
        self.configured = configured
        self.changed = changed
    }

    /// The current value: the changed one, or else the configured one, or else the default.
    subscript(option: SystemOption) -> String {
        changed[option.name] ?? configured[option.name] ?? option.defaultValue
    }

    /// Returns whether a flag is on.
    func isOn(_ option: SystemOption) -> Bool {
        let value = self[option]
        return value == "1" || ASCII.equalsIgnoringCase(value, "true")
    }

    private func number(_ option: SystemOption) -> Int { max(0, Int(self[option]) ?? 0) }

    /// The password policy for web users whose account does not name one.
    var webUserPolicy: AccountPolicy {
        var policy = AccountPolicy()
        if !self[.passwordRegex].isEmpty { policy.password.pattern = self[.passwordRegex] }
        policy.password.historyDepth = number(.previousPasswords)
        policy.password.lifetimeDays = number(.expirationDays) == 0 ? nil : number(.expirationDays)
        if number(.lockoutFailures) > 0 { policy.lockout = LockoutPolicy(failures: number(.lockoutFailures), minutes: nil) }
        guard isOn(.strongPasswords) else { return policy }
        policy.password.minimumLength = number(.minimumLength)
        policy.password.maximumLength = max(number(.maximumLength), number(.minimumLength))
        policy.password.minimumDigits = isOn(.needsDigit) ? 1 : 0
        policy.password.minimumLowercase = isOn(.needsLowercase) ? 1 : 0
        policy.password.minimumUppercase = isOn(.needsUppercase) ? 1 : 0
        policy.password.minimumSpecial = isOn(.needsSpecial) ? 1 : 0
        policy.password.allowedSpecialCharacters = self[.supportedSpecialCharacters].filter { $0 != "," }
        return policy
    }
}

extension XWebCall {
    /// Returns the current options. Reads the store once.
    func systemOptions() throws(StoreError) -> SystemOptions {
        let prefix = XWebSiteValue.optionPrefix
        let values = try users.values(namedFrom: prefix, in: site)
        let changed = Dictionary(values.map { (String($0.name.dropFirst(prefix.count)), $0.value) }) { first, _ in first }
        return SystemOptions(configured: settings.systemOptions, changed: changed)
    }

    /// Returns the password policy for web users whose account does not name one.
    func webUserPolicy() throws(StoreError) -> AccountPolicy { try systemOptions().webUserPolicy }
}
