import Accounts
import Emulator
import Synchronization

/// The clocks that callers of the admin API have set, by site. The other sites follow the server's clock.
final class SiteClocks: Sendable {
    private let sites: SiteRegistry
    private let standard: SiteSources
    private let clocks = Mutex<[SiteID: ManualClock]>([:])

    init(of sites: SiteRegistry, standard: SiteSources) {
        self.sites = sites
        self.standard = standard
    }

    /// The server's time.
    var real: Timestamp { standard.clock.now }

    /// Returns a site's clock if it was set, or if the site began with one of its own. Nil if the site follows the server's clock.
    func clock(of site: SiteID) -> ManualClock? { clocks.withLock { $0[site] } ?? ownClock(of: site) }

    private func ownClock(of site: SiteID) -> ManualClock? {
        guard let own = sites.sources(of: site)?.clock as? ManualClock, own !== standard.clock as? ManualClock else { return nil }
        return own
    }

    /// Changes a site's clock and returns what the change returns. From then on, calls of the site go by that clock.
    func change<Result: Sendable>(_ site: SiteID, _ body: (ManualClock) throws(AdminError) -> Result) throws(AdminError) -> Result {
        try clocks.withLock { clocks throws(AdminError) in
            let clock = clocks[site] ?? ownClock(of: site) ?? ManualClock(following: standard.clock)
            let result = try body(clock)
            if clocks[site] == nil {
                clocks[site] = clock
                sites.setClock(clock, of: site, standard: standard)
            }
            return result
        }
    }

    /// Carries a site's clock over to the site that has replaced it, which goes by it already, or drops it.
    func move(from old: SiteID, to new: SiteID, isKept: Bool) {
        clocks.withLock { clocks in
            let clock = clocks.removeValue(forKey: old)
            if isKept { clocks[new] = clock }
        }
    }

    /// Drops the clock that a site was given, because the site begins again.
    func forget(_ site: SiteID) {
        clocks.withLock { clocks in clocks[site] = nil }
    }

    /// Lets a site follow the server's clock again.
    func reset(_ site: SiteID) {
        clocks.withLock { clocks in
            guard clocks.removeValue(forKey: site) != nil || ownClock(of: site) != nil else { return }
            sites.setClock(nil, of: site, standard: standard)
        }
    }
}
