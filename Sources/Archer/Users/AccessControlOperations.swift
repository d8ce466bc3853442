public import ASMX
import Accounts
import Calls
import Operations

/// The access control service: users, their groups, roles and security parameters. Source: Archer.docc/Operations.md.
public let accessControlService = Service<ArcherCall>(
    of: archerSystem, name: "accesscontrol", namespace: archerNamespace,
    documentation: "Manages users, groups, roles and security parameters.",
    sections: [
        OperationSection("Users", userOperations),
        OperationSection("Groups", groupOperations),
        OperationSection("Roles", roleMembershipOperations),
        OperationSection("Security parameters", securityParameterOperations),
    ])

private let userOperations: [Operation<ArcherCall>] = [
    .inSession(
        "ChangePassword", requires: .update,
        .int("userId", "The id of the user, as LookupUserId answers it."),
        .password("password", "The new password. It must meet the requirements of that user's security parameter."),
        returns: .int("1 if the password was changed."),
        documentation: """
            Sets a user's password, without asking for the old one. A password that does not meet the user's security parameter is a fault \
            that says which rule it breaks.
            """
    ) { call, userID, password in try call.setPassword(ofUser: userID, to: password) },

    .inSession(
        "LookupUserId", requires: .read,
        .string("username", "The user's name."),
        returns: .int("The user's id."),
        documentation: "Returns the id of the user with a name. An unknown name is a fault."
    ) { call, userName in try call.userID(ofUserNamed: userName ?? "") },

    .inSession(
        "LookupUserName", requires: .read,
        .int("userId", "The user's id."),
        returns: .string("The user's name."),
        documentation: "Returns the name of the user with an id. An unknown id is a fault."
    ) { call, userID in try call.userName(ofUser: userID) },
]

extension ArcherCall {
    /// Sets a user's password, as an administrator does.
    func setPassword(ofUser userID: Int32, to password: Password) throws -> Int32 {
        let change = PasswordChange(
            of: .holder(of: Identity(ArcherScheme.userID, String(userID))), current: nil, new: password,
            defaultPolicy: try defaultRules(), address: clientNetwork,
            exemptsSystemAccounts: true, listsAllViolations: true)
        switch try users.changePassword(change, in: site) {
        case .success: return 1
        case .failure(.unknownAccount): throw ArcherRefusal.unknownUser(id: userID)
        case .failure(.violates(let violations)): throw ArcherRefusal.policy(violations)
        case .failure(let refusal): throw ArcherRefusal.password(refusal.reasonCode, refusal.reason)
        }
    }

    /// Returns the id of the user with a name.
    func userID(ofUserNamed userName: String) throws -> Int32 {
        let ids = try users.values(of: ArcherScheme.userID, forHolderOf: Identity(ArcherScheme.userName, userName), in: site)
        guard let id = ids.first.flatMap({ Int32($0) }) else { throw ArcherRefusal.unknownUserName }
        return id
    }

    /// Returns the name of the user with an id.
    func userName(ofUser userID: Int32) throws -> String? {
        let names = try users.values(of: ArcherScheme.userName, forHolderOf: Identity(ArcherScheme.userID, String(userID)), in: site)
        guard let name = names.first else { throw ArcherRefusal.unknownUser(id: userID) }
        return name
    }
}
