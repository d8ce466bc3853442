/// What to look for: accounts that hold an identity of one scheme whose value is of a kind.
///
/// Values are compared by their keys (``Identity/key``), so letter case counts only where the scheme has it, and keys are compared as bytes.
/// What is found comes in the order of its keys' bytes and, where several accounts hold one key, of the accounts' ids. An account that holds
/// several such values is found once for each.
public struct AccountSearch: Sendable {
    /// Of what kind a value must be.
    public enum Match: Sendable, Hashable {
        /// Any value.
        case any
        /// This value.
        case equal(String)
        /// A value that begins with this text.
        case prefix(String)
        /// A value that ends with this text.
        case suffix(String)
        /// A value with this text in it.
        case contains(String)
    }

    /// A place in the order of what a search finds, from which on it goes on. Only stores look into it.
    public struct Position: Hashable, Sendable {
        /// The key found last.
        package let key: String
        /// Who holds it.
        package let account: AccountID

        /// The place of an account's key.
        package init(key: String, account: AccountID) {
            self.key = key
            self.account = account
        }

        /// Positions are equal when account and key are, the latter byte by byte.
        public static func == (one: Position, other: Position) -> Bool {
            one.account == other.account && one.key.utf8.elementsEqual(other.key.utf8)
        }

        /// Hashes account and key.
        public func hash(into hasher: inout Hasher) {
            hasher.combine(account)
            hasher.combine(key)
        }
    }

    /// The scheme of the values.
    public let scheme: IdentityScheme
    /// Of what kind they must be.
    public let match: Match

    /// A search for values of a scheme.
    public init(_ scheme: IdentityScheme, _ match: Match) {
        self.scheme = scheme
        self.match = match
    }

    /// The match as it is made on keys: with its text folded as the scheme folds values, and without one where any value has it.
    package var keyMatch: Match {
        switch match {
        case .any, .prefix(""), .suffix(""), .contains(""): .any
        case .equal(let value): .equal(scheme.key(of: value))
        case .prefix(let text): .prefix(scheme.key(of: text))
        case .suffix(let text): .suffix(scheme.key(of: text))
        case .contains(let text): .contains(scheme.key(of: text))
        }
    }
}
