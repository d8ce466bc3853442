public import Accounts
public import Operations
import Synchronization

/// The access roles of users, which say what their members may do.
public enum ArcherRole {
    /// The kind of container that a role is.
    public static let kind: ContainerKind = "archer.role"
    /// The field of a role with the rights it gives: names of privileges with commas between.
    static let rightsField = "rights"

    /// Returns a new role that gives one right.
    public static func new(giving privilege: Privilege) -> NewContainer {
        let name = privilege.rawValue
        return NewContainer(kind, key: name, name: name.capitalizedFirst, fields: [rightsField: name])
    }
}

/// What a user may do: what all the roles around the user give together. Source: Archer.docc/Users.md.
struct ArcherRights {
    private let privileges: Set<Privilege>

    /// The rights of somebody in a directory.
    fileprivate init(of person: Person, in directory: DirectoryGraph) {
        let roles = directory.containers(around: person).filter { $0.kind == ArcherRole.kind }
        privileges = Set(
            roles.compactMap { $0.fields[ArcherRole.rightsField] }.flatMap { $0.split(separator: ",") }
                .compactMap { Privilege(rawValue: String($0)) })
    }

    /// Whether they include one.
    func include(_ privilege: Privilege) -> Bool { privileges.contains(privilege) }
}

/// The rights that go with memberships, in memory: users have few different ones, and every call asks.
final class ArcherRightsTable: Sendable {
    private struct Site: Sendable {
        let epoch: Int64
        var rights: [[ContainerID]: ArcherRights] = [:]
    }

    /// Memberships of more kinds than this begin anew.
    private static let capacity = 4096

    private let sites = Mutex<[SiteID: Site]>([:])

    /// Returns the rights of somebody in a site's directory.
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
