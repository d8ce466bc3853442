import Accounts

// A security parameter is stored as a rule set. What the rules say is read back from them, so a rule set from elsewhere is a
// parameter too. Fields have the rest: units, values of rules that are off, and values that rule nothing.

extension SecurityParameter {
    /// The names of the fields.
    private enum Field: String {
        case description, lockout, session, staticSession, warning, changeLimit, hours, days, dates, timeZone, isDefault, isSysadmin, alias

        var name: String { "archer." + rawValue }
    }

    private static let otherPrefix = "archer.other."
    private static let untilUnlocked = Interval(999, .days)

    /// The rules that follow from it.
    var rules: AccountPolicy {
        var rules = AccountPolicy()
        rules.password.minimumLength = Int(minPasswordLength)
        rules.password.minimumLetters = Int(alphaCharsRequired)
        rules.password.minimumDigits = Int(numericCharsRequired)
        rules.password.minimumUppercase = Int(uppercaseCharsRequired)
        rules.password.minimumLowercase = Int(lowercaseCharsRequired)
        rules.password.minimumSpecial = Int(specialCharsRequired)
        rules.password.uncountedSpecialCharacters = ";"
        rules.password.historyDepth = Int(previousPasswordsDisallowed)
        rules.password.lifetimeDays = passwordChangeInterval == 0 ? nil : Int(passwordChangeInterval)
        rules.password.graceSignIns = Int(graceLogins)
        rules.password.expiryNoticeDays = Int(passwordExpirationNotice)
        rules.password.changesOnceADay = passwordChangeLimit != 0
        if maximumFailedLoginAttempts > 0 {
            let isEndless = lockoutPeriod.length == 0 || lockoutPeriod == Self.untilUnlocked
            rules.lockout = LockoutPolicy(failures: Int(maximumFailedLoginAttempts), minutes: isEndless ? nil : lockoutPeriod.minutes)
        }
        rules.sessionIdleMinutes = sessionTimeout.minutes
        rules.sessionMinutes = staticSessionTimeout.length == 0 ? nil : staticSessionTimeout.minutes
        rules.inactiveAfterDays = automaticAccountDeactivation == 0 ? nil : Int(automaticAccountDeactivation)
        rules.signInTimes = signInTimes
        return rules
    }

    /// Nil if users may always sign in.
    private var signInTimes: SignInTimes? {
        var times = SignInTimes()
        if isLimitByTimeFrame { times.hours = SignInTimes.Hours(from: Int(permittedFromTime), to: Int(permittedToTime)) }
        if isDisallowedByDays { times.excludedWeekdays = Set((0..<7).filter { disallowedSessionDays >> $0 & 1 == 1 }.map { $0 + 1 }) }
        if isDisallowedByDates { times.excludedDates = Set(disallowedDates) }
        guard times != SignInTimes() else { return nil }
        times.timeZone = WindowsTimeZones.zone(named: timeZoneCode) ?? "UTC"
        return times
    }

    /// What is stored beside the rules.
    var fields: [String: String] {
        var fields: [String: String] = [:]
        func set(_ field: Field, _ value: String) { fields[field.name] = value }
        func set(_ field: Field, _ interval: Interval) { set(field, "\(interval.length) \(interval.unit.rawValue)") }
        set(.description, description)
        set(.lockout, lockoutPeriod)
        set(.session, sessionTimeout)
        set(.staticSession, staticSessionTimeout)
        set(.warning, String(sessionTimeoutWarning))
        set(.changeLimit, String(passwordChangeLimit))
        set(.hours, "\(isLimitByTimeFrame) \(permittedFromTime) \(permittedToTime)")
        set(.days, "\(isDisallowedByDays) \(disallowedSessionDays)")
        set(.dates, ([String(isDisallowedByDates)] + disallowedDates.map(\.description)).joined(separator: " "))
        set(.timeZone, timeZoneCode)
        if isDefault { set(.isDefault, "true") }
        if isSysadmin { set(.isSysadmin, "true") }
        if !alias.isEmpty { set(.alias, alias) }
        for (name, value) in others { fields[Self.otherPrefix + name] = value }
        return fields
    }

    /// Returns whether a rule set is that of new users.
    static func isDefault(_ stored: StoredPolicy) -> Bool { stored.fields[Field.isDefault.name] == "true" }

    /// Reads a rule set.
    init(_ stored: StoredPolicy) {
        self.init()
        name = stored.name
        take(stored.rules)
        func words(_ field: Field) -> [Substring] { stored.fields[field.name]?.split(separator: " ") ?? [] }
        func text(_ field: Field) -> String? { stored.fields[field.name] }
        description = text(.description) ?? ""
        lockoutPeriod = Interval(words(.lockout)) ?? lockoutPeriod
        sessionTimeout = Interval(words(.session)) ?? sessionTimeout
        staticSessionTimeout = Interval(words(.staticSession)) ?? staticSessionTimeout
        sessionTimeoutWarning = text(.warning).flatMap { Int32($0) } ?? 0
        passwordChangeLimit = text(.changeLimit).flatMap { Int32($0) } ?? passwordChangeLimit
        let hours = words(.hours)
        if hours.count == 3 {
            isLimitByTimeFrame = hours[0] == "true"
            (permittedFromTime, permittedToTime) = (Int32(hours[1]) ?? 0, Int32(hours[2]) ?? 0)
        }
        let days = words(.days)
        if days.count == 2 { (isDisallowedByDays, disallowedSessionDays) = (days[0] == "true", Int32(days[1]) ?? 0) }
        let dates = words(.dates)
        if let first = dates.first {
            isDisallowedByDates = first == "true"
            disallowedDates = dates.dropFirst().compactMap { CivilDate(String($0)) }
        }
        timeZoneCode = text(.timeZone) ?? timeZoneCode
        isDefault = text(.isDefault) == "true"
        isSysadmin = text(.isSysadmin) == "true"
        alias = text(.alias) ?? ""
        for (name, value) in stored.fields where name.hasPrefix(Self.otherPrefix) {
            others[String(name.dropFirst(Self.otherPrefix.count))] = value
        }
    }

    /// Takes what the rules say.
    private mutating func take(_ rules: AccountPolicy) {
        minPasswordLength = Int32(clamping: rules.password.minimumLength)
        alphaCharsRequired = Int32(clamping: rules.password.minimumLetters)
        numericCharsRequired = Int32(clamping: rules.password.minimumDigits)
        uppercaseCharsRequired = Int32(clamping: rules.password.minimumUppercase)
        lowercaseCharsRequired = Int32(clamping: rules.password.minimumLowercase)
        specialCharsRequired = Int32(clamping: rules.password.minimumSpecial)
        previousPasswordsDisallowed = Int32(clamping: rules.password.historyDepth)
        passwordChangeInterval = Int32(clamping: rules.password.lifetimeDays ?? 0)
        graceLogins = Int32(clamping: rules.password.graceSignIns)
        passwordExpirationNotice = Int32(clamping: rules.password.expiryNoticeDays)
        passwordChangeLimit = rules.password.changesOnceADay ? 1 : 0
        maximumFailedLoginAttempts = Int32(clamping: rules.lockout?.failures ?? 0)
        lockoutPeriod = rules.lockout?.minutes.map { Interval(Int32(clamping: $0), .minutes) } ?? Self.untilUnlocked
        if let minutes = rules.sessionIdleMinutes { sessionTimeout = Interval(Int32(clamping: minutes), .minutes) }
        staticSessionTimeout = Interval(Int32(clamping: rules.sessionMinutes ?? 0), .minutes)
        automaticAccountDeactivation = Int32(clamping: rules.inactiveAfterDays ?? 0)
    }
}

extension SecurityParameter.Interval {
    /// Reads a field.
    fileprivate init?(_ words: [Substring]) {
        guard words.count == 2, let length = Int32(words[0]), let unit = Int32(words[1]).flatMap(Unit.init(rawValue:)) else { return nil }
        self.init(length, unit)
    }
}
