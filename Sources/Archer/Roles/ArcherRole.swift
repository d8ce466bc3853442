public import Accounts
public import Operations

/// The access roles, which give rights to their members: users, and groups with everybody in them. Source:
/// Archer.docc/Roles.md.
public enum ArcherRole {
    /// The kind of container that a role is.
    public static let kind: ContainerKind = "archer.role"

    /// The fields of a role.
    enum Field {
        /// The rights that it gives on every page that has no field of its own: names of privileges, separated by commas.
        static let rights = "rights"
        static let description = "description"
        /// `true` if new users are given the role.
        static let isDefault = "default"
        static let isRequired = "required"
        static let alias = "alias"
        /// `true` for the role that gives every right.
        static let isAdministrator = "system_administrator"

        /// The rights on one page.
        static func rights(on area: ArcherArea) -> String { "page.\(area.rawValue)" }
    }

    /// Returns the key of a role's name, which is unique without letter case.
    static func key(of name: String) -> String { CaseFolding.folded(name) }

    /// Returns a new role that gives one right on all pages.
    public static func new(giving privilege: Privilege) -> NewContainer {
        let name = privilege.rawValue
        return NewContainer(kind, key: name, name: name.capitalizedFirst, fields: [Field.rights: name])
    }

    /// The role that the installation gives new users. It gives no right on these pages.
    static let newGeneral = NewContainer(
        kind, number: 1, key: key(of: "General User"), name: "General User",
        fields: [Field.isDefault: "true", Field.description: "The role of all general users."])

    /// The role that gives every right.
    static let newAdministrator = NewContainer(
        kind, number: 2, key: key(of: "System Administrator"), name: "System Administrator",
        fields: [Field.isAdministrator: "true", Field.description: "The role that gives every right."])

    /// Those that every instance has.
    static let standard = [newGeneral, newAdministrator]

    /// Returns a group or a role by its name, as an account in a fixtures file names it.
    static func named(_ name: String, _ kind: ContainerKind) -> NewContainer {
        NewContainer(kind, key: CaseFolding.folded(name), name: name)
    }

    /// Returns whether a role gives every right.
    static func isAdministrator(_ role: Container) -> Bool { role.fields[Field.isAdministrator] == "true" }

    /// Returns the rights that a role gives.
    static func rights(of role: Container) -> ArcherRights {
        guard !isAdministrator(role) else { return .all }
        var rights = ArcherRights()
        for area in ArcherArea.allCases {
            rights.insert(privileges(in: role.fields[Field.rights(on: area)] ?? role.fields[Field.rights] ?? ""), on: area)
        }
        return rights
    }

    /// Returns privileges in the form in which a field has them.
    static func text(of privileges: Set<Privilege>) -> String {
        Privilege.allCases.filter(privileges.contains).map(\.rawValue).joined(separator: ",")
    }

    private static func privileges(in text: String) -> Set<Privilege> {
        Set(text.split(separator: ",").compactMap { Privilege(rawValue: String($0)) })
    }

    /// Returns the roles that new users are given.
    static func ofNewUsers(in directory: DirectoryGraph) -> [ContainerID] {
        directory.containers(of: kind).filter { $0.fields[Field.isDefault] == "true" }.map(\.id)
    }

    /// Returns the rights of a user: those of all roles that the user has, directly, through groups, or through groups
    /// around them. Everybody is in the Everyone group.
    static func rights(of person: Person, in directory: DirectoryGraph) -> ArcherRights {
        var rights = ArcherRights()
        for role in all(of: person, in: directory) { rights.formUnion(self.rights(of: role)) }
        return rights
    }

    /// Returns the roles that a user has, directly or through groups, in the order of their ids.
    static func all(of person: Person, in directory: DirectoryGraph) -> [Container] {
        let everyone = ArcherGroup.everyone(in: directory).map { [$0.id] } ?? []
        return directory.containers(around: person.memberships + everyone).filter { $0.kind == kind }
    }
}
