public import Accounts

/// Values with which calls to the demo world are answered well, for forms that try operations.
///
/// They are read from the fixtures of the demo world, which everybody has. No other world has such values.
public final class DemoValues: Sendable {
    /// An account whose password is published.
    public struct Account: Sendable {
        /// The names by which systems know it.
        public let identities: [Identity]
        /// Its password.
        public let password: String

        /// Creates an account from its parts.
        public init(identities: [Identity], password: String) {
            self.identities = identities
            self.password = password
        }

        fileprivate func value(of scheme: IdentityScheme) -> String? { identities.first { $0.scheme.name == scheme.name }?.value }
    }

    /// A token that is valid. Nil if there is none.
    public let token: String?
    private let accounts: [Account]
    private let names: [String: IdentityScheme]
    private let others: [String: String]

    /// Creates values.
    ///
    /// - Parameters:
    ///   - accounts: The accounts. The first one is the person whom calls are about.
    ///   - token: A token that is valid.
    ///   - names: The kinds of identity that parameters are, by the names of the parameters.
    ///   - others: Further values, by the names of parameters. They win.
    public init(accounts: [Account], token: String? = nil, names: [String: IdentityScheme], others: [String: String] = [:]) {
        self.accounts = accounts
        self.token = token
        self.names = names
        self.others = others
    }

    /// Returns values of an operation's parameters, by their names, as far as there are any. All names and passwords are those of one account.
    /// A new password is the present one, so that the call changes nothing for the next.
    public func values(of operation: OperationFacts) -> [String: String] {
        let schemes = operation.namesAccount ? operation.accountParameter?.schemes ?? [] : []
        let account = accounts.first { account in schemes.contains { account.value(of: $0) != nil } } ?? accounts.first
        var values: [String: String] = [:]
        for parameter in operation.parameters + operation.sharedParameters {
            if let other = others[parameter.name] {
                values[parameter.name] = other
            } else if parameter.secrecy == .password {
                values[parameter.name] = account?.password
            } else if parameter.name == operation.accountParameter?.name {
                values[parameter.name] = schemes.lazy.compactMap { account?.value(of: $0) }.first
            } else {
                values[parameter.name] = names[parameter.name].flatMap { account?.value(of: $0) }
            }
        }
        return values
    }
}

extension DemoValues: Hashable {
    /// Compares by identity: there is one object for each system.
    public static func == (one: DemoValues, other: DemoValues) -> Bool { one === other }

    /// Hashes the identity.
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
