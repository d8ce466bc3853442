public import Accounts
import Synchronization

/// The sites there are, by name. Sites can be added and removed while requests are routed.
///
/// Letter case does not count in names. A world with one site, the usual one, costs a request no look-up.
public final class SiteRegistry: Sendable {
    /// The name of the site that answers where a path names none.
    public static let defaultName = "default"

    /// The site that answers where a path names none.
    public let fallback: SiteID
    /// The other sites, by name in lower case.
    private let others: Mutex<[String: SiteID]>
    private let hasOthers: Atomic<Bool>

    /// Creates a registry of the default site and others with their names.
    public init(fallback: SiteID, named others: [String: SiteID] = [:]) {
        var sites: [String: SiteID] = [:]
        for (name, site) in others where name.lowercased() != Self.defaultName { sites[name.lowercased()] = site }
        self.fallback = fallback
        hasOthers = Atomic(!sites.isEmpty)
        self.others = Mutex(sites)
    }

    /// Creates a registry of the sites that a store holds. The default site is made where it is missing.
    public convenience init(in store: any AccountStore) throws(StoreError) {
        let fallback = try store.createSite(named: Self.defaultName)
        let all = try store.sites()
        self.init(fallback: fallback, named: Dictionary(all.map { ($0.name, $0.id) }) { first, _ in first })
    }

    /// The site that a path's first segment names.
    subscript(segment: Substring) -> SiteID? {
        guard hasOthers.load(ordering: .acquiring) else { return nil }
        return site(named: String(segment))
    }

    /// Returns the site of this name, or nil.
    public func site(named name: String) -> SiteID? {
        let name = name.lowercased()
        return name == Self.defaultName ? fallback : others.withLock { $0[name] }
    }

    /// The names of all sites: the default one's, and the others' in small letters and in order.
    public var names: [String] { [Self.defaultName] + others.withLock { $0.keys.sorted() } }

    /// Adds a site. From now on paths that begin with its name lead to it. Returns false when the name is in use.
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

    /// Removes a site and returns it, or nil when there is none of this name. The default site stays.
    func remove(named name: String) -> SiteID? {
        others.withLock { others in
            let removed = others.removeValue(forKey: name.lowercased())
            hasOthers.store(!others.isEmpty, ordering: .releasing)
            return removed
        }
    }
}
