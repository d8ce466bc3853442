public import ASMX
public import Accounts
public import JSON

/// How Archer's services are set up.
public struct ArcherSettings: Sendable {
    /// The instance of users who name none; letter case does not count (the vendor does not say; ours).
    public var instance = "Default"
    /// Whether a new session ends the older ones of the same user, as clients report.
    public var newestSessionWins = true
    /// Whether faults show the exception's type and place (`customErrors` off).
    public var showsExceptions = false
    /// The security parameter of users who name none.
    public var defaultSecurityParameter = ArcherSettings.vendorDefault

    /// The vendor's defaults.
    public init() {}

    /// The settings as the web-service host takes them: both SOAP versions, as the vendor's pages say, and posted forms.
    public func serviceSettings(_ profile: Profile) -> ServiceSettings {
        ServiceSettings(profile: profile, showsExceptions: showsExceptions)
    }

    /// The default security parameter: Archer.docc/SecurityParameters.md.
    public static let vendorDefault: AccountPolicy = {
        var policy = AccountPolicy()
        policy.password.minimumLength = 9
        policy.password.minimumLetters = 2
        policy.password.minimumDigits = 1
        policy.password.minimumUppercase = 1
        policy.password.minimumLowercase = 1
        policy.password.minimumSpecial = 1
        policy.password.forbiddenCharacters = ";"
        policy.password.historyDepth = 10
        policy.password.lifetimeDays = 90
        policy.password.graceSignIns = 3
        policy.lockout = LockoutPolicy(failures: 3, minutes: 999 * 24 * 60)
        policy.sessionIdleMinutes = 10
        return policy
    }()

    /// Reads the `archer` section of a configuration; what it does not name keeps its default.
    public init(json: JSON, at path: JSONPath = .root) throws(JSONSchemaError) {
        var settings = ArcherSettings()
        try json.readObject(at: path) { (reader) throws(JSONSchemaError) in
            settings.instance = try reader.string("instance") ?? settings.instance
            settings.newestSessionWins = try reader.bool("newestSessionWins") ?? settings.newestSessionWins
            settings.showsExceptions = try !(reader.bool("customErrors") ?? !settings.showsExceptions)
        }
        self = settings
    }
}
