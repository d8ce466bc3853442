import Accounts
import Operations

extension DemoWorld {
    /// Returns values for the forms of a system, from the fixtures of the demo world.
    ///
    /// - Parameters:
    ///   - system: The system.
    ///   - names: The kinds of identity that parameters are, by the names of the parameters.
    ///   - others: Further values, by the names of parameters.
    ///   - isCaller: Whether calls are never about an account, since it is there for calling.
    static func values(
        for system: some EmulatedSystem, names: [String: IdentityScheme], others: [String: String] = [:],
        leavingOut isCaller: (NewAccount) -> Bool = { _ in false }
    ) -> DemoValues {
        let known = accessible.accounts.filter { !isCaller($0.record) }.compactMap { account in
            account.password.map { DemoValues.Account(identities: account.record.identities, password: text(of: $0)) }
        }
        // Calls are about those who have a number.
        let people = known.filter { $0.identities.contains { $0.scheme.name == system.numberScheme.name } }
        let token = accessible.sessions.first { $0.kind == system.sessionKind }?.token
        return DemoValues(accounts: people + known, token: token, names: names, others: others)
    }

    static func text(of password: Password) -> String { String(decoding: password.bytes, as: UTF8.self) }
}
