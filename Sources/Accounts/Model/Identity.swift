/// A kind of identity by which a system knows an account: a record number, a user id, a login name, an e-mail address,
/// a member id.
///
/// The code that uses a scheme declares it. This module gives schemes no meaning.
public struct IdentityScheme: Hashable, Sendable {
    /// The scheme's name in the store. Schemes with the same name are the same scheme.
    public let name: String
    /// Whether at most one account of a site may have a value.
    public let isUnique: Bool
    /// Whether values that differ only in letter case are the same value.
    public let ignoresCase: Bool

    /// Creates a scheme.
    public init(_ name: String, isUnique: Bool, ignoresCase: Bool) {
        self.name = name
        self.isUnique = isUnique
        self.ignoresCase = ignoresCase
    }

    /// Returns the key under which a value, or a part of one, is looked up: in lower case if the scheme ignores letter
    /// case. Each character is folded separately, so that a part of a value folds to a part of the value's key. Values
    /// longer than ``CaseFolding/maximumBytes`` are not folded.
    public func key(of value: String) -> String { ignoresCase ? CaseFolding.folded(value) : value }

    /// Returns whether two schemes have the same name.
    public static func == (one: IdentityScheme, other: IdentityScheme) -> Bool { one.name == other.name }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// One value of a scheme, by which a caller names an account.
public struct Identity: Hashable, Sendable {
    /// The kind of identity.
    public let scheme: IdentityScheme
    /// The value as given.
    public let value: String

    /// Creates an identity of a scheme.
    public init(_ scheme: IdentityScheme, _ value: String) {
        self.scheme = scheme
        self.value = value
    }

    /// The key under which the value is looked up: in lower case if the scheme ignores letter case.
    public var key: String { scheme.key(of: value) }
}
