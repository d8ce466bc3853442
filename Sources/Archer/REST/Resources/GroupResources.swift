import Accounts
import JSON
import Operations

/// Groups, and who is in them. Source: Archer.docc/REST.md.
let groupResources: [RESTResource] = [
    RESTResource(
        .get, "system/group", of: "System.UserGroupController", requires: .read, on: .groups, .options(of: groupObject),
        answers: .object("group", "The groups."), does: .searches, certainty: .documented, refusals: .seen,
        documentation: "Lists the groups."
    ) { call, query in try groupObject.answer(call.groups(), query) },

    RESTResource(
        .get, "system/group/{id}", of: "System.UserGroupController", requires: .read, on: .groups,
        .pathID("id", "The id of the group."), .selection(of: groupObject),
        answers: .object("group", "The group."), certainty: .documented, refusals: .seen, documentation: "Returns a group."
    ) { call, id, query in groupObject.answer(try call.group(id), query) },

    RESTResource(
        .get, "system/group/user/{userId}", of: "System.UserGroupController", requires: .read, on: .groups,
        .pathID("userId", "The id of the user."), .options(of: groupObject),
        answers: .object("group", "The groups."), does: .searches,
        certainty: .documented, refusals: .seen,
        documentation: "Lists the groups of which a user is a member, the Everyone group included."
    ) { call, id, query in try groupObject.answer(call.groups(ofUser: id), query) },

    RESTResource(
        .post, "system/group", of: "System.UserGroupController", requires: .create, on: .groups, .group(isNew: true),
        answers: .id("The id of the new group."), certainty: .seen,
        documentation: "Creates a group. Lists that are not empty need the right to update, too."
    ) { call, group in
        if group.changes.hasMembers { try call.require(.update, on: .groups, for: "POST system/group with lists") }
        return .id(try call.createGroup(group.changes))
    },

    RESTResource(
        .put, "system/group", of: "System.UserGroupController", requires: .update, on: .groups, .group(isNew: false),
        answers: .id("The id of the group."),
        certainty: .seen,
        documentation: """
            Changes a group. A list replaces the present one; one that is missing or null leaves it as it is. What a list takes out needs the \
            right to delete, too.
            """
    ) { call, group in
        try call.updateGroup(group.id, group.changes)
        return .id(group.id)
    },

    RESTResource(
        .delete, "system/group/{id}", of: "System.UserGroupController", requires: .delete, on: .groups,
        .pathID("id", "The id of the group."),
        answers: .id("The id of the group."), certainty: .documented, documentation: "Deletes a group. Its users and the groups in it stay."
    ) { call, id in
        try call.deleteGroup(id)
        return .id(id)
    },

    RESTResource(
        .put, "system/groupmember", of: "System.UserGroupController", on: .groups,
        .requiredInt("GroupId", "The id of the group that contains the other."),
        .requiredInt("GroupMemberId", "The id of the group to put into it, or to take out of it."), .isAdd,
        answers: .id("The id of the containing group."), does: .writes,
        certainty: .documented,
        documentation: "Puts a group into another one, or takes it out."
    ) { call, parent, child, change in
        switch change {
        case .add: try call.addGroup(child, toGroup: parent)
        case .remove: try call.removeGroup(child, fromGroup: parent)
        }
        return .id(parent)
    },

    RESTResource(
        .put, "system/usergroup", of: "System.UserGroupController", on: .groups,
        .requiredInt("UserId", "The id of the user."), .requiredInt("GroupId", "The id of the group."), .isAdd,
        answers: .id("The id of the group."), does: .writes, certainty: .documented,
        documentation: "Puts a user into a group, or takes the user out."
    ) { call, user, group, change in
        switch change {
        case .add: try call.addUser(user, toGroup: group)
        case .remove: try call.removeUser(user, fromGroup: group)
        }
        return .id(group)
    },

    RESTResource(
        .get, "system/grouphierarchy", of: "System.UserGroupController", requires: .read, on: .groups, .options(of: hierarchyObject),
        answers: .object("pair", "The pairs."), does: .searches,
        certainty: .seen, refusals: .seen,
        documentation: """
            Lists pairs of groups of which the second is in the first, with the number of steps between them. A group with itself is a pair \
            with no step.
            """
    ) { call, query in try hierarchyObject.answer(call.groupHierarchy(), query) },

    RESTResource(
        .get, "system/groupmembership", of: "System.UserGroupController", requires: .read, on: .groups, .options(of: groupMembershipObject),
        answers: .object("membership", "The memberships."), does: .searches,
        certainty: .seen, refusals: .seen,
        documentation: "Lists the users of each group, and the groups that it is in."
    ) { call, query in try groupMembershipObject.answer(call.groupMemberships(), query) },

    RESTResource(
        .get, "system/groupmembership/{id}", of: "System.UserGroupController", requires: .read, on: .groups,
        .pathID("id", "The id of the group."), .selection(of: groupMembershipObject),
        answers: .object("membership", "The membership."), does: .searches,
        certainty: .seen, refusals: .seen,
        documentation: "Returns the users of a group, and the groups that it is in."
    ) { call, id, query in
        let group = try call.groupInformation(id)
        let membership = RESTMembership(container: group.group, users: group.users.map(\.id), groups: group.parents.map(\.archerID))
        return groupMembershipObject.answer(membership, query)
    },
]

/// A group in a body.
private struct GivenGroup: Sendable {
    let id: Int32
    let changes: GroupChanges
}

extension RESTParameter<GivenGroup> {
    /// Returns a group with its lists. A new one has a name and no id.
    fileprivate static func group(isNew: Bool) -> Self {
        let id = ParameterDescription("Group.Id", .int, isRequired: true, "The id of the group.")
        let descriptions = [
            ParameterDescription("Group.Name", .string, isRequired: isNew, "The name."),
            ParameterDescription("Group.Description", .string, "The description."),
            ParameterDescription("ParentGroups", .string, typeName: "ids", "The groups that it is in."),
            ParameterDescription("ChildGroups", .string, typeName: "ids", "The groups in it."),
            ParameterDescription("ChildUsers", .string, typeName: "ids", "The users in it."),
        ]
        return Self((isNew ? [] : [id]) + descriptions) { source in
            guard let group = try source.body.object("Group") else { throw RESTRefusal.required("Group") }
            var changes = GroupChanges(name: try group.text("Name"))
            changes.description = try group.text("Description")
            changes.parents = try source.body.ids("ParentGroups")
            changes.children = try source.body.ids("ChildGroups")
            changes.users = try source.body.ids("ChildUsers")
            if isNew { return GivenGroup(id: 0, changes: try changes.named()) }
            guard let id = try group.int("Id") else { throw RESTRefusal.required("Group.Id") }
            return GivenGroup(id: id, changes: changes)
        }
    }
}

extension GroupChanges {
    /// Whether a group with these lists has members or is one.
    fileprivate var hasMembers: Bool { [parents, children, users].contains { $0?.isEmpty == false } }

    /// Returns the same. Throws if it has no name.
    fileprivate func named() throws(RESTRefusal) -> GroupChanges {
        guard name?.isEmpty == false else { throw .required("Name") }
        return self
    }
}

extension ArcherCall {
    /// The greatest number of pairs in the answer about the hierarchy. A long chain of groups has as many as its length squared.
    private static let pairs = 10_000

    /// Returns the groups that a user is a member of, directly, and the Everyone group.
    func groups(ofUser id: Int32) throws -> [Container] {
        let directory = try users.directory(in: site)
        let memberships = Set(try user(id).person.memberships)
        return directory.containers(of: ArcherGroup.kind).filter { memberships.contains($0.id) || ArcherGroup.isEveryone($0) }
    }

    /// Returns the pairs of groups of which the second is in the first. Each pair has the least number of steps.
    func groupHierarchy() throws -> [GroupGeneration] {
        let directory = try users.directory(in: site)
        var found: [GroupGeneration] = []
        for group in directory.containers(of: ArcherGroup.kind) {
            var seen: Set<ContainerID> = [group.id]
            var generation = 0
            var present = [group]
            while !present.isEmpty {
                found += present.map { GroupGeneration(id: group.archerID, relatedID: $0.archerID, generation: generation) }
                guard found.count <= Self.pairs else { throw RESTRefusal.expensiveQuery }
                generation += 1
                present = present.flatMap { directory.children(of: $0.id) }
                    .filter { $0.kind == ArcherGroup.kind && seen.insert($0.id).inserted }
            }
        }
        return found
    }

    /// Returns the members of every group.
    fileprivate func groupMemberships() throws -> [RESTMembership] {
        let directory = try users.directory(in: site)
        let members = try userIDsByMembership()
        return directory.containers(of: ArcherGroup.kind).map { group in
            RESTMembership(
                container: group, users: ArcherGroup.isEveryone(group) ? members.everybody : members.ids[group.id] ?? [],
                groups: directory.parents(of: group.id).filter { $0.kind == ArcherGroup.kind }.map(\.archerID))
        }
    }

    /// Returns the ids of all users that the caller sees, and of those that are members of each group or role. Reads each user once.
    func userIDsByMembership() throws -> (everybody: [Int32], ids: [ContainerID: [Int32]]) {
        var everybody: [Int32] = []
        var ids: [ContainerID: [Int32]] = [:]
        try users.search(AccountSearch(ArcherScheme.userID, .any), in: site, pageSize: 1000) { person in
            guard isVisible(person), let id = person.identity(ArcherScheme.userID).flatMap({ Int32($0) }) else { return true }
            everybody.append(id)
            for container in person.memberships { ids[container, default: []].append(id) }
            return true
        }
        return (everybody.sorted(), ids.mapValues { $0.sorted() })
    }
}
