import Accounts

/// The groups, whose members are users and other groups. Source: Archer.docc/Groups.md.
enum ArcherGroup {
    /// The kind of container that a group is.
    static let kind: ContainerKind = "archer.group"

    /// The fields of a group.
    enum Field {
        static let description = "description"
    }

    private static let everyoneName = "Everyone"

    /// Returns the key of a group's name, which is unique without letter case.
    static func key(of name: String) -> String { CaseFolding.folded(name) }

    /// The group that everybody is in, without being a member.
    static let newEveryone = NewContainer(
        kind, number: 1, key: key(of: everyoneName), name: everyoneName, fields: [Field.description: "All users."])

    /// The group of administrators, whose id the vendor's sample has.
    static let newAdministrators = NewContainer(
        kind, number: 2, key: key(of: "Administrators"), name: "Administrators", fields: [Field.description: "The administrators."])

    /// Those that every instance has.
    static let standard = [newEveryone, newAdministrators]

    /// Returns the group that everybody is in. Its name cannot be changed. Nil only in a site of an earlier release in which
    /// nobody has signed in yet.
    static func everyone(in directory: DirectoryGraph) -> Container? { directory.container(kind, key: key(of: everyoneName)) }

    /// Returns whether a group is the one that everybody is in.
    static func isEveryone(_ group: Container) -> Bool { group.key == key(of: everyoneName) }

    /// Returns the description of a group.
    static func description(of group: Container) -> String { group.fields[Field.description] ?? "" }
}

extension Container {
    /// The id by which callers know a group or a role.
    var archerID: Int32 { Int32(clamping: number) }
}

/// The properties of a group to set. Nil leaves one unchanged. A given list replaces the present one.
struct GroupChanges: Sendable {
    var name: String?
    var description: String?
    /// The ids of the groups that it is in.
    var parents: [Int32]?
    /// The ids of the groups in it.
    var children: [Int32]?
    /// The ids of the users in it.
    var users: [Int32]?

    init(name: String? = nil) {
        self.name = name
    }
}

/// A group with its neighbours.
struct GroupInformation: Sendable {
    let group: Container
    let parents: [Container]
    let children: [Container]
    /// The users that are members of it, by id. Those of the Everyone group are all users.
    let users: [(id: Int32, name: String)]
}
