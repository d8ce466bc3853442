import ASMX
import Accounts
import Operations

/// The operations on groups. Source: Archer.docc/Groups.md.
let groupOperations: [Operation<ArcherCall>] = [
    .inSession(
        "AddChildToGroup", requires: .update, on: .groups,
        .int("childGroupId", "The id of the group to put into the other."),
        .int("parentGroupId", "The id of the group that is to contain it."),
        returns: .int("1."),
        certainty: .documented,
        documentation: "Puts a group into another one. A group cannot contain itself, nor through others."
    ) { call, child, parent in
        try call.addGroup(child, toGroup: parent)
        return 1
    },

    .inSession(
        "AddUserToGroup", requires: .update, on: .groups, .int("userId", "The id of the user."), .int("groupId", "The id of the group."),
        returns: .int("1."),
        certainty: .documented,
        documentation: "Puts a user into a group."
    ) { call, user, group in
        try call.addUser(user, toGroup: group)
        return 1
    },

    .inSession(
        "CreateGroup", requires: .create, on: .groups, .string("groupName", "The name."),
        returns: .int("The id of the new group."),
        certainty: .documented,
        documentation: "Creates a group. Another group with this name is a fault."
    ) { call, name in try call.createGroup(GroupChanges(name: name ?? "")) },

    .inSession(
        "DeleteGroup", requires: .delete, on: .groups, .groupID,
        returns: .int("1 if the group was deleted."),
        certainty: .documented,
        documentation: "Deletes a group. Its users and the groups in it stay."
    ) { call, group in
        try call.deleteGroup(group)
        return 1
    },

    .inSession(
        "GetGroup", requires: .read, on: .groups, .groupID,
        returns: .string("The name of the group."),
        certainty: .documented,
        documentation: "Returns the name of the group with an id."
    ) { call, group in try call.group(group).name },

    .inSession(
        "GetGroupInformation", requires: .read, on: .groups, .groupID,
        returns: .string("The group, as XML in a string.").personal(members: ["Name": .name]), does: .searches,
        certainty: .chosen,
        documentation: "Returns a group with the groups that it is in, the groups in it, and its users."
    ) { call, group in try GroupXML.information(call.groupInformation(group)) },

    .inSession(
        "GetGroups", requires: .read, on: .groups,
        returns: .string("The groups, as XML in a string."), does: .searches,
        certainty: .documented,
        documentation: "Returns the ids, names and descriptions of all groups."
    ) { call in try GroupXML.list(call.groups()) },

    .inSession(
        "LookupEveryoneGroup", requires: .read, on: .groups,
        returns: .int("The id of the group."),
        certainty: .documented,
        documentation: "Returns the id of the group that all users are in."
    ) { call in try call.everyoneGroup().archerID },

    .inSession(
        "LookupGroup", requires: .read, on: .groups, .string("keyword", "The whole name of a group."),
        returns: .string("The groups with that name, as XML in a string."),
        certainty: .documented,
        documentation: "Returns the group with a name. A part of a name finds none."
    ) { call, name in try GroupXML.list(call.group(named: name ?? "").map { [$0] } ?? []) },

    .inSession(
        "RemoveChildFromGroup", requires: .delete, on: .groups,
        .int("childGroupId", "The id of the group to take out of the other."),
        .int("parentGroupId", "The id of the group that contains it."),
        returns: .int("1."),
        certainty: .documented,
        documentation: "Takes a group out of another one."
    ) { call, child, parent in
        try call.removeGroup(child, fromGroup: parent)
        return 1
    },

    .inSession(
        "RemoveUserFromGroup", requires: .delete, on: .groups, .int("userId", "The id of the user."),
        .int("groupId", "The id of the group."),
        returns: .int("1."),
        certainty: .documented,
        documentation: "Takes a user out of a group. Nobody leaves the group that all users are in."
    ) { call, user, group in
        try call.removeUser(user, fromGroup: group)
        return 1
    },

    .inSession(
        "UpdateGroup", requires: .update, on: .groups, .groupID, .string("groupName", "The new name."),
        returns: .int("1 if the group was renamed."),
        certainty: .documented,
        documentation: "Renames a group."
    ) { call, group, name in
        try call.updateGroup(group, GroupChanges(name: name ?? ""))
        return 1
    },
]

extension Parameter where Value == Int32 {
    fileprivate static var groupID: Self { .int("groupId", "The id of the group.").alsoNamed("groupID") }
}
