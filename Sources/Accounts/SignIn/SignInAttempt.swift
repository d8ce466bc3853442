/// An attempt to sign in with a name and a password.
public struct SignInAttempt: Sendable {
    /// The identities that the name may mean. They are tried in order until one finds an account. If several accounts
    /// have the same identity, the first one with a matching password is used; at most ``accountsTried`` are tried.
    public let candidates: [Identity]
    /// The given password.
    public let password: Password
    /// The policy for an account that names none, and for an unknown name.
    public let defaultPolicy: AccountPolicy
    /// The origin of the attempt, for example an address, if failures are counted for each origin separately. Nil if
    /// they are counted for the account as a whole.
    ///
    /// With an origin, a lockout blocks that origin only: the account's status and sessions stay unchanged. It lasts
    /// for the rule's minutes. If the rule requires a person to unlock, it lasts as long as failures are remembered,
    /// ``ThrottleRules/memory``. Only time ends it. A wait of one origin does not affect another. But from
    /// ``ThrottleRules/failuresOfAllOriginsBeforeWait`` consecutive failures on, whatever their origins, each is
    /// followed by a wait for all, so that many addresses do not mean as many attempts.
    public let origin: String?
    /// The client's address, or its network. Nil if it is not known.
    ///
    /// An address that has signed in to the account can still sign in while others guess: waits caused by failures from
    /// elsewhere do not affect it, only those after its own failures. It is remembered for
    /// ``ThrottleRules/addressesKnownFor``. A lockout counts all failures and blocks it too.
    public let address: String?
    /// The accounts that are exempt from the rules for signing in.
    public let exemption: RuleExemption
    /// Whether the caller sends the password with every call. If it was verified less than a minute ago, it costs no hash.
    public let isRepeated: Bool

    /// The number of accounts with one identity that are tried. Each costs a hash.
    public static let accountsTried = 4

    /// The first question of the attempt to a store.
    public var question: StoreQuestion { .people(withFirstOf: candidates, limit: Self.accountsTried) }

    /// Creates an attempt from its parts.
    public init(
        candidates: [Identity], password: Password, defaultPolicy: AccountPolicy = AccountPolicy(), origin: String? = nil,
        address: String? = nil, exempting exemption: RuleExemption = .nobody, isRepeated: Bool = false
    ) {
        self.candidates = candidates
        self.password = password
        self.defaultPolicy = defaultPolicy
        self.origin = origin
        self.address = address
        self.exemption = exemption
        self.isRepeated = isRepeated
    }
}

/// A successful sign-in.
public struct SignedIn: Sendable {
    /// The person that signed in.
    public let person: Person
    /// The policy that applies.
    public let policy: AccountPolicy
    /// Whether the password must be changed now.
    public let mustChangePassword: Bool
    /// The number of sign-ins left although the password has expired. Nil if it has not expired.
    public let graceSignInsLeft: Int?
    /// When the password expires, if the policy's notice has begun and it has not expired yet.
    public let passwordEndsAt: Timestamp?

    /// The account that signed in.
    public var account: Account { person.account }
}

/// Why a sign-in was refused. Unless the emulated system does otherwise, all refusals have the same answer. They also
/// take the same time.
public enum SignInRefusal: Error, Hashable, Sendable {
    /// Nobody has any of the identities.
    case unknownAccount
    /// The password is wrong.
    case wrongPassword
    /// The account has no password.
    case noPassword
    /// The account is disabled.
    case disabled
    /// The account is locked, until a person unlocks it or for the time of a lockout rule.
    case locked
    /// Too many consecutive failures. No password is verified before this time, by the real clock.
    case throttled(until: Timestamp)
    /// The password is right but has expired, and no grace sign-ins are left.
    case passwordExpired
    /// The account has not signed in for so long that it is now disabled.
    case unusedTooLong
    /// The account may not sign in at this time.
    case outsideTimes

    /// Whether an attempt that ends so counts as a failure.
    var isCounted: Bool {
        switch self {
        case .locked, .throttled, .unusedTooLong, .outsideTimes: false
        case .unknownAccount, .wrongPassword, .noPassword, .disabled, .passwordExpired: true
        }
    }

    /// The refusal in words for the log and the journal. They contain no secret and name no account.
    public var reason: String {
        switch self {
        case .unknownAccount: "nobody has this name"
        case .wrongPassword: "the password is wrong"
        case .noPassword: "the account has no password"
        case .disabled: "the account is disabled"
        case .locked: "the account is locked"
        case .throttled: "too many failures in a row, so no password is looked at for a while"
        case .passwordExpired: "the password has expired and no grace sign-ins are left"
        case .unusedTooLong: "the account has not been used for too long"
        case .outsideTimes: "the account may not sign in at this time"
        }
    }
}
