import Accounts
import Operations

extension ArcherCall {
    /// Returns all groups, in the order of their ids.
    func groups() throws(StoreError) -> [Container] { try users.directory(in: site).containers(of: ArcherGroup.kind) }

    /// Returns the group with an id.
    func group(_ id: Int32) throws -> Container { try Self.group(id, in: users.directory(in: site)) }

    /// Returns the group with a name, whatever its letter case, or nil.
    func group(named name: String) throws(StoreError) -> Container? {
        try users.directory(in: site).container(ArcherGroup.kind, key: ArcherGroup.key(of: name))
    }

    /// Returns the group that everybody is in.
    func everyoneGroup() throws -> Container {
        guard let group = try ArcherGroup.everyone(in: users.directory(in: site)) else {
            throw ArcherRefusal.unknown(.group, id: Int32(clamping: ArcherGroup.newEveryone.number ?? 0))
        }
        return group
    }

    /// Returns a group with its neighbours and members.
    func groupInformation(_ id: Int32) throws -> GroupInformation {
        let directory = try users.directory(in: site)
        let group = try Self.group(id, in: directory)
        var members: [(id: Int32, name: String)] = []
        func add(_ person: Person) -> Bool {
            if isVisible(person), let id = person.identity(ArcherScheme.userID).flatMap({ Int32($0) }) {
                members.append((id, ArcherUser(person).userName))
            }
            return true
        }
        if ArcherGroup.isEveryone(group) {
            try users.search(AccountSearch(ArcherScheme.userID, .any), in: site, add)
        } else {
            try users.members(of: group.id, in: site, add)
        }
        return GroupInformation(
            group: group, parents: directory.parents(of: group.id).filter { $0.kind == ArcherGroup.kind },
            children: directory.children(of: group.id), users: members.sorted { $0.id < $1.id })
    }

    static func group(_ id: Int32, in directory: DirectoryGraph) throws(ArcherRefusal) -> Container {
        guard let group = directory.container(ArcherGroup.kind, number: Int64(id)) else { throw .unknown(.group, id: id) }
        return group
    }

    // MARK: Changes

    /// Creates a group with its lists, all together or not at all, and returns its id.
    func createGroup(_ changes: GroupChanges) throws -> Int32 {
        let id = try changingDirectory(named: .group) { directory -> (Transaction, ContainerID?) in
            let name = changes.name ?? ""
            try ArcherName.validate(name, as: "groupName")
            try ArcherName.validateText(changes.description ?? "", as: "description")
            var new = NewContainer(ArcherGroup.kind, key: ArcherGroup.key(of: name), name: name, fields: creationNote)
            if let description = changes.description { new.fields[ArcherGroup.Field.description] = description }
            let accounts = try (changes.users ?? []).map { try accountID(ofUser: $0) }
            let children = try (changes.children ?? []).map { try Self.group($0, in: directory).id }
            new.members = accounts.map { .account($0) } + children.map { .container($0) }
            new.memberships = try Self.parents(changes.parents ?? [], in: directory)
            let expected = accounts.map { Expectation.account($0) } + (children + new.memberships).map { .container($0) }
            return (Transaction(expecting: expected, [.insertContainer(new)]), nil)
        }
        guard let group = try users.directory(in: site)[id] else { throw ArcherRefusal.raceLost }
        return group.archerID
    }

    /// Changes a group, all together or not at all.
    func updateGroup(_ id: Int32, _ changes: GroupChanges) throws {
        _ = try changingDirectory(named: .group) { directory -> (Transaction, ContainerID?) in
            let group = try Self.group(id, in: directory)
            var properties = ContainerChanges()
            properties.fields = changeNote.mapValues { .some($0) }
            // A caller may send back what an answer showed.
            let name = changes.name.flatMap { $0.utf8.elementsEqual(group.name.utf8) ? nil : $0 }
            if name != nil || changes.children != nil || changes.users != nil { try Self.refuseEveryone(group, "changed") }
            if let name {
                try ArcherName.validate(name, as: "groupName")
                (properties.name, properties.key) = (name, .some(ArcherGroup.key(of: name)))
            }
            if let description = changes.description {
                try ArcherName.validateText(description, as: "description")
                properties.fields[ArcherGroup.Field.description] = .some(description)
            }
            let accounts = try changes.users.map { try Set($0.map(accountID(ofUser:))) }
            let lists = try replacing(changes, accounts, of: group, in: directory)
            try requireRemovals(in: lists, on: .groups)
            var expected = (accounts ?? []).map { Expectation.account($0) }
            expected.append(lists.isEmpty ? .container(group.id) : .directory(epoch: directory.epoch))
            return (Transaction(expecting: expected, [.updateContainer(group.id, properties)] + lists), group.id)
        }
    }

    /// Deletes a group. Its users and the groups in it stay.
    func deleteGroup(_ id: Int32) throws {
        let group = try group(id)
        try Self.refuseEveryone(group, "deleted")
        guard try users.commit(Transaction(expecting: [.container(group.id)], [.deleteContainer(group.id)]), in: site) != nil else {
            throw ArcherRefusal.unknown(.group, id: id)
        }
    }

    /// Puts a group into another one. Does nothing if it is in it already.
    func addGroup(_ child: Int32, toGroup parent: Int32) throws {
        try changeMembers(ofGroup: parent) { directory, parent in
            let child = try Self.group(child, in: directory)
            try Self.refuseEveryone(parent, "given members")
            return [.addMember(.container(child.id), to: parent.id)]
        }
    }

    /// Takes a group out of another one. Does nothing if it is not in it.
    func removeGroup(_ child: Int32, fromGroup parent: Int32) throws {
        try changeMembers(ofGroup: parent) { directory, parent in
            [.removeMember(.container(try Self.group(child, in: directory).id), from: parent.id)]
        }
    }

    /// Puts a user into a group. Does nothing if the user is in it already. Everybody is in the Everyone group.
    func addUser(_ user: Int32, toGroup id: Int32) throws {
        try changeMembers(ofGroup: id) { _, group in
            let account = try accountID(ofUser: user)
            return ArcherGroup.isEveryone(group) ? [] : [.addMember(.account(account), to: group.id)]
        }
    }

    /// Takes a user out of a group. Does nothing if the user is not in it. Nobody leaves the Everyone group.
    func removeUser(_ user: Int32, fromGroup id: Int32) throws {
        try changeMembers(ofGroup: id) { _, group in
            let account = try accountID(ofUser: user)
            try Self.refuseEveryone(group, "left")
            return [.removeMember(.account(account), from: group.id)]
        }
    }

    /// Returns the keys of groups that are to contain another one.
    private static func parents(_ ids: [Int32], in directory: DirectoryGraph) throws(ArcherRefusal) -> [ContainerID] {
        var parents: [ContainerID] = []
        for id in ids {
            let parent = try group(id, in: directory)
            try refuseEveryone(parent, "given members")
            parents.append(parent.id)
        }
        return parents
    }

    private static func refuseEveryone(_ group: Container, _ action: String) throws(ArcherRefusal) {
        if ArcherGroup.isEveryone(group) { throw .notAllowed("Everyone group", action) }
    }

    /// Makes changes of a group's members.
    private func changeMembers(ofGroup id: Int32, _ changes: (DirectoryGraph, Container) throws -> [Change]) throws {
        _ = try changingDirectory(named: .group) { directory -> (Transaction, ContainerID?) in
            let group = try Self.group(id, in: directory)
            let changes = try changes(directory, group)
            let members = changes.compactMap { change -> Expectation? in
                guard case .addMember(let member, _) = change else { return nil }
                return switch member {
                case .account(let id): .account(id)
                case .container(let id): .container(id)
                }
            }
            return (Transaction(expecting: [.container(group.id)] + members, changes), group.id)
        }
    }

    /// Returns the changes that replace the lists of a group that are given.
    private func replacing(
        _ changes: GroupChanges, _ accounts: Set<AccountID>?, of group: Container, in directory: DirectoryGraph
    ) throws -> [Change] {
        var list: [Change] = []
        if let wanted = try changes.parents.map({ try Set(Self.parents($0, in: directory)) }) {
            let present = Set(directory.parents(of: group.id).filter { $0.kind == ArcherGroup.kind }.map(\.id))
            list += present.subtracting(wanted).map { .removeMember(.container(group.id), from: $0) }
            list += wanted.subtracting(present).map { .addMember(.container(group.id), to: $0) }
        }
        if let wanted = try changes.children.map({ try Set($0.map { try Self.group($0, in: directory).id }) }) {
            list += Self.replacing(Set(directory.children(of: group.id).map(\.id)), by: wanted, in: group) { .container($0) }
        }
        if let accounts {
            var present: Set<AccountID> = []
            // The caller's list cannot have users whom the caller does not see, and does not remove them.
            try users.members(of: group.id, in: site) { person in
                if isVisible(person) { present.insert(person.id) }
                return true
            }
            list += Self.replacing(present, by: accounts, in: group) { .account($0) }
        }
        return list
    }

    /// Throws if changes take members out of a container and the caller may not do that.
    func requireRemovals(in changes: [Change], on area: ArcherArea) throws(ArcherRefusal) {
        let removes = changes.contains { change in
            if case .removeMember = change { true } else { false }
        }
        if removes { try require(.delete, on: area, for: "the removal of a member") }
    }

    /// Returns the changes that replace some members of a container by others.
    static func replacing<ID>(_ present: Set<ID>, by wanted: Set<ID>, in container: Container, _ member: (ID) -> Member) -> [Change] {
        present.subtracting(wanted).map { .removeMember(member($0), from: container.id) }
            + wanted.subtracting(present).map { .addMember(member($0), to: container.id) }
    }
}

extension ArcherCall {
    /// Makes a change that is derived from the directory, again if one of its expectations is no longer true. Returns the key
    /// of the container that it changes or creates.
    func changingDirectory(
        named object: ArcherObject, _ change: (DirectoryGraph) throws -> (transaction: Transaction, container: ContainerID?)
    ) throws -> ContainerID {
        for _ in 0..<Self.changeTries {
            let (transaction, container) = try change(try users.directory(in: site))
            // If there is nothing to change, there is nothing to commit.
            if let container, transaction.changes.isEmpty { return container }
            do throws(StoreError) {
                guard let committed = try users.commit(transaction, in: site) else { continue }
                if let id = container ?? committed.containers.first?.id { return id }
            } catch {
                switch error {
                case .containerTaken: throw ArcherRefusal.taken(object)
                case .cycle: throw ArcherRefusal.cycle
                default: throw error
                }
            }
        }
        throw ArcherRefusal.raceLost
    }
}
