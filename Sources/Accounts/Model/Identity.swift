/// A kind of key by which an account is known somewhere: a record number, a user id, a login name, an e-mail address, a member id.
///
/// Who uses a scheme declares it; this module gives none a meaning.
public struct IdentityScheme: Hashable, Sendable {
    /// The scheme's name in the store. Two schemes of one name are one scheme.
    public let name: String
    /// Whether at most one account of a site may hold a value.
    public let isUnique: Bool
    /// Whether values that differ in letter case only are one value.
    public let ignoresCase: Bool

    /// Declares a scheme.
    public init(_ name: String, isUnique: Bool, ignoresCase: Bool) {
        self.name = name
        self.isUnique = isUnique
        self.ignoresCase = ignoresCase
    }

    /// A value, or a part of one, as it is looked up: in small letters where the scheme ignores letter case. Each character is folded by
    /// itself, so that a part of a value folds to a part of the value's key. Values longer than ``CaseFolding/maximumBytes`` are looked up as
    /// they are.
    public func key(of value: String) -> String { ignoresCase ? CaseFolding.folded(value) : value }

    /// Schemes are equal when their names are.
    public static func == (one: IdentityScheme, other: IdentityScheme) -> Bool { one.name == other.name }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// One value under one scheme: what a caller names an account by.
public struct Identity: Hashable, Sendable {
    /// The kind of key.
    public let scheme: IdentityScheme
    /// The value as given.
    public let value: String

    /// The value under a scheme.
    public init(_ scheme: IdentityScheme, _ value: String) {
        self.scheme = scheme
        self.value = value
    }

    /// The value as it is looked up: in small letters where the scheme ignores letter case.
    public var key: String { scheme.key(of: value) }
}
