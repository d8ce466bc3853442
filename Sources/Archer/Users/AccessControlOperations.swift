public import ASMX
import Accounts
import Calls
import Operations

/// The access control service: users, their groups, roles and security parameters. Source: Archer.docc/Operations.md.
public let accessControlService = accessControl(unemulated: disabledUserOperations)

/// The same service without the methods that the vendor has disabled.
let strictAccessControlService = accessControl(unemulated: [])

private func accessControl(unemulated: [Operation<ArcherCall>]) -> Service<ArcherCall> {
    Service(
        of: archerSystem, name: "accesscontrol", namespace: archerNamespace, ignoresMisprintsInActions: true,
        documentation: "Manages users, groups, roles and security parameters.",
        sections: [
            OperationSection("Users", userOperations),
            OperationSection("Lists of users", userListOperations),
            OperationSection("Changes of users", userChangeOperations),
            OperationSection("Contacts", contactOperations),
            OperationSection("Groups", groupOperations),
            OperationSection("Roles", roleMembershipOperations),
            OperationSection("Security parameters", securityParameterOperations),
        ],
        unemulated: unemulated)
}
