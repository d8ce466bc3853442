import Accounts
import Synchronization

/// The rights of memberships, in memory. Users have few different memberships, and every call by SOAP or REST needs their rights.
public final class ArcherRightsTable: Sendable {
    private struct Site: Sendable {
        let epoch: Int64
        var rights: [[ContainerID]: ArcherRights] = [:]
    }

    /// The number of different memberships of a site that are stored. One more, and the table of the site starts again.
    private static let capacity = 4096

    /// The greatest number of sites. The table is emptied when it is exceeded.
    private static let siteCapacity = 1024

    private let sites = Mutex<[SiteID: Site]>([:])

    /// Creates a table without rights. It is filled by calls.
    public init() {}

    /// Returns the rights of a user in a site's directory.
    func rights(of person: Person, in directory: DirectoryGraph, of site: SiteID) -> ArcherRights {
        let known = sites.withLock { sites -> ArcherRights? in
            guard let known = sites[site], known.epoch == directory.epoch else { return nil }
            return known.rights[person.memberships]
        }
        if let known { return known }
        let rights = ArcherRole.rights(of: person, in: directory)
        sites.withLock { sites in
            if sites[site]?.epoch != directory.epoch || sites[site].map({ $0.rights.count >= Self.capacity }) == true {
                if sites.count >= Self.siteCapacity { sites = [:] }
                sites[site] = Site(epoch: directory.epoch)
            }
            sites[site]?.rights[person.memberships] = rights
        }
        return rights
    }
}
