public import ASMX
import Accounts
import Operations
import SOAP

/// How an xWEB service is set up: the vendor's settings under the vendor's names, with the vendor's defaults.
/// Source: XWeb.docc/Settings.md.
public struct XWebSettings: Sendable {
    /// Which of the vendor's builds is played: shapes and orders differ, and the later one has more operations. Ours.
    public var build = XWebBuild.y2015
    /// Whether a token keeps its value until a fixed end, or is replaced at each call (`Expiration`).
    public var expiration = TokenExpiration.absolute
    /// How long a token lives, in minutes (`Timeout`): counted from Authenticate when it is absolute, from each call when it slides.
    public var timeoutMinutes = 20
    /// How many failed Authenticate calls from one address lock a program's user for that address (`FailCount`); -1 for never.
    public var failCount = 25
    /// How long that lock lasts, in hours (`LockOutHours`).
    public var lockOutHours = 6
    /// Whether a token works only from the address that obtained it (`ValidateIPaddress`).
    public var validatesIPAddress = true
    /// How many faults a program's user may meet on one day from one address before all further calls are refused as `Locked`
    /// (`MethodsFaultLimitPerDay`); -1 for any number. The vendor's default is 100; none is our choice, since tests meet faults on purpose.
    public var faultLimitPerDay = -1
    /// Whether a call that ends in a fault takes its token along although tokens are absolute. Under sliding ones it does so anyhow, since a
    /// fault has no header to bring the next. Ours, for the sentence of the manual that a failed call makes a token invalid.
    public var faultEndsToken = false
    /// What WebLogin's third parameter must be for it to answer the customer's key instead of a token (`keyOverrideValue`); nil for never.
    public var keyOverride: String?
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
    /// System options by name where they differ from ``SystemOption``'s defaults; WEBUpdateSystemOption changes them further.
    public var systemOptions: [String: String] = [:]
    /// How many records a search answers at most; what is beyond is left out. The vendor has no such bound but `@TOP`; ours.
    public var maximumRecords = 5000

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

/// A build of the vendor's. Source: XWeb.docc/Operations.md.
public enum XWebBuild: String, Sendable, CaseIterable {
    /// GetVersion answers a string; in WebUserType an XRef follows its container.
    case y2010 = "2010"
    /// GetVersion answers xWebVersion; in WebUserType an XRef precedes its container.
    case y2015 = "2015"
}

/// How tokens of calling programs end. Source: XWeb.docc/Settings.md.
public enum TokenExpiration: String, Sendable, CaseIterable {
    /// At a time that is fixed by Authenticate; the value stays.
    case absolute = "Absolute"
    /// With each call, whose answer brings the next value.
    case sliding = "Sliding"
}
