public import Accounts
import Synchronization

/// All sites by name. Sites can be added and removed while requests are routed.
///
/// Letter case in names is ignored. With one site, the usual case, a request needs no look-up.
public final class SiteRegistry: Sendable {
    /// The name of the site for paths that name none.
    public static let defaultName = "default"

    /// The site for paths that name none.
    public let fallback: SiteID
    /// The other sites, by name in lower case.
    private let others: Mutex<[String: SiteID]>
    private let hasOthers: Atomic<Bool>

    /// Creates a registry of the default site and other sites with their names.
    public init(fallback: SiteID, named others: [String: SiteID] = [:]) {
        var sites: [String: SiteID] = [:]
        for (name, site) in others where name.lowercased() != Self.defaultName { sites[name.lowercased()] = site }
        self.fallback = fallback
        hasOthers = Atomic(!sites.isEmpty)
        self.others = Mutex(sites)
    }

    /// Creates a registry of the sites in a store. Creates the default site if it is missing.
    public convenience init(in store: any AccountStore) throws(StoreError) {
        let fallback = try store.createSite(named: Self.defaultName)
        let all = try store.sites()
        self.init(fallback: fallback, named: Dictionary(all.map { ($0.name, $0.id) }) { first, _ in first })
    }

    /// The site that the first segment of a path names.
    subscript(segment: Substring) -> SiteID? {
        guard hasOthers.load(ordering: .acquiring) else { return nil }
        return site(named: String(segment))
    }

    /// Returns the site with this name, or nil.
    public func site(named name: String) -> SiteID? {
        let name = name.lowercased()
        return name == Self.defaultName ? fallback : others.withLock { $0[name] }
    }

    /// The names of all sites: the default site first, then the others in lower case, sorted.
    public var names: [String] { [Self.defaultName] + others.withLock { $0.keys.sorted() } }

    /// Adds a site, so that paths beginning with its name lead to it. Returns false if the name is in use.
    func add(_ site: SiteID, named name: String) -> Bool {
        let name = name.lowercased()
        guard name != Self.defaultName else { return false }
        return others.withLock { others in
            guard others[name] == nil else { return false }
            others[name] = site
            hasOthers.store(true, ordering: .releasing)
            return true
        }
    }

    /// Removes a site and returns it, or nil if there is none with this name. The default site cannot be removed.
    func remove(named name: String) -> SiteID? {
        others.withLock { others in
            let removed = others.removeValue(forKey: name.lowercased())
            hasOthers.store(!others.isEmpty, ordering: .releasing)
            return removed
        }
    }
}
