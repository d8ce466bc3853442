public import ASMX
import Accounts
public import JSON
public import Operations

/// The settings of Archer's services.
public struct ArcherSettings: Sendable {
    /// The name of the site's instance. Letter case counts, as the vendor's knowledge base says. Users of another instance belong to another site.
    public var instance = "Default"
    /// Whether a new session ends the user's older ones, as clients report.
    public var newestSessionWins = true
    /// Whether faults show the exception's type and place (`customErrors` off).
    public var showsExceptions = false
    /// Whether all refusals but that of a session have one text, as those of the vendor's server may have.
    public var isOpaque = false
    /// Whether methods that the vendor has disabled are unknown, and not refused with a text that names them.
    public var isStrict = false
    /// Whether users sign in elsewhere. Then the rules of security parameters for signing in do not apply.
    public var usesSingleSignOn = false
    /// Whether users can sign in by REST all the same. It counts only with single sign-on.
    public var allowsManualBypass = false

    /// Whether failures in a row slow down further tries of a password, as `ThrottleRules.standard` says. A lock-out has its own rules
    /// and applies in either case. Our own setting.
    public var throttle = true

    /// Values for the forms on help pages. Nil outside of the demo world.
    public var demo: DemoValues?

    /// Creates settings with the vendor's defaults.
    public init() {}

    /// Whether all sign-ins by REST are refused.
    var refusesRESTSignIns: Bool { usesSingleSignOn && !allowsManualBypass }

    /// The users to whom the rules for signing in do not apply.
    var exemption: RuleExemption { usesSingleSignOn ? .everybody : .systemAccounts }

    /// Returns the settings for the web service host: both SOAP versions, as on the vendor's pages, and posted forms.
    public func serviceSettings(_ profile: Profile) -> ServiceSettings {
        var settings = ServiceSettings(profile: profile, showsExceptions: showsExceptions)
        settings.demo = demo
        return settings
    }

    /// Reads the `archer` section of a configuration. Settings that it does not name keep their defaults.
    public init(json: JSON, at path: JSONPath = .root) throws(JSONSchemaError) {
        var settings = ArcherSettings()
        try json.readObject(at: path) { (reader) throws(JSONSchemaError) in
            settings.instance = try reader.string("instance") ?? settings.instance
            settings.newestSessionWins = try reader.bool("newestSessionWins") ?? settings.newestSessionWins
            settings.isOpaque = try reader.bool("opaque") ?? settings.isOpaque
            settings.isStrict = try reader.bool("strict") ?? settings.isStrict
            settings.usesSingleSignOn = try reader.bool("sso") ?? settings.usesSingleSignOn
            settings.allowsManualBypass = try reader.bool("allowManualBypass") ?? settings.allowsManualBypass
            settings.throttle = try reader.bool("throttle") ?? settings.throttle
            settings.showsExceptions = try !(reader.bool("customErrors") ?? !settings.showsExceptions)
        }
        self = settings
    }
}
