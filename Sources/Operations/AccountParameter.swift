public import Accounts

/// The parameter of an operation that says on which account a password is tried.
public struct AccountParameter: Sendable {
    /// The parameter's name on the wire.
    public let name: String
    /// What a value may be, in the order in which an account is looked for.
    public let schemes: [IdentityScheme]

    /// A parameter whose value is one of these.
    public init(_ name: String, _ schemes: IdentityScheme...) {
        self.name = name
        self.schemes = schemes
    }

    /// The identities that a value may stand for.
    public func candidates(for value: String) -> [Identity] {
        schemes.map { Identity($0, value) }
    }
}
