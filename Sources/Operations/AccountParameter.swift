public import Accounts

/// The parameter of an operation that names the account whose password is tried.
public struct AccountParameter: Sendable {
    /// The parameter's name on the wire.
    public let name: String
    /// The kinds of identity that a value may be, in the order in which they are looked up.
    public let schemes: [IdentityScheme]

    /// Creates a parameter whose value is one of these kinds of identity.
    public init(_ name: String, _ schemes: IdentityScheme...) {
        self.name = name
        self.schemes = schemes
    }

    /// Returns the identities that a value may mean.
    public func candidates(for value: String) -> [Identity] {
        schemes.map { Identity($0, value) }
    }
}
