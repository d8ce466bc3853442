import Accounts
import Operations

/// Roles, and who has them. Source: Archer.docc/REST.md.
let roleResources: [RESTResource] = directRoleResources + ["rolemembership", "rolememberships"].flatMap { membershipResources($0) }

private let directRoleResources: [RESTResource] = [
    RESTResource(
        .get, "system/role", of: "System.RoleController", requires: .read, on: .roles, .options(of: roleObject),
        answers: .object("role", "The roles."), does: .searches, certainty: .seen, refusals: .seen, documentation: "Lists the roles."
    ) { call, query in try roleObject.answer(call.roles(), query) },

    RESTResource(
        .get, "system/role/{id}", of: "System.RoleController", requires: .read, on: .roles, .pathID("id", "The id of the role."),
        .selection(of: roleObject),
        answers: .object("role", "The role."), certainty: .seen, refusals: .seen, documentation: "Returns a role."
    ) { call, id, query in roleObject.answer(try call.role(id), query) },

    RESTResource(
        .get, "system/role/user/{userId}", of: "System.RoleController", requires: .read, on: .roles,
        .pathID("userId", "The id of the user."), .options(of: roleObject),
        answers: .object("role", "The roles."), does: .searches,
        certainty: .seen, refusals: .seen,
        documentation: "Lists the roles that a user has, directly or through groups."
    ) { call, id, query in try roleObject.answer(call.roles(ofUser: id), query) },

    RESTResource(
        .post, "system/role", of: "System.RoleController", requires: .create, on: .roles, .role(isNew: true),
        answers: .id("The id of the new role."),
        certainty: .documented,
        documentation: "Creates a role. Groups and tasks need the right to update, too."
    ) { call, role in
        if role.changes.groups?.isEmpty == false || !role.changes.privileges.isEmpty {
            try call.require(.update, on: .roles, for: "POST system/role with groups or tasks")
        }
        return .id(try call.createRole(role.changes))
    },

    RESTResource(
        .put, "system/role", of: "System.RoleController", requires: .update, on: .roles, .role(isNew: false),
        answers: .id("The id of the role."),
        certainty: .documented,
        documentation: """
            Changes a role. The groups replace the present ones, and a task replaces the rights on its page. What is missing or null stays as \
            it is. Taking a group out needs the right to delete, too.
            """
    ) { call, role in
        try call.updateRole(role.id, role.changes)
        return .id(role.id)
    },

    RESTResource(
        .delete, "system/role/{id}", of: "System.RoleController", requires: .delete, on: .roles, .pathID("id", "The id of the role."),
        answers: .id("The id of the role."), certainty: .documented, documentation: "Deletes a role. Its members stay."
    ) { call, id in
        try call.deleteRole(id)
        return .id(id)
    },

    RESTResource(
        .put, "system/userrole", of: "System.RoleController", on: .roles,
        .requiredInt("UserId", "The id of the user."), .requiredInt("RoleId", "The id of the role."), .isAdd,
        answers: .id("The id of the role."), does: .writes, certainty: .documented, documentation: "Gives a user a role, or takes it."
    ) { call, user, role, change in
        switch change {
        case .add: try call.addUser(user, toRole: role)
        case .remove: try call.removeUser(user, fromRole: role)
        }
        return .id(role)
    },

    RESTResource(
        .put, "system/rolegroup", of: "System.RoleController", on: .roles,
        .requiredInt("GroupId", "The id of the group."), .requiredInt("RoleId", "The id of the role."), .isAdd,
        answers: .id("The id of the role."), does: .writes, certainty: .documented, documentation: "Gives a group a role, or takes it."
    ) { call, group, role, change in
        switch change {
        case .add: try call.addGroup(group, toRole: role)
        case .remove: try call.removeGroup(group, fromRole: role)
        }
        return .id(role)
    },
]

/// Returns the resources of the members of roles. The vendor and a client write the name differently.
private func membershipResources(_ name: String) -> [RESTResource] {
    [
        RESTResource(
            .get, "system/\(name)", of: "System.RoleController", requires: .read, on: .roles, .options(of: roleMembershipObject),
            answers: .object("membership", "The memberships."), does: .searches,
            certainty: .seen, refusals: .seen,
            documentation: "Lists the users and groups that have each role, directly."
        ) { call, query in try roleMembershipObject.answer(call.roleMemberships(), query) },

        RESTResource(
            .get, "system/\(name)/{id}", of: "System.RoleController", requires: .read, on: .roles, .pathID("id", "The id of the role."),
            .selection(of: roleMembershipObject),
            answers: .object("membership", "The membership."), does: .searches,
            certainty: .seen, refusals: .seen,
            documentation: "Returns the users and groups that have a role, directly."
        ) { call, id, query in roleMembershipObject.answer(try call.roleMembership(id), query) },
    ]
}

/// A role in a body.
private struct GivenRole: Sendable {
    let id: Int32
    let changes: RoleChanges
}

extension RESTParameter<GivenRole> {
    /// Returns a role with its groups and rights. A new one has a name and no id.
    fileprivate static func role(isNew: Bool) -> Self {
        let id = ParameterDescription("AccessRole.Id", .int, isRequired: true, "The id of the role.")
        let descriptions = [
            ParameterDescription("AccessRole.Name", .string, isRequired: isNew, "The name."),
            ParameterDescription("AccessRole.Description", .string, "The description."),
            ParameterDescription("AccessRole.IsDefault", .boolean, "Whether new users are given the role."),
            ParameterDescription("AccessRole.IsRequired", .boolean, "Whether its members see every record."),
            ParameterDescription("AccessRole.Alias", .string, "Another name."),
            ParameterDescription("GroupIds", .string, typeName: "ids", "The groups that have it."),
            ParameterDescription(
                "AccessRoleTasks", .string, typeName: "tasks", "The rights on pages: TaskId, HasCreate, HasRead and so on."),
        ]
        return Self((isNew ? [] : [id]) + descriptions) { source in
            guard let role = try source.body.object("AccessRole") else { throw RESTRefusal.required("AccessRole") }
            var changes = RoleChanges()
            changes.name = try role.text("Name")
            changes.description = try role.text("Description")
            changes.isDefault = try role.flag("IsDefault")
            changes.isRequired = try role.flag("IsRequired")
            changes.alias = try role.text("Alias")
            changes.groups = try source.body.ids("GroupIds")
            for task in try source.body.objects("AccessRoleTasks") ?? [] {
                guard let area = try task.int("TaskId").flatMap({ ArcherArea(rawValue: $0) }) else {
                    let known = ArcherArea.allCases.map { "\($0.rawValue) \($0.title)" }.joined(separator: ", ")
                    throw RESTRefusal.badValue(task.path("TaskId"), "the tasks are \(known)")
                }
                var privileges: Set<Privilege> = []
                for privilege in Privilege.allCases where try task.flag("Has" + privilege.rawValue) == true { privileges.insert(privilege) }
                changes.privileges[area] = privileges
            }
            if isNew {
                guard changes.name?.isEmpty == false else { throw RESTRefusal.required("Name") }
                return GivenRole(id: 0, changes: changes)
            }
            guard let id = try role.int("Id") else { throw RESTRefusal.required("AccessRole.Id") }
            return GivenRole(id: id, changes: changes)
        }
    }
}

extension ArcherCall {
    /// Returns the roles that a user has, directly or through groups.
    fileprivate func roles(ofUser id: Int32) throws -> [Container] {
        try ArcherRole.all(of: user(id).person, in: users.directory(in: site))
    }

    /// Returns the members of every role.
    fileprivate func roleMemberships() throws -> [RESTMembership] {
        let directory = try users.directory(in: site)
        let members = try userIDsByMembership().ids
        return directory.containers(of: ArcherRole.kind).map { role in
            RESTMembership(container: role, users: members[role.id] ?? [], groups: directory.children(of: role.id).map(\.archerID))
        }
    }

    /// Returns the members of a role.
    fileprivate func roleMembership(_ id: Int32) throws -> RESTMembership {
        let directory = try users.directory(in: site)
        let role = try Self.role(id, in: directory)
        var ids: [Int32] = []
        try users.members(of: role.id, in: site) { person in
            if isVisible(person), let id = person.identity(ArcherScheme.userID).flatMap({ Int32($0) }) { ids.append(id) }
            return true
        }
        return RESTMembership(container: role, users: ids.sorted(), groups: directory.children(of: role.id).map(\.archerID))
    }
}
