/// The accounts that are exempt from a policy's rules for signing in: lockout, password expiry, times and disuse. A new password
/// must meet its rules in any case.
public enum RuleExemption: Sendable {
    /// None.
    case nobody
    /// System accounts: see ``Account/isSystemAccount``.
    case systemAccounts
    /// All, unknown names included. Guessing is slowed down by the throttle.
    case everybody

    /// Returns whether an account is exempt. Nil is an unknown name.
    func covers(_ account: Account?) -> Bool {
        switch self {
        case .nobody: false
        case .systemAccounts: account?.isSystemAccount == true
        case .everybody: true
        }
    }
}
