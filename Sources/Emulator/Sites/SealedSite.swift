import Accounts
import Dispatch

/// A hidden site of the store that nobody changes, so that other sites are copied from it. It is deleted when nobody refers to
/// it any more, or at the next start.
final class SealedSite: Sendable {
    /// The key of the site.
    let site: SiteID
    /// The number of accounts in it.
    let accounts: Int
    private let users: UserService

    init(_ site: SiteID, accounts: Int, of users: UserService) {
        self.site = site
        self.accounts = accounts
        self.users = users
    }

    deinit {
        // A deletion takes long, and nobody needs to wait for it.
        DispatchQueue.global(qos: .utility).async { [site, users] in _ = try? users.deleteSite(site) }
    }
}
