public import Accounts
public import Operations
import Synchronization

/// The access roles, which give rights to their members.
public enum ArcherRole {
    /// The kind of container that a role is.
    public static let kind: ContainerKind = "archer.role"
    /// The field of a role with the rights that it gives: names of privileges, separated by commas.
    static let rightsField = "rights"

    /// Returns a new role that gives one right.
    public static func new(giving privilege: Privilege) -> NewContainer {
        let name = privilege.rawValue
        return NewContainer(kind, key: name, name: name.capitalizedFirst, fields: [rightsField: name])
    }
}

/// The rights of a user: those of all roles that the user is in, directly or through groups. Source:
/// Archer.docc/Users.md.
struct ArcherRights {
    private let privileges: Set<Privilege>

    /// Collects the rights of a user from the roles in a directory.
    fileprivate init(of person: Person, in directory: DirectoryGraph) {
        let roles = directory.containers(around: person).filter { $0.kind == ArcherRole.kind }
        privileges = Set(
            roles.compactMap { $0.fields[ArcherRole.rightsField] }.flatMap { $0.split(separator: ",") }
                .compactMap { Privilege(rawValue: String($0)) })
    }

    /// Returns whether a right is among them.
    func include(_ privilege: Privilege) -> Bool { privileges.contains(privilege) }
}

/// The rights of memberships, in memory. Users have few different memberships, and every call needs their rights.
final class ArcherRightsTable: Sendable {
    private struct Site: Sendable {
        let epoch: Int64
        var rights: [[ContainerID]: ArcherRights] = [:]
    }

    /// The number of different memberships of a site that are stored. One more, and the table of the site starts again.
    private static let capacity = 4096

    private let sites = Mutex<[SiteID: Site]>([:])

    /// Returns the rights of a user in a site's directory.
    func rights(of person: Person, in directory: DirectoryGraph, of site: SiteID) -> ArcherRights {
        let known = sites.withLock { sites -> ArcherRights? in
            guard let known = sites[site], known.epoch == directory.epoch else { return nil }
            return known.rights[person.memberships]
        }
        if let known { return known }
        let rights = ArcherRights(of: person, in: directory)
        sites.withLock { sites in
            if sites[site]?.epoch != directory.epoch || sites[site].map({ $0.rights.count >= Self.capacity }) == true {
                sites[site] = Site(epoch: directory.epoch)
            }
            sites[site]?.rights[person.memberships] = rights
        }
        return rights
    }
}
