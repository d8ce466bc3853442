import Accounts
import Glibc
import Synchronization

/// Keeps the sites of a process as they are in a store that other processes change too.
///
/// Every process reads the list of sites all the time. A change here is reported as done only after the others have had
/// the time to read it. So whoever waits for the end of a change finds it in every process.
final class SharedSites: Sendable {
    /// How often the list should be read.
    static let interval = Duration.milliseconds(250)
    /// How long others need to read a change. A new site is taken over when it is read for the second time.
    private static let timeToRead = Duration.milliseconds(750)

    /// The sites that were read once and are not known yet.
    private let seen = Mutex<Set<SiteID>>([])

    /// Returns whether a name is not that of a caller's site, which has no blank. Copies that are being made have one, and
    /// sites that were replaced.
    private static func isHidden(_ name: String) -> Bool { name.contains(" ") }

    /// Returns whether a site of a store is one that callers may reach: no process is still loading or deleting it.
    static func isServed(_ site: SiteID, named name: String, in store: any AccountStore) throws(StoreError) -> Bool {
        guard !isHidden(name) else { return false }
        return try store.value(named: SiteKeeper.unfinished, in: site) == nil
    }

    /// Waits until the other processes have read a change.
    func letOthersRead() { usleep(UInt32(clamping: Self.timeToRead.wholeMilliseconds * 1000)) }

    /// Reads the list of sites. A site that is there for the second time and complete is added, or takes the place of the
    /// one that had its name. Sites that are not there any more are removed.
    func read(_ store: any AccountStore, into sites: SiteRegistry, retiring retire: (SiteID) -> Void) throws(StoreError) {
        var stored: [String: SiteID] = [:]
        for (name, site) in try store.sites() where !Self.isHidden(name) { stored[name.lowercased()] = site }
        let new = stored.filter { name, site in sites.site(named: name) != site }
        let before = seen.withLock { seen in
            defer { seen = Set(new.values) }
            return seen
        }
        for (name, site) in new where before.contains(site) {
            guard try Self.isServed(site, named: name, in: store) else { continue }
            if let old = sites.replace(siteNamed: name, by: site) { retire(old) } else { _ = sites.add(site, named: name) }
        }
        for name in sites.names where name != SiteRegistry.defaultName && stored[name] == nil { _ = sites.remove(named: name) }
    }
}
