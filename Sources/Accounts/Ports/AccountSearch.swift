/// A search for accounts by the values of one identity scheme.
///
/// Keys (``Identity/key``) are compared as bytes, so letter case is significant only if the scheme does not ignore it.
/// Results are in the byte order of their keys, and for equal keys in the order of account ids. An account with several
/// matching values is found once for each.
public struct AccountSearch: Sendable {
    /// The condition on a value.
    public enum Match: Sendable, Hashable {
        /// Any value.
        case any
        /// This value.
        case equal(String)
        /// A value that begins with this text.
        case prefix(String)
        /// A value that ends with this text.
        case suffix(String)
        /// A value that contains this text.
        case contains(String)
    }

    /// A position in the results of a search, after which it can continue. Only stores look inside it.
    public struct Position: Hashable, Sendable {
        /// The last key found.
        package let key: String
        /// The account with that key.
        package let account: AccountID

        /// Creates the position of an account's key.
        package init(key: String, account: AccountID) {
            self.key = key
            self.account = account
        }

        /// Returns whether account and key are equal. Keys are compared as bytes.
        public static func == (one: Position, other: Position) -> Bool {
            one.account == other.account && one.key.utf8.elementsEqual(other.key.utf8)
        }

        /// Hashes the account and the key.
        public func hash(into hasher: inout Hasher) {
            hasher.combine(account)
            hasher.combine(key)
        }
    }

    /// The scheme of the values.
    public let scheme: IdentityScheme
    /// The condition on the values.
    public let match: Match

    /// Creates a search for values of a scheme.
    public init(_ scheme: IdentityScheme, _ match: Match) {
        self.scheme = scheme
        self.match = match
    }

    /// The condition on keys: the text is folded like values of the scheme, and an empty text that matches any value is
    /// dropped.
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
