/// A password to be put in the place of another.
public struct PasswordChange: Sendable {
    /// Whose password it is.
    public enum Target: Sendable {
        /// The one account that holds an identity.
        case holder(of: Identity)
        /// An account known by its key.
        case account(AccountID)
    }

    /// Whose password is changed.
    public let target: Target
    /// The present password, to be verified; nil for an administrator's reset, which asks for none.
    public let current: Password?
    /// The password to be set.
    public let new: Password
    /// The rules for an account that names none.
    public let defaultPolicy: AccountPolicy
    /// Whether the new password must be changed at the next sign-in.
    public let mustChange: Bool
    /// The session that stays when the account's sessions end; none does when the changes take the right to sign in away.
    public let keeping: TokenDigest?
    /// What else changes in the account, in the same transaction: status, rule set, attributes, identities. An identity that another account
    /// holds makes the whole change fail, as ``PasswordChangeRefusal/identityTaken(_:)``. What it says of ``AccountChanges/mustChangePassword``
    /// and ``AccountChanges/endsSessions`` does not count, and the new password must meet the rules that govern the account before.
    public let changes: AccountChanges
    /// The client's address, as of ``SignInAttempt/address``.
    public let address: String?
    /// Whether a system account is exempt from lockout and password expiry: see ``Account/isSystemAccount``.
    public let exemptsSystemAccounts: Bool

    /// A change made of its parts.
    public init(
        of target: Target, current: Password?, new: Password, defaultPolicy: AccountPolicy = AccountPolicy(), mustChange: Bool = false,
        keeping: TokenDigest? = nil, changes: AccountChanges = AccountChanges(), address: String? = nil,
        exemptsSystemAccounts: Bool = false
    ) {
        self.target = target
        self.current = current
        self.new = new
        self.defaultPolicy = defaultPolicy
        self.mustChange = mustChange
        self.keeping = keeping
        self.changes = changes
        self.address = address
        self.exemptsSystemAccounts = exemptsSystemAccounts
    }
}

/// Why a password was not changed. Who does not know the present password learns nothing of the rules: with one given, ``unknownAccount`` to
/// ``throttled(until:)`` come before ``violates(_:)``.
public enum PasswordChangeRefusal: Error, Hashable, Sendable {
    /// Nobody holds the identity, or there is no such account.
    case unknownAccount
    /// Several accounts hold the identity.
    case ambiguous
    /// The account has no password, so the one given cannot be it.
    case noPassword
    /// The present password is another one.
    case wrongPassword
    /// The account was switched off.
    case disabled
    /// The account is locked.
    case locked
    /// Too many failures in a row: no password is looked at before this moment.
    case throttled(until: Timestamp)
    /// The new password is longer than ``Password/maximumBytes``.
    case tooLong
    /// The new password breaks these rules.
    case violates([PasswordViolation])
    /// Another change came first; the password verified is no longer the present one.
    case raceLost
    /// An identity to be added is held by another account.
    case identityTaken(Identity)

    /// The refusal in words, for log and journal. Names no secret and no account.
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

    /// What a refused check of the present password means for the change.
    init(_ refusal: SignInRefusal) {
        switch refusal {
        case .unknownAccount: self = .unknownAccount
        case .wrongPassword, .passwordExpired: self = .wrongPassword
        case .noPassword: self = .noPassword
        case .disabled: self = .disabled
        case .locked: self = .locked
        case .throttled(let until): self = .throttled(until: until)
        }
    }
}
