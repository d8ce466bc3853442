public import ASMX
import Accounts
import Operations

/// The access role service. Source: Archer.docc/Roles.md.
public let accessRoleService = Service<ArcherCall>(
    of: archerSystem, name: "accessrole", namespace: archerNamespace, ignoresMisprintsInActions: true,
    documentation: "Manages access roles and the rights that they give.",
    sections: [OperationSection("Operations", roleOperations)])

private let roleOperations: [Operation<ArcherCall>] = [
    .inSession(
        "CreateRole", requires: .create, on: .roles, .roleName, .roleDescription, .defaultFlag, .requiredFlag,
        returns: .int("The id of the new role."),
        certainty: .documented,
        documentation: "Creates a role, which gives no right yet. Another role with this name is a fault."
    ) { call, name, description, isDefault, isRequired in
        try call.createRole(RoleChanges(name: name ?? "", description: description ?? "", isDefault: isDefault, isRequired: isRequired))
    },

    .inSession(
        "DeleteRole", requires: .delete, on: .roles, .roleID,
        returns: .int("1 if the role was deleted."),
        certainty: .documented,
        documentation: "Deletes a role. The users and groups that had it stay."
    ) { call, role in
        try call.deleteRole(role)
        return 1
    },

    .inSession(
        "GetRole", requires: .read, on: .roles, .roleID,
        returns: .string("The role, as XML in a string."),
        certainty: .documented,
        documentation: "Returns the role with an id."
    ) { call, role in try RoleXML.role(call.role(role)) },

    .inSession(
        "GetRolePagePermissions", requires: .read, on: .roles, .roleID,
        returns: .string("The rights on each page, as XML in a string."),
        certainty: .chosen,
        documentation: "Returns the rights that a role gives. The element Write has the right to update."
    ) { call, role in try RoleXML.pages(of: call.role(role), in: ArcherArea.module.id) },

    .inSession(
        "GetRolePagePermissionsForModule", requires: .read, on: .roles, .roleID,
        .int("moduleId", "The id of the application whose pages are asked for."),
        returns: .string("The rights on each page, as XML in a string."),
        certainty: .chosen,
        documentation: "Returns the rights that a role gives on the pages of one application."
    ) { call, role, module in try RoleXML.pages(of: call.role(role), in: module) },

    .inSession(
        "GetRoles", requires: .read, on: .roles,
        returns: .string("The roles, as XML in a string."), does: .searches,
        certainty: .documented,
        documentation: "Returns all roles."
    ) { call in try RoleXML.list(call.roles()) },

    .inSession(
        "UpdateRole", requires: .update, on: .roles, .roleID, .roleName, .roleDescription, .defaultFlag, .requiredFlag,
        returns: .int("1 if the role was changed."),
        certainty: .documented,
        documentation: "Changes a role's name, description and flags. The rights that it gives stay."
    ) { call, role, name, description, isDefault, isRequired in
        try call.updateRole(
            role, RoleChanges(name: name ?? "", description: description ?? "", isDefault: isDefault, isRequired: isRequired))
        return 1
    },

    .inSession(
        "UpdateRolePagePermissions", requires: .update, on: .roles, .roleID, .pageID,
        .boolean("read", "Whether the role gives the right to read."),
        .boolean("write", "Whether the role gives the right to update."),
        .boolean("delete", "Whether the role gives the right to delete."),
        returns: .int("1 if the rights were changed."),
        certainty: .chosen,
        documentation: "Deprecated: use UpdateRolePagePermissions2. Sets the rights of a role on one page. The right to create stays."
    ) { call, role, page, read, write, delete in
        try call.setPrivileges(
            ofRole: role, on: call.area(ofPage: page), [(.read, read), (.update, write), (.delete, delete)], keeping: .create)
        return 1
    },

    .inSession(
        "UpdateRolePagePermissions2", requires: .update, on: .roles, .roleID, .pageID,
        .boolean("create", "Whether the role gives the right to create."),
        .boolean("read", "Whether the role gives the right to read."),
        .boolean("update", "Whether the role gives the right to update."),
        .boolean("delete", "Whether the role gives the right to delete."),
        returns: .int("1 if the rights were changed."),
        certainty: .documented,
        documentation: "Sets the rights of a role on one page: 1 Users, 2 Groups, 3 Access Roles, 4 Security Parameters."
    ) { call, role, page, create, read, update, delete in
        try call.setPrivileges(
            ofRole: role, on: call.area(ofPage: page), [(.create, create), (.read, read), (.update, update), (.delete, delete)])
        return 1
    },
]

/// The operations of the access control service that give users roles. Source: Archer.docc/Roles.md.
let roleMembershipOperations: [Operation<ArcherCall>] = [
    .inSession(
        "AddUserToRole", requires: .update, on: .roles, .int("userId", "The id of the user."), .roleID,
        returns: .int("1."),
        certainty: .documented,
        documentation: "Gives a user a role. The rights of several roles add up."
    ) { call, user, role in
        try call.addUser(user, toRole: role)
        return 1
    },

    .inSession(
        "RemoveUserFromRole", requires: .delete, on: .roles, .int("userId", "The id of the user."), .roleID,
        returns: .int("1."),
        certainty: .documented,
        documentation: "Takes a role from a user."
    ) { call, user, role in
        try call.removeUser(user, fromRole: role)
        return 1
    },
]

extension ArcherCall {
    /// Sets the rights that a role gives on the page of an area. The role keeps or lacks `kept` as before.
    fileprivate func setPrivileges(
        ofRole role: Int32, on area: ArcherArea, _ given: [(Privilege, Bool)], keeping kept: Privilege? = nil
    ) throws {
        var changes = RoleChanges()
        changes.keptPrivilege = kept
        changes.privileges = [area: Set(given.filter(\.1).map(\.0))]
        try updateRole(role, changes)
    }
}

extension Parameter where Value == Int32 {
    fileprivate static var roleID: Self { .int("roleId", "The id of the role.") }
    fileprivate static var pageID: Self { .int("pageId", "The id of the page.") }
}

extension Parameter where Value == String? {
    fileprivate static var roleName: Self { .string("roleName", "The name.") }
    fileprivate static var roleDescription: Self { .string("roleDesc", "The description.") }
}

extension Parameter where Value == Bool {
    fileprivate static var defaultFlag: Self { .boolean("defaultFlag", "Whether new users are given the role.") }
    fileprivate static var requiredFlag: Self {
        .boolean("requiredFlag", "Whether members see every record of the applications that they may read. It is stored and has no effect.")
    }
}
