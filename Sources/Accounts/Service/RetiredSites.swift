import Synchronization

/// The sites that others have replaced, or that are being deleted. What a call that began before would still write there
/// would be lost, so it is refused.
public final class RetiredSites: Sendable {
    private struct State: Sendable {
        var sites: Set<SiteID> = []
        var order: [SiteID] = []
    }

    private let state = Mutex(State())
    private let hasAny = Atomic(false)

    /// How many are remembered. A call lasts less than so many resets, and so many take about 1 MB.
    static let limit = 20_000

    /// Refuses what a site's calls do from now on.
    func insert(_ site: SiteID) {
        state.withLock { state in
            guard state.sites.insert(site).inserted else { return }
            state.order.append(site)
            guard state.order.count > Self.limit else { return }
            // Half of them go at once, so that this costs little each time.
            for old in state.order.prefix(Self.limit / 2) { state.sites.remove(old) }
            state.order.removeFirst(Self.limit / 2)
        }
        hasAny.store(true, ordering: .releasing)
    }

    /// Returns whether a site is retired. Takes no lock if none is.
    public func contains(_ site: SiteID) -> Bool {
        hasAny.load(ordering: .acquiring) && state.withLock { $0.sites.contains(site) }
    }

    /// Throws if a site is retired.
    func check(_ site: SiteID) throws(StoreError) {
        if contains(site) { throw .siteGone }
    }
}
