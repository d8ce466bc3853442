import Accounts

/// The rules for the passwords and sessions of the users that have it, as they were set. Source:
/// Archer.docc/SecurityParameters.md.
///
/// A number of 0 switches its rule off, unless it says otherwise.
struct SecurityParameter: Hashable, Sendable {
    /// A length of time in the unit in which it was set.
    struct Interval: Hashable, Sendable {
        /// The units, by their codes.
        enum Unit: Int32, Sendable {
            case hours = 1
            case minutes
            case days
        }

        var length: Int32
        var unit: Unit

        init(_ length: Int32, _ unit: Unit) {
            self.length = length
            self.unit = unit
        }

        /// The length in minutes.
        var minutes: Int {
            switch unit {
            case .hours: Int(length) * 60
            case .minutes: Int(length)
            case .days: Int(length) * 1440
            }
        }
    }

    var name = ""
    var description = ""
    /// The least number of characters.
    var minPasswordLength: Int32 = 9
    /// The least numbers of letters, digits, capital letters, small letters and special characters. `;` is not special.
    var alphaCharsRequired: Int32 = 2
    var numericCharsRequired: Int32 = 1
    var uppercaseCharsRequired: Int32 = 1
    var lowercaseCharsRequired: Int32 = 1
    var specialCharsRequired: Int32 = 1
    /// How long a password is valid, in days.
    var passwordChangeInterval: Int32 = 90
    /// Whether a password may be changed only once a day: any number but 0.
    var passwordChangeLimit: Int32 = 0
    /// How often a user may sign in with an expired password.
    var graceLogins: Int32 = 3
    /// The number of consecutive failures that locks a user.
    var maximumFailedLoginAttempts: Int32 = 3
    /// The number of previous passwords, including the current one, that cannot be used again.
    var previousPasswordsDisallowed: Int32 = 10
    /// How long a lock lasts. 0, and 999 days, until an administrator ends it.
    var lockoutPeriod = Interval(999, .days)
    /// How long a session may be inactive. Rules that do not say how long mean the default.
    var sessionTimeout = Interval(10, .minutes)
    /// How long a session lasts in any case.
    var staticSessionTimeout = Interval(0, .minutes)
    /// How many minutes before its end a session is announced to end. It is stored and has no effect.
    var sessionTimeoutWarning: Int32 = 0
    /// How many days before its expiry a password is announced to expire.
    var passwordExpirationNotice: Int32 = 30
    /// After how many days without a sign-in a user becomes inactive.
    var automaticAccountDeactivation: Int32 = 0
    /// Whether users may sign in only from one time of day to another.
    var isLimitByTimeFrame = false
    /// Minutes since midnight.
    var permittedFromTime: Int32 = 0
    var permittedToTime: Int32 = 0
    /// Whether users may not sign in on some days of the week.
    var isDisallowedByDays = false
    /// Those days: the sum of 1 for Sunday, 2 for Monday, up to 64 for Saturday.
    var disallowedSessionDays: Int32 = 0
    /// Whether users may not sign in on some dates.
    var isDisallowedByDates = false
    var disallowedDates: [CivilDate] = []
    /// The time zone of times, days and dates: the id of a Windows zone, or its display name.
    var timeZoneCode = WindowsTimeZones.utcDisplayName
    /// Whether new users have it, and users without one are treated as if they had it.
    var isDefault = false
    /// Whether it is the one of system administrators, which is listed first.
    var isSysadmin = false
    var alias = ""
    /// Further values that newer releases have, by name. They are stored and have no effect.
    var others: [String: String] = [:]

    /// Creates a parameter with the vendor's defaults.
    init() {}

    private init(_ name: String, _ description: String) {
        self.name = name
        self.description = description
    }

    /// The parameter of new users.
    static let general: SecurityParameter = {
        var parameter = SecurityParameter("General User Parameter", "The rules for general users.")
        parameter.isDefault = true
        return parameter
    }()

    /// The parameter of system administrators.
    static let administrative: SecurityParameter = {
        var parameter = SecurityParameter("Default Administrative User", "The rules for system administrators.")
        parameter.isSysadmin = true
        return parameter
    }()

    /// The parameter of service accounts.
    static let services = SecurityParameter("Archer Services Parameter", "The rules for service accounts.")

    /// Those that every instance has, in the order of their ids.
    static let initial = [general, administrative, services]
}

extension SecurityParameter {
    /// Throws if a value is one that it cannot have.
    func validate() throws(ArcherRefusal) {
        try ArcherName.validate(name, as: "name")
        try ArcherName.validateText(description, as: "description")
        let numbers = [
            ("minPasswordLength", minPasswordLength), ("minPasswordCharacters", alphaCharsRequired),
            ("minPasswordNumerals", numericCharsRequired), ("uppercaseCharactersRequired", uppercaseCharsRequired),
            ("lowercaseCharactersRequired", lowercaseCharsRequired), ("specialCharactersRequired", specialCharsRequired),
            ("passwordLifetime", passwordChangeInterval), ("passwordChangeLimit", passwordChangeLimit), ("graceLogins", graceLogins),
            ("maxRetries", maximumFailedLoginAttempts), ("passwordHistoryCheckDepth", previousPasswordsDisallowed),
            ("lockDuration", lockoutPeriod.length), ("sessionTimeout", sessionTimeout.length),
            ("staticSessionTimeout", staticSessionTimeout.length), ("sessionTimeoutWarning", sessionTimeoutWarning),
            ("expirationNotice", passwordExpirationNotice), ("accountTimeout", automaticAccountDeactivation),
        ]
        if let negative = numbers.first(where: { $0.1 < 0 }) { throw .badValue(negative.0, "it is negative") }
        for (name, minute) in [("permittedFromTime", permittedFromTime), ("permittedToTime", permittedToTime)] {
            guard (0..<1440).contains(minute) else { throw .badValue(name, "it is no time of day") }
        }
        guard (0..<128).contains(disallowedSessionDays) else {
            throw .badValue("disallowedSessionDays", "it is no sum of 1 for Sunday to 64 for Saturday")
        }
        guard WindowsTimeZones.zone(named: timeZoneCode) != nil else { throw .badValue("timeZoneCode", "the time zone is unknown") }
    }
}
