public import Accounts
public import HTTP
public import Operations

/// The settings of a site's servlets. If the vendor leaves something open, it is a setting and its default is our
/// choice; the comment says so.
public struct LuminateSettings: Sendable {
    // Keys

    /// The value of `api_key` that every request must have. It is not a secret.
    public var apiKey = "open"
    /// A second valid key, so that a key can be changed without an interruption. Nil for none.
    public var secondaryAPIKey: String?
    /// The key for signatures. Clients never send it.
    public var secretKey = "demo-secret"

    /// Values for the forms on the pages about methods. Nil outside of the demo world.
    public private(set) var demo: DemoValues?

    // Who may call

    /// The networks from which the server servlet may be called. The vendor allows none by default. Here all are
    /// allowed, so that a test environment works without configuration: our choice.
    public var allowedNetworks = ["0.0.0.0/0", "::/0"].compactMap(IPNetwork.init)
    /// The domains whose pages may call methods that need no token.
    public var allowedOrigins: [HostPattern] = []
    /// The domains whose pages may obtain a token, and read and change personal data. By default only this machine: our
    /// choice.
    public var trustedOrigins = ["localhost", "127.0.0.1", "[::1]"].compactMap(HostPattern.init)
    /// The hosts that redirects may lead to. Nil if not configured, and then redirects lead nowhere: a servlet that
    /// redirects to any host lends its name to every link. Only ``openInDemoWorld(with:)`` changes nil to all hosts. The
    /// vendor is not known to restrict them.
    public var redirectHosts: [HostPattern]?
    /// Whether a redirect may lead to a path of the server itself, such as `/site/PageServer`. Links on the vendor's own pages
    /// are like that; for redirects it is not documented.
    public var resolvesRelativeRedirects = true
    /// The number of sessions without a login that one client address may open, and of nonces it may get for them, within
    /// the time after which an unused session ends. Our choice, so that nobody fills the store.
    public var anonymousSessionsPerAddress = 1000
    /// Whether `sso_auth_token` and `JSESSIONID` are accepted only in a body, as the vendor's newest page says. If not,
    /// the URL may contain them too, as an older page says and most public clients do. Nil if not configured, and then
    /// they are; only ``openInDemoWorld(with:)`` changes nil to false.
    public var strictTokenPlacement: Bool?
    /// Whether a request must have `v=1.0`. The vendor does not document the answer to another version or none. Ours is
    /// code 1.
    public var requiresVersion = true

    /// The number of records that one client address may create on the client servlet within an hour, where nobody needs to
    /// be known. Our choice, so that nobody fills the store.
    public var anonymousRecordsPerAddress = 1000

    // Records

    /// Whether no two records may have the same primary e-mail address, as the vendor has it by default. Fixtures may have
    /// such records nevertheless.
    public var hasUniqueEmails = true
    /// Whether `primary_email` selects a record if no record has the `member_id`, as older pages of the vendor say. Newer ones
    /// refuse the request. `createOrUpdate` always does it.
    public var memberIDFallsThrough = false

    // Signing in

    /// The columns flagged "Use for Authentication", with which `authenticateUser` finds a constituent.
    public var authenticationColumns = ["last_name", "member_id"]
    /// Whether all those columns are required. If not, one is enough. Not documented; this is our choice.
    public var requiresAllAuthenticationColumns = true
    /// The code if `authenticateUser` matches several constituents: 8 or 15. It is not documented which.
    public var severalMatchesCode = LuminateErrorCode.severalMatched
    /// Whether `authenticateUser` returns tokens as `login` does. Nil if not configured, and then the client servlet
    /// gives them, as its only public client needs them, and the server servlet does not, as in the vendor's sample.
    public var authenticateUserGivesTokens: Bool?
    /// Whether `send_user_name` refuses an address that no constituent has, with code 16. By default it answers every
    /// address alike, so that addresses cannot be probed: our choice.
    public var tellsUnknownAddresses = false
    /// Whether `getSingleSignOnToken` without a constituent gives the API administrator's own token. The vendor's current page
    /// refuses it with code 1; five public clients do it.
    public var givesOwnToken = false
    /// Whether `singleSignOn` is called by GET too, as browsers are sent to it. The vendor's page names POST only.
    public var signsOnByGet = true
    /// Whether `authenticateUser` finds a record with a ZIP+4 code by its first five digits. The vendor does not; a user
    /// of its documentation asked for it.
    public var zipMatchesPlusFour = false
    /// Whether failures in a row slow down further tries. Our choice; test runs that fail on purpose switch it off.
    public var slowsGuessing = true
    /// Whether `login` accepts a primary e-mail address if no user name matches. Not documented; off.
    public var signsInByEmail = false

    // Sessions

    /// How long a session may be inactive, in minutes.
    public var sessionIdleMinutes = 15
    /// How long a single sign-on token can log in, in minutes.
    public var ssoTokenMinutes = 15
    /// How long `remember_me` makes a login outlive the browser, in days. Not documented; 30 days are our choice.
    public var rememberMeDays = 30
    /// The name of the application server, after the dot of a session id and of a routing id.
    public var applicationServer = "app101a"

    // Passwords

    /// The rules for passwords and lockout. The vendor publishes none. At least 5 characters and no lockout are our
    /// choice.
    public var accountPolicy = {
        var policy = AccountPolicy()
        policy.password.minimumLength = 5
        return policy
    }()
    /// Whether a reminder hint that contains the new password is refused, because hints are stored in plain text. Our
    /// choice.
    public var refusesHintWithPassword = true

    // Signatures and redirects

    /// The hash functions for signatures.
    public enum Digest: String, Sendable, CaseIterable {
        /// MD5, which the vendor's sample shows.
        case md5
        /// SHA-1, the vendor's other choice.
        case sha1
    }
    /// The hash function for signatures.
    public var digest = Digest.md5
    /// The name of a redirect's signature parameter: `signature` in the vendor's recipe and in every client, `sig` in
    /// one of the vendor's texts.
    public var signatureParameter = "signature"
    /// Whether the signed text ends in `&signature=`, as a published client checks it.
    public var signatureCoversItsName = true
    /// Whether `cons_id=`, `code=` and `message=` without a value in a redirect's query get the answer's values. The
    /// vendor's pages print forms like that, with the placeholders lost. Filling them makes those forms work as
    /// printed.
    public var fillsEmptyRedirectParameters = true

    // Answers

    /// The media type of JSON. The vendor sends `text/plain`, a known defect that clients work around.
    public var jsonContentType: HTTPFieldValue = "text/plain;charset=UTF-8"
    /// The media type of XML. Not documented; this is our choice.
    public var xmlContentType: HTTPFieldValue = "text/xml;charset=UTF-8"
    /// Whether JSON has an array for every element that may occur several times. The vendor has an array only for two or
    /// more, and clients that expect one for a single element fail.
    public var alwaysArrays = false
    /// The messages, by code, that differ from ``LuminateErrorCode/message``.
    public var messages: [Int: String] = [:]

    /// Creates settings with the vendor's defaults if they are known, and ours otherwise. Keys and columns are those of
    /// the demo world.
    public init() {}

    /// Whether signatures use the demo world's key, which is published with the program.
    public var signsWithPublicKey: Bool { secretKey == LuminateSettings().secretKey }

    /// Whether any address may call the server servlet.
    public var admitsAllNetworks: Bool { allowedNetworks.contains(where: \.isEverything) }

    /// Whether tokens count in bodies only.
    var takesTokensInBodiesOnly: Bool { strictTokenPlacement ?? true }

    /// Lets redirects lead to all hosts, and tokens be in URLs, unless the settings say otherwise. For the demo world:
    /// its accounts are public, and its samples lead to hosts of other people.
    public mutating func openInDemoWorld(with values: DemoValues? = nil) {
        demo = values
        redirectHosts = redirectHosts ?? ["*"].compactMap(HostPattern.init)
        strictTokenPlacement = strictTokenPlacement ?? false
    }
}
