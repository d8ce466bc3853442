public import ASMX
public import Accounts
public import JSON
import SOAP

/// How an xWEB service is set up: the vendor's settings under the vendor's names, with the vendor's defaults. Source: reference page xweb.md, 2.2.
public struct XWebSettings: Sendable {
    /// How long a token lives, in minutes, counted from Authenticate (`Timeout`).
    public var timeoutMinutes = 20
    /// How many failed Authenticate calls lock a program's user (`FailCount`); -1 for never.
    public var failCount = 25
    /// How long that lock lasts, in hours (`LockOutHours`).
    public var lockOutHours = 6
    /// Whether a token works only from the address that obtained it (`ValidateIPaddress`).
    public var validatesIPAddress = true
    /// Whether faults show the exception's type and place (`customErrors` off). The tenants whose faults are known had it off.
    public var showsExceptions = true
    /// Whether the invalid-token fault's detail is named as clients of live systems know it, `InvalidTokenException`, or as the manual does,
    /// with `Info` behind it.
    public var usesShortDetailNames = true
    /// The words of the invalid-token fault: `Invalid Token Value`; newer tenants say `Locked`.
    public var invalidTokenMessage = "Invalid Token Value"
    /// Whether SOAP 1.2 is answered beside 1.1. The vendor's service knows 1.1 only; answering both is our choice.
    public var answersSOAP12 = true
    /// How long a web user's single-sign-on token lives, in minutes. The vendor does not say; ours.
    public var singleSignOnMinutes = 20
    /// The rules for web users' passwords. The vendor's sample sets `12345678`, so the default asks for nothing.
    public var passwordPolicy = AccountPolicy()

    /// The vendor's defaults.
    public init() {}

    /// The settings as the web-service host takes them: both SOAP versions unless 1.1 alone is answered, as the vendor does, and the form
    /// protocols by GET and POST.
    public func serviceSettings(_ profile: Profile) -> ServiceSettings {
        ServiceSettings(
            versions: answersSOAP12 ? [.v1_1, .v1_2] : [.v1_1], profile: profile, showsExceptions: showsExceptions,
            formMethods: [.get, .post])
    }

    /// The rule set of a calling program's account.
    var programPolicy: AccountPolicy {
        var policy = AccountPolicy()
        if failCount >= 0 { policy.lockout = LockoutPolicy(failures: max(1, failCount), minutes: lockOutHours * 60) }
        return policy
    }
}

extension XWebSettings {
    /// Reads the `xweb` section of a configuration; what it does not name keeps the vendor's default.
    public init(json: JSON, at path: JSONPath = .root) throws(JSONSchemaError) {
        var settings = XWebSettings()
        try json.readObject(at: path) { (reader) throws(JSONSchemaError) in
            settings.timeoutMinutes = try reader.int("Timeout", in: 1...525_600) ?? settings.timeoutMinutes
            settings.failCount = try reader.int("FailCount", in: -1...1_000_000) ?? settings.failCount
            settings.lockOutHours = try reader.int("LockOutHours", in: 1...87_600) ?? settings.lockOutHours
            settings.validatesIPAddress = try reader.bool("ValidateIPaddress") ?? settings.validatesIPAddress
            settings.showsExceptions = try !(reader.bool("customErrors") ?? !settings.showsExceptions)
            settings.usesShortDetailNames = try reader.bool("shortDetailNames") ?? settings.usesShortDetailNames
            settings.invalidTokenMessage = try reader.string("invalidTokenMessage") ?? settings.invalidTokenMessage
            settings.answersSOAP12 = try reader.bool("soap12") ?? settings.answersSOAP12
            settings.singleSignOnMinutes = try reader.int("singleSignOnMinutes", in: 1...52_560_000) ?? settings.singleSignOnMinutes
        }
        self = settings
    }
}
