public import ASMX
import Accounts
public import Operations
import SOAP

/// The settings of an xWEB service: the vendor's settings with the vendor's names and defaults. Source:
/// XWeb.docc/Settings.md.
public struct XWebSettings: Sendable {
    /// The vendor's build to emulate. Formats and orders differ, and the later build has more operations. Our own
    /// setting.
    public var build = XWebBuild.y2015
    /// Whether a token keeps its value until a fixed time, or each call replaces it (`Expiration`).
    public var expiration = TokenExpiration.absolute
    /// The lifetime of a token in minutes (`Timeout`). An absolute one counts from Authenticate, a sliding one from
    /// each call.
    public var timeoutMinutes = 20
    /// The number of failed Authenticate calls from one address that lock a program's user for that address
    /// (`FailCount`). -1 for never.
    public var failCount = 25
    /// The duration of that lock in hours (`LockOutHours`).
    public var lockOutHours = 6
    /// Whether failures in a row slow down further tries of a password, as `ThrottleRules.standard` says. A lock-out has
    /// its own settings and holds in either case. Nil if not configured, and then they do; only ``openInDemoWorld(with:)``
    /// changes nil to false. Our own setting.
    public var throttle: Bool?
    /// Whether a token works only from the address that obtained it (`ValidateIPaddress`).
    public var validatesIPAddress = true
    /// The number of faults that a program's user may cause in one day from one address before all further calls are
    /// refused as `Locked` (`MethodsFaultLimitPerDay`). -1 for no limit. The vendor's default is 100. No limit is our
    /// choice, because tests cause faults on purpose.
    public var faultLimitPerDay = -1
    /// Whether a call that ends in a fault also ends its token when tokens are absolute. Sliding tokens always end with
    /// a fault, because a fault has no header for the next token. Our own setting, for the sentence in the manual that
    /// a failed call makes a token invalid.
    public var faultEndsToken = false
    /// The value of WebLogin's third parameter for which it answers the customer key instead of a token
    /// (`keyOverrideValue`). Nil for none.
    public var keyOverride: String?
    /// Whether faults show the exception's type and place (`customErrors` off). The tenants with known faults had it
    /// off.
    public var showsExceptions = true
    /// Whether the detail of the invalid-token fault is named `InvalidTokenException`, as clients of live systems know
    /// it, or `InvalidTokenExceptionInfo`, as in the manual.
    public var usesShortDetailNames = true
    /// The message of the invalid-token fault: `Invalid Token Value`. Newer tenants use `Locked`.
    public var invalidTokenMessage = "Invalid Token Value"
    /// Whether SOAP 1.2 is answered besides 1.1. The vendor's service supports 1.1 only. Answering both is our choice.
    public var answersSOAP12 = true
    /// Further names of the SOAP page, for tenants that have a customised page beside the vendor's:
    /// `bnenetforumxml.asmx`. They lead to the same service. Our own setting.
    public var pageNames: [String] = []
    /// The lifetime of a web user's single-sign-on token in minutes. The vendor does not document it; this is our
    /// choice.
    public var singleSignOnMinutes = 20
    /// The values of system options that differ from `SystemOption`'s defaults, by name. WEBUpdateSystemOption can
    /// change them further.
    public var systemOptions: [String: String] = [:]
    /// The greatest number of records in the answer of a search. The rest is omitted. The vendor has no such limit
    /// except `@TOP`; this one is our choice.
    public var maximumRecords = 5000

    /// Whether the contract declares the vendor's other operations too, with any parameters. Clients that read the contract
    /// can then call them, and see the fault that names them. Our own setting.
    public var declaresUnemulated = false
    /// Whether GetQuery returns column names in lower case, however the query writes them. Our own setting, for what the
    /// author of a client says of live tenants. So are the three below.
    public var queryLowersNames = true
    /// Whether an empty list of columns in GetQuery asks for nine columns of a web user, and not for all.
    public var queryListsFewColumns = true
    /// Whether GetQuery refuses a column with a name before it that no table has.
    public var queryChecksTables = true
    /// Whether the fault of an invalid query says in `faultstring` what is wrong, as SQL Server does, and not only in
    /// `MessageDetail`.
    public var queryErrorsInFaultString = false

    /// Creates settings with the vendor's defaults.
    public init() {}

    /// Lets failures in a row slow nobody down, unless the settings say otherwise. For the demo world: its passwords are
    /// public, and test suites fail on purpose.
    public mutating func openInDemoWorld(with values: DemoValues? = nil) {
        demo = values
        throttle = throttle ?? false
    }

    /// Values for the forms on help pages. Nil outside of the demo world.
    private var demo: DemoValues?

    /// Whether failures in a row slow down further tries.
    var slowsGuessing: Bool { throttle ?? true }

    /// Returns the settings for the web service host: SOAP 1.1, SOAP 1.2 if ``answersSOAP12``, and the form protocols
    /// by GET and POST.
    public func serviceSettings(_ profile: Profile) -> ServiceSettings {
        var settings = ServiceSettings(
            versions: answersSOAP12 ? [.v1_1, .v1_2] : [.v1_1], profile: profile, showsExceptions: showsExceptions,
            formMethods: [.get, .post])
        settings.declaresUnemulated = declaresUnemulated
        settings.demo = demo
        return settings
    }

    /// The policy for a calling program's account.
    var programPolicy: AccountPolicy {
        var policy = AccountPolicy()
        if failCount >= 0 { policy.lockout = LockoutPolicy(failures: max(1, failCount), minutes: lockOutHours * 60) }
        return policy
    }
}

/// A build of the vendor's service. Source: XWeb.docc/Operations.md.
public enum XWebBuild: String, Sendable, CaseIterable {
    /// GetVersion answers a string; in WebUserType an XRef follows its container.
    case y2010 = "2010"
    /// GetVersion answers xWebVersion; in WebUserType an XRef precedes its container.
    case y2015 = "2015"
}

/// When the tokens of calling programs end. Source: XWeb.docc/Settings.md.
public enum TokenExpiration: String, Sendable, CaseIterable {
    /// At a time that Authenticate fixes. The value stays the same.
    case absolute = "Absolute"
    /// With each call. Its answer has the next value.
    case sliding = "Sliding"
}
