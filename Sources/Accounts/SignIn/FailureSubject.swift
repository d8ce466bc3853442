/// The keys under which the failures of accounts are counted. They contain the key of the account, so they change when the
/// account is copied to another site.
public enum FailureSubject {
    /// Returns the key under which an account's failures are counted, except those of attempts with an origin.
    static func of(_ account: AccountID) -> String { "\(accounts)\(account.rawValue)" }

    /// The beginning of the keys under which accounts' failures are counted, and of no others.
    static let accounts = "a"

    /// The beginning of the key of a client's address. The key that it belongs to follows.
    static let address = "k"

    /// The beginning of the key of a ``Tally``. The key that it belongs to follows.
    static let tally = "t"

    /// Returns the account whose failures are counted under a key, or nil if they are those of an unknown name or of an address.
    static func account(in subject: String) -> AccountID? {
        guard subject.hasPrefix(accounts) else { return nil }
        return Int64(subject.dropFirst(accounts.count).prefix { $0 != "@" }).map(AccountID.init(rawValue:))
    }

    /// Returns the subject of the same failures after accounts got other keys. The subjects of unknown names stay the same.
    /// Returns nil if there is no such account any more.
    public static func moved(_ subject: String, _ new: (AccountID) -> AccountID?) -> String? {
        let prefix = [address, tally].first(where: subject.hasPrefix) ?? ""
        let rest = subject.dropFirst(prefix.count)
        guard rest.hasPrefix(accounts) else { return subject }
        let digits = rest.dropFirst(accounts.count).prefix { $0 != "@" }
        guard let old = Int64(digits) else { return subject }
        return new(AccountID(rawValue: old)).map { prefix + of($0) + rest.dropFirst(accounts.count + digits.count) }
    }
}
