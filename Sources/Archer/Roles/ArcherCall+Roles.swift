import Accounts
import Operations

/// The properties of a role to set. Nil leaves one unchanged.
struct RoleChanges: Sendable {
    var name: String?
    var description: String?
    var isDefault: Bool?
    var isRequired: Bool?
    var alias: String?
    /// The ids of the groups that have it. They replace the present ones.
    var groups: [Int32]?
    /// The privileges on the pages of areas. Other areas keep theirs.
    var privileges: [ArcherArea: Set<Privilege>] = [:]
    /// A privilege that stays as it is on these pages too.
    var keptPrivilege: Privilege?
}

extension ArcherCall {
    /// Returns all roles, in the order of their ids.
    func roles() throws(StoreError) -> [Container] { try users.directory(in: site).containers(of: ArcherRole.kind) }

    /// Returns the role with an id.
    func role(_ id: Int32) throws -> Container { try Self.role(id, in: users.directory(in: site)) }

    static func role(_ id: Int32, in directory: DirectoryGraph) throws(ArcherRefusal) -> Container {
        guard let role = directory.container(ArcherRole.kind, number: Int64(id)) else { throw .unknown(.role, id: id) }
        return role
    }

    /// Creates a role with its groups, all together or not at all, and returns its id.
    func createRole(_ changes: RoleChanges) throws -> Int32 {
        let id = try changingDirectory(named: .role) { directory -> (Transaction, ContainerID?) in
            var new = NewContainer(
                ArcherRole.kind, key: ArcherRole.key(of: changes.name ?? ""), name: changes.name ?? "", fields: creationNote)
            for (field, value) in try Self.fields(of: changes) { new.fields[field] = value }
            try ArcherName.validate(new.name, as: "roleName")
            let groups = try (changes.groups ?? []).map { try Self.group($0, in: directory).id }
            new.members = groups.map { .container($0) }
            return (Transaction(expecting: groups.map { .container($0) }, [.insertContainer(new)]), nil)
        }
        guard let role = try users.directory(in: site)[id] else { throw ArcherRefusal.raceLost }
        return role.archerID
    }

    /// Changes a role.
    func updateRole(_ id: Int32, _ changes: RoleChanges) throws {
        _ = try changingDirectory(named: .role) { directory -> (Transaction, ContainerID?) in
            let role = try Self.role(id, in: directory)
            var properties = ContainerChanges()
            // A caller may send back what an answer showed.
            if let name = changes.name, !name.utf8.elementsEqual(role.name.utf8) {
                try ArcherName.validate(name, as: "roleName")
                (properties.name, properties.key) = (name, .some(ArcherRole.key(of: name)))
            }
            var changes = changes
            if let kept = changes.keptPrivilege {
                let rights = ArcherRole.rights(of: role)
                for area in changes.privileges.keys where rights.include(kept, on: area) { changes.privileges[area]?.insert(kept) }
            }
            for (field, value) in try Self.fields(of: changes) where role.fields[field] != value { properties.fields[field] = .some(value) }
            if properties.name != nil || !properties.fields.isEmpty { try Self.refuseAdministrator(role, "changed") }
            for (field, value) in changeNote { properties.fields[field] = .some(value) }
            var transaction = Transaction(expecting: [.container(role.id)], [.updateContainer(role.id, properties)])
            if changes.keptPrivilege != nil { transaction.expectations.append(.directory(epoch: directory.epoch)) }
            if let groups = changes.groups {
                let wanted = try Set(groups.map { try Self.group($0, in: directory).id })
                transaction.expectations.append(.directory(epoch: directory.epoch))
                let list = Self.replacing(Set(directory.children(of: role.id).map(\.id)), by: wanted, in: role) { .container($0) }
                try requireRemovals(in: list, on: .roles)
                transaction.changes += list
            }
            return (transaction, role.id)
        }
    }

    /// Deletes a role. Its members stay.
    func deleteRole(_ id: Int32) throws {
        let role = try role(id)
        try Self.refuseAdministrator(role, "deleted")
        guard try users.commit(Transaction(expecting: [.container(role.id)], [.deleteContainer(role.id)]), in: site) != nil else {
            throw ArcherRefusal.unknown(.role, id: id)
        }
    }

    /// Gives a user a role. Does nothing if the user has it.
    func addUser(_ user: Int32, toRole id: Int32) throws {
        try setMember(ofRole: id, isAdded: true) { .account(try accountID(ofUser: user)) }
    }

    /// Takes a role from a user. Does nothing if the user does not have it.
    func removeUser(_ user: Int32, fromRole id: Int32) throws {
        try setMember(ofRole: id, isAdded: false) { .account(try accountID(ofUser: user)) }
    }

    /// Gives a group a role. Does nothing if the group has it.
    func addGroup(_ group: Int32, toRole id: Int32) throws {
        try setMember(ofRole: id, isAdded: true) { .container(try self.group(group).id) }
    }

    /// Takes a role from a group. Does nothing if the group does not have it.
    func removeGroup(_ group: Int32, fromRole id: Int32) throws {
        try setMember(ofRole: id, isAdded: false) { .container(try self.group(group).id) }
    }

    /// Returns the area of the page with an id.
    func area(ofPage id: Int32) throws(ArcherRefusal) -> ArcherArea {
        guard let area = ArcherArea(rawValue: id) else { throw .unknown(.page, id: id) }
        return area
    }

    /// Gives a member a role or takes it from one. `find` is called again if another change comes first, so that a member
    /// that was deleted meanwhile is refused as unknown.
    private func setMember(ofRole id: Int32, isAdded: Bool, _ find: () throws -> Member) throws {
        _ = try changingDirectory(named: .role) { directory -> (Transaction, ContainerID?) in
            let member = try find()
            let role = try Self.role(id, in: directory)
            let expected: Expectation =
                switch member {
                case .account(let id): .account(id)
                case .container(let id): .container(id)
                }
            let change: Change = isAdded ? .addMember(member, to: role.id) : .removeMember(member, from: role.id)
            return (Transaction(expecting: [.container(role.id)] + (isAdded ? [expected] : []), [change]), role.id)
        }
    }

    private static func refuseAdministrator(_ role: Container, _ action: String) throws(ArcherRefusal) {
        if ArcherRole.isAdministrator(role) { throw .notAllowed("System Administrator role", action) }
    }

    private static func fields(of changes: RoleChanges) throws(ArcherRefusal) -> [String: String] {
        var fields: [String: String] = [:]
        if let description = changes.description {
            try ArcherName.validateText(description, as: "roleDesc")
            fields[ArcherRole.Field.description] = description
        }
        if let alias = changes.alias {
            try ArcherName.validateText(alias, as: "alias")
            fields[ArcherRole.Field.alias] = alias
        }
        fields[ArcherRole.Field.isDefault] = changes.isDefault.map { String($0) }
        fields[ArcherRole.Field.isRequired] = changes.isRequired.map { String($0) }
        for (area, privileges) in changes.privileges {
            fields[ArcherRole.Field.rights(on: area)] = ArcherRole.text(of: privileges)
        }
        return fields
    }
}
