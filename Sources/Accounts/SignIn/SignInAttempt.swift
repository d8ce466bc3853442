/// Somebody who gives a name and a password.
public struct SignInAttempt: Sendable {
    /// The identities the name may stand for. They are tried in order until one finds an account. Of several accounts that hold the same
    /// identity the first whose password fits is taken; ``accountsTried`` are looked at.
    public let candidates: [Identity]
    /// The password given.
    public let password: Password
    /// The rules for an account that names none, and for a name nobody has.
    public let defaultPolicy: AccountPolicy
    /// Where the attempt comes from, an address for instance, where failures are counted for each place apart; nil where they are counted
    /// for the account as a whole.
    ///
    /// With an origin a lockout shuts out that origin and nobody else: the account's status and sessions stay as they are. It lasts for the
    /// rule's minutes; where the rule asks for a person to unlock, for as long as failures are remembered, ``ThrottleRules/memory``. Only time
    /// ends it. Nor does a wait from one origin hold up another; but from ``ThrottleRules/failuresOfAllOriginsBeforeWait`` failures in a row on,
    /// whatever their origins, all are followed by waits, so that many addresses do not mean as many tries.
    public let origin: String?
    /// The client's address, or the network it is in; nil where it is not known.
    ///
    /// An address that has signed in to the account keeps a way in while others guess: no wait that failures from elsewhere lead to holds it up,
    /// only those after its own. It is remembered for ``ThrottleRules/addressesKnownFor``. A lockout counts all failures and shuts it out too.
    public let address: String?
    /// Whether a system account is exempt from lockout and password expiry: see ``Account/isSystemAccount``.
    public let exemptsSystemAccounts: Bool

    /// How many accounts of one identity are looked at. Each costs a hash.
    public static let accountsTried = 4

    /// An attempt made of its parts.
    public init(
        candidates: [Identity], password: Password, defaultPolicy: AccountPolicy = AccountPolicy(), origin: String? = nil,
        address: String? = nil, exemptsSystemAccounts: Bool = false
    ) {
        self.candidates = candidates
        self.password = password
        self.defaultPolicy = defaultPolicy
        self.origin = origin
        self.address = address
        self.exemptsSystemAccounts = exemptsSystemAccounts
    }
}

/// Somebody who was let in.
public struct SignedIn: Sendable {
    /// Who it is.
    public let person: Person
    /// The rules that govern it.
    public let policy: AccountPolicy
    /// Whether the password must be changed now.
    public let mustChangePassword: Bool
    /// How many more sign-ins are let through although the password has ended; nil when it has not.
    public let graceSignInsLeft: Int?

    /// Whose account it is.
    public var account: Account { person.account }
}

/// Why somebody was not let in. Where the emulated system does not say otherwise, all are answered alike: they also take equal time.
public enum SignInRefusal: Error, Hashable, Sendable {
    /// Nobody holds any of the identities.
    case unknownAccount
    /// The password is another one.
    case wrongPassword
    /// The account has no password.
    case noPassword
    /// The account was switched off.
    case disabled
    /// The account is locked, until a person unlocks it or for the time a lockout rule set.
    case locked
    /// Too many failures in a row: no password is looked at before this moment.
    case throttled(until: Timestamp)
    /// The password is right, but its time is over and no grace is left.
    case passwordExpired

    /// The refusal in words, for log and journal. Names no secret and no account.
    public var reason: String {
        switch self {
        case .unknownAccount: "nobody has this name"
        case .wrongPassword: "the password is wrong"
        case .noPassword: "the account has no password"
        case .disabled: "the account is disabled"
        case .locked: "the account is locked"
        case .throttled: "too many failures in a row, so no password is looked at for a while"
        case .passwordExpired: "the password has expired and no grace sign-ins are left"
        }
    }
}
