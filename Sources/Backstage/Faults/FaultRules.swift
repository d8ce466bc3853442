import Accounts
import Emulator
import Synchronization

/// The fault rules of all sites. A site without rules pays nothing.
final class FaultRules: Sendable {
    private let sites: SiteRegistry
    private let users: UserService
    /// What has applied, over all sites.
    let counts = FaultCounts()
    private let perSite = Mutex<[SiteID: SiteFaults]>([:])

    init(of sites: SiteRegistry, users: UserService) {
        self.sites = sites
        self.users = users
    }

    /// Gives each site the rules that it begins with, now and whenever one begins.
    func followBeginnings() {
        sites.followBeginnings { [weak self] site, _, beginning in self?.begin(site, with: beginning.faults) }
    }

    private func begin(_ site: SiteID, with rules: [FaultRule]) {
        guard !rules.isEmpty || !all(of: site).isEmpty else { return }
        // A site begins with no more rules than it can have.
        try? change(site) { (standings) throws(AdminError) in standings = rules.map(SiteFaults.Standing.init) }
    }

    /// Returns the rules of a site, in order.
    func all(of site: SiteID) -> [SiteFaults.Standing] { perSite.withLock { $0[site] }?.all ?? [] }

    /// Changes the rules of a site and returns what the change returns. Calls follow the new rules from then on.
    func change<Result: Sendable>(
        _ site: SiteID, _ body: (inout [SiteFaults.Standing]) throws(AdminError) -> Result
    ) throws(AdminError) -> Result {
        try perSite.withLock { perSite throws(AdminError) in
            let faults = perSite[site] ?? SiteFaults([], users: users, counts: counts)
            let result = try faults.change { standings throws(AdminError) in
                var changed = standings
                let result = try body(&changed)
                guard changed.count <= FaultRule.mostOfASite else {
                    throw AdminError(
                        status: 409, code: "too_many_faults", message: "a site can have \(FaultRule.mostOfASite) fault rules at most")
                }
                standings = changed
                return result
            }
            let isEmpty = faults.all.isEmpty
            perSite[site] = isEmpty ? nil : faults
            sites.setInterceptor(isEmpty ? nil : faults, of: site)
            return result
        }
    }

    /// Gives the rules of a site what they had done, by their names.
    func restore(_ counts: [String: SiteImage.FaultCounts], to site: SiteID) {
        guard !all(of: site).isEmpty else { return }
        // No rule is added, so this refuses nothing.
        try? change(site) { (standings) throws(AdminError) in
            for index in standings.indices {
                guard let counts = counts[standings[index].rule.name] else { continue }
                standings[index].matched = counts.matched
                standings[index].fired = counts.fired
                standings[index].sequence = SeededSequence(from: counts.position)
            }
        }
    }

    /// Removes the rules of a site.
    func forget(_ site: SiteID) {
        perSite.withLock { perSite in
            if perSite.removeValue(forKey: site) != nil { sites.setInterceptor(nil, of: site) }
        }
    }

    /// Carries the rules of a site over to the site that has replaced it, in place of those that it began with, or removes them.
    func move(from old: SiteID, to new: SiteID, isKept: Bool) {
        perSite.withLock { perSite in
            let faults = perSite.removeValue(forKey: old)
            sites.setInterceptor(nil, of: old)
            guard isKept else { return }
            perSite[new] = faults
            sites.setInterceptor(faults, of: new)
        }
    }
}
