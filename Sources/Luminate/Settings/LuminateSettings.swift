public import Accounts
public import HTTP

/// How a site's servlets are set up. What the vendor leaves open is a setting with our choice as its default; each says so.
public struct LuminateSettings: Sendable {
    // Keys

    /// What every request names as `api_key`; not a secret.
    public var apiKey = "open"
    /// A second key that is good as well, so that a key can be changed without a gap; nil for none.
    public var secondaryAPIKey: String?
    /// What signatures are made with. Clients never send it.
    public var secretKey = "demo-secret"

    // Who may call

    /// From where the server servlet may be called. The vendor allows nobody until told; here everybody may, so that a test farm works as
    /// it stands: our choice.
    public var allowedNetworks = ["0.0.0.0/0", "::/0"].compactMap(IPNetwork.init)
    /// Pages of these domains may call what needs no token.
    public var allowedOrigins: [HostPattern] = []
    /// Pages of these domains may obtain a token, and read and change personal data. The machine itself by default, our choice.
    public var trustedOrigins = ["localhost", "127.0.0.1", "[::1]"].compactMap(HostPattern.init)
    /// The hosts that redirects may lead to; nil where nobody has said. Then they lead nowhere, for a servlet that redirects to any host lends
    /// its name to every link; only ``openInDemoWorld()`` takes it for all hosts. The vendor is not known to restrict them.
    public var redirectHosts: [HostPattern]?
    /// Whether `sso_auth_token` and `JSESSIONID` count only in a body, as the vendor documents; a lax site takes them from the URL as well,
    /// as some old clients send them.
    public var strictTokenPlacement = true
    /// Whether a request must say `v=1.0`. The vendor's answer to another or no version is not documented; ours is code 1.
    public var requiresVersion = true

    // Signing in

    /// The columns flagged "Use for Authentication", by which `authenticateUser` finds a constituent.
    public var authenticationColumns = ["last_name", "member_id"]
    /// Whether all those columns must be given; else one is enough. Not documented; ours.
    public var requiresAllAuthenticationColumns = true
    /// The code when `authenticateUser` matches several constituents: 8 or 15, not documented which.
    public var severalMatchesCode = LuminateErrorCode.severalMatched
    /// Whether `authenticateUser` gives tokens as `login` does. The vendor's sample has none, so it does not by default; one client uses
    /// them.
    public var authenticateUserGivesTokens = false
    /// Whether `login` takes a primary e-mail address for a user name where no user name fits. Not documented; off.
    public var signsInByEmail = false

    // Sessions

    /// How long a session may stay unused, in minutes.
    public var sessionIdleMinutes = 15
    /// For how long a single sign-on token logs in, in minutes.
    public var ssoTokenMinutes = 15
    /// The name of the application server behind the dot of a session id and of a routing id.
    public var applicationServer = "app101a"

    // Passwords

    /// The rules for passwords and lockout. The vendor publishes none; at least 5 characters, and no lockout, are our choice.
    public var accountPolicy = {
        var policy = AccountPolicy()
        policy.password.minimumLength = 5
        return policy
    }()
    /// Whether a reminder hint that contains the new password is refused, since hints are kept as they are. Ours.
    public var refusesHintWithPassword = true

    // Signatures and redirects

    /// What signatures are made with.
    public enum Digest: String, Sendable, CaseIterable {
        /// MD5, which the vendor's sample shows.
        case md5
        /// SHA-1, the vendor's other choice.
        case sha1
    }
    /// What signatures are made with.
    public var digest = Digest.md5
    /// The name of a redirect's signature: `signature` in the vendor's recipe and in every client, `sig` in one text of the vendor's.
    public var signatureParameter = "signature"
    /// Whether the signed text ends in `&signature=`, as a published client checks it.
    public var signatureCoversItsName = true
    /// Whether `cons_id=`, `code=` and `message=` without a value in a redirect's query get the answer's value. The vendor's pages print
    /// the forms so, with the placeholders lost; filling them makes those forms work as printed.
    public var fillsEmptyRedirectParameters = true

    // Answers

    /// The media type of JSON. The vendor sends `text/plain`, a known defect that clients work around.
    public var jsonContentType: HTTPFieldValue = "text/plain;charset=UTF-8"
    /// The media type of XML. Not documented; ours.
    public var xmlContentType: HTTPFieldValue = "text/xml;charset=UTF-8"
    /// Messages by code that differ from those of ``LuminateErrorCode/message``.
    public var messages: [Int: String] = [:]

    /// The vendor's defaults where they are known, else ours; keys and columns of the demo world.
    public init() {}

    /// Whether signatures are made with the key of the demo world, which is published with the program.
    public var signsWithPublicKey: Bool { secretKey == LuminateSettings().secretKey }

    /// Whether any address may call the server servlet.
    public var admitsAllNetworks: Bool { allowedNetworks.contains(where: \.isEverything) }

    /// Lets redirects lead to all hosts unless hosts are configured. For the demo world, whose accounts are public and whose samples lead to
    /// hosts of other people's.
    public mutating func openInDemoWorld() {
        redirectHosts = redirectHosts ?? ["*"].compactMap(HostPattern.init)
    }
}
