/// A change of a password.
public struct PasswordChange: Sendable {
    /// The account whose password is changed.
    public enum Target: Sendable {
        /// The only account with an identity.
        case holder(of: Identity)
        /// The account with a key.
        case account(AccountID)
    }

    /// The account whose password is changed.
    public let target: Target
    /// The current password, which is verified. Nil for an administrator's reset, which needs none.
    public let current: Password?
    /// The new password.
    public let new: Password
    /// The policy for an account that names none.
    public let defaultPolicy: AccountPolicy
    /// Whether the new password must be changed at the next sign-in.
    public let mustChange: Bool
    /// The session that is kept when the account's sessions are ended. None is kept if the change removes the right to
    /// sign in.
    public let keeping: TokenDigest?
    /// Further changes to the account in the same transaction: status, rule set, attributes, identities. If another
    /// account has one of the identities, the whole change fails with ``PasswordChangeRefusal/identityTaken(_:)``. Its
    /// ``AccountChanges/mustChangePassword`` and ``AccountChanges/endsSessions`` are ignored. The new password must
    /// meet the rules that applied before the change.
    public let changes: AccountChanges
    /// Further expectations and changes for the same transaction. If an expectation is not met, the change fails with
    /// ``PasswordChangeRefusal/raceLost``.
    public let alongside: Transaction
    /// The client's address, as in ``SignInAttempt/address``.
    public let address: String?
    /// The accounts that are exempt from the rules for signing in.
    public let exemption: RuleExemption
    /// Whether a refusal lists previous passwords and a change too soon even if the new password breaks another rule.
    /// Comparing with each previous password costs a hash.
    public let listsAllViolations: Bool

    /// Creates a change from its parts.
    public init(
        of target: Target, current: Password?, new: Password, defaultPolicy: AccountPolicy = AccountPolicy(), mustChange: Bool = false,
        keeping: TokenDigest? = nil, changes: AccountChanges = AccountChanges(),
        alongside: Transaction = Transaction([]), address: String? = nil,
        exempting exemption: RuleExemption = .nobody, listsAllViolations: Bool = false
    ) {
        self.target = target
        self.current = current
        self.new = new
        self.defaultPolicy = defaultPolicy
        self.mustChange = mustChange
        self.keeping = keeping
        self.changes = changes
        self.alongside = alongside
        self.address = address
        self.exemption = exemption
        self.listsAllViolations = listsAllViolations
    }
}

/// Why a password was not changed. A caller that does not know the current password learns nothing about the rules: if
/// a current password is given, ``unknownAccount`` to ``throttled(until:)`` are checked before ``violates(_:)``.
public enum PasswordChangeRefusal: Error, Hashable, Sendable {
    /// Nobody has the identity, or there is no such account.
    case unknownAccount
    /// Several accounts have the identity.
    case ambiguous
    /// The account has no password, so the given one is wrong.
    case noPassword
    /// The current password is wrong.
    case wrongPassword
    /// The account is disabled.
    case disabled
    /// The account is locked.
    case locked
    /// Too many consecutive failures. No password is verified before this time.
    case throttled(until: Timestamp)
    /// The new password is longer than ``Password/maximumBytes``.
    case tooLong
    /// The new password breaks these rules.
    case violates([PasswordViolation])
    /// Another change was made first. The verified password is no longer the current one.
    case raceLost
    /// Another account has an identity to be added.
    case identityTaken(Identity)

    /// The refusal in words for the log and the journal. They contain no secret and name no account.
    public var reason: String {
        switch self {
        case .unknownAccount: SignInRefusal.unknownAccount.reason
        case .ambiguous: "several accounts have this name"
        case .noPassword: SignInRefusal.noPassword.reason
        case .wrongPassword: "the present password is wrong"
        case .disabled: SignInRefusal.disabled.reason
        case .locked: SignInRefusal.locked.reason
        case .throttled(let until): SignInRefusal.throttled(until: until).reason
        case .tooLong: "the new password is longer than \(Password.maximumBytes) bytes"
        case .violates(let violations): "the new password breaks the rules: " + violations.map(\.description).joined(separator: "; ")
        case .raceLost: "another change of the password came first"
        case .identityTaken(let identity): StoreError.identityTaken(identity).reason
        }
    }

    /// Creates the refusal of a change from that of the current password's check.
    init(_ refusal: SignInRefusal) {
        switch refusal {
        case .unknownAccount: self = .unknownAccount
        case .wrongPassword, .passwordExpired, .outsideTimes: self = .wrongPassword
        case .noPassword: self = .noPassword
        case .disabled, .unusedTooLong: self = .disabled
        case .locked: self = .locked
        case .throttled(let until): self = .throttled(until: until)
        }
    }
}
