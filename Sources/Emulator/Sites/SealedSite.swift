import Accounts
import Dispatch

/// A hidden site of the store that nobody changes, so that other sites are copied from it. It is deleted when nobody refers to
/// it any more, or at the next start.
final class SealedSite: Sendable {
    /// The key of the site.
    let site: SiteID
    /// The number of accounts in it.
    let accounts: Int
    /// Copies of it for resets and for other sites.
    let spares: SpareSites
    private let users: UserService

    init(_ site: SiteID, accounts: Int, of users: UserService, sparesWithin room: SpareSites.Room) {
        self.site = site
        self.accounts = accounts
        self.users = users
        spares = SpareSites(within: room)
    }

    deinit {
        // A deletion takes long, and nobody needs to wait for it.
        DispatchQueue.global(qos: .utility).async { [site, users, spares] in
            while !spares.isEmpty {
                if let spare = spares.take() { _ = try? users.deleteSite(spare) }
            }
            _ = try? users.deleteSite(site)
        }
    }
}
