public import Accounts
public import Calls
import Synchronization
import Text

/// All sites by name. Sites can be added and removed while requests are routed.
///
/// Letter case in names is ignored. With one site, the usual case, a request needs no look-up.
public final class SiteRegistry: Sendable {
    /// What the first segment of a path says about the site.
    enum Naming: Hashable {
        /// It names this site.
        case site(SiteID)
        /// It names a site that was removed.
        case removed
        /// It names none.
        case none
    }

    private struct Sites: Sendable {
        var present: [String: SiteID] = [:]
        /// The names of removed sites. A client that still calls one must not reach the default site instead.
        var removed: Set<String> = []
    }

    /// The name of the site for paths that name none.
    public static let defaultName = "default"

    /// How many names of removed sites are remembered. Any of them is forgotten for the next one; so many take about 1 MB.
    static let removedNamesKept = 10_000

    /// The site for paths that name none.
    public var fallback: SiteID { SiteID(rawValue: fallbackKey.load(ordering: .acquiring)) }
    private let fallbackKey: Atomic<Int64>
    /// The other sites, by name in lower case.
    private let others: Mutex<Sites>
    private let hasOthers: Atomic<Bool>
    /// What the sources of all sites follow from. Nil for sources that nobody can foresee.
    private let seed: DeterministicSeed?
    /// The sources of sites that have their own.
    private let ownSources = Mutex<[SiteID: SiteSources]>([:])
    private let hasOwnSources = Atomic(false)
    /// What changes the calls of sites, for sites that have it.
    private let interceptors = Mutex<[SiteID: any CallInterceptor]>([:])
    private let hasInterceptors = Atomic(false)
    /// Closures that carry what is known of a site over to the one that replaces it.
    private let followers = Mutex<[@Sendable (_ old: SiteID, _ new: SiteID) -> Void]>([])

    /// The beginning of the names of sites for single tests. A name that begins so and that no site has leads nowhere, because a test whose
    /// site has ended must not reach the default site instead.
    public static let testNamePrefix = "t-"

    /// Creates a registry of the default site and other sites with their names.
    public init(fallback: SiteID, named others: [String: SiteID] = [:], seed: DeterministicSeed? = nil) {
        var sites = Sites()
        for (name, site) in others where name.lowercased() != Self.defaultName { sites.present[name.lowercased()] = site }
        fallbackKey = Atomic(fallback.rawValue)
        hasOthers = Atomic(!sites.present.isEmpty)
        self.others = Mutex(sites)
        self.seed = seed
        begin(fallback, named: Self.defaultName)
        for (name, site) in sites.present { begin(site, named: name) }
    }

    /// Gives a site the sources that follow from the seed, at their beginning. Does nothing without a seed.
    private func begin(_ site: SiteID, named name: String) {
        if let seed { setSources(seed.sources(ofSiteNamed: name), of: site) }
    }

    /// Returns the service that loads fixtures into sites.
    func loading(_ users: UserService) -> UserService { seed?.loading(users) ?? users }

    /// Creates a registry of the sites in a store that are complete. Creates the default site if it is missing.
    public convenience init(in store: any AccountStore, seed: DeterministicSeed? = nil) throws(StoreError) {
        let fallback = try store.createSite(named: Self.defaultName)
        var all: [(name: String, id: SiteID)] = []
        for (name, site) in try store.sites() where try SharedSites.isServed(site, named: name, in: store) { all.append((name, site)) }
        self.init(fallback: fallback, named: Dictionary(all.map { ($0.name, $0.id) }) { first, _ in first }, seed: seed)
    }

    /// What the first segment of a path says about the site.
    subscript(segment: Substring) -> Naming {
        guard hasOthers.load(ordering: .acquiring) else { return Self.isOfTest(segment) ? .removed : .none }
        let name = segment.lowercased()
        guard name != Self.defaultName else { return .site(fallback) }
        return others.withLock { sites in
            if let site = sites.present[name] { return .site(site) }
            return sites.removed.contains(name) || Self.isOfTest(segment) ? .removed : .none
        }
    }

    private static func isOfTest(_ segment: Substring) -> Bool {
        let start = segment.utf8.prefix(2)
        return start.count == 2 && start.first.map { $0 | 0x20 } == UInt8(ascii: "t") && start.last == UInt8(ascii: "-")
    }

    /// What a host says about the site: `acme.localhost` names the site acme. `parent` is the host of the server's public address,
    /// if there is one: `acme.api.example.org` then names it too.
    func naming(ofHost host: String, below parent: String?) -> Naming {
        guard let dot = host.utf8.firstIndex(of: UInt8(ascii: ".")) else { return .none }
        let rest = host[host.index(after: dot)...]
        guard ASCII.equalsIgnoringCase(rest, "localhost") || parent.map({ ASCII.equalsIgnoringCase(rest, $0) }) == true else {
            return .none
        }
        return self[host[..<dot]]
    }

    /// Registers a closure that is called before a site is replaced.
    func follow(_ follower: @escaping @Sendable (_ old: SiteID, _ new: SiteID) -> Void) {
        followers.withLock { $0.append(follower) }
    }

    /// Lets another site answer under the name of one. Calls that are being answered keep the old one.
    func replace(siteNamed name: String, by new: SiteID) -> SiteID? {
        guard let old = site(named: name) else { return nil }
        for follower in followers.withLock({ $0 }) { follower(old, new) }
        if seed != nil {
            begin(new, named: name)
        } else if let sources = sources(of: old) {
            setSources(sources, of: new)
        }
        if name.lowercased() == Self.defaultName {
            fallbackKey.store(new.rawValue, ordering: .releasing)
        } else {
            others.withLock { $0.present[name.lowercased()] = new }
        }
        setSources(nil, of: old)
        return old
    }

    /// Returns the site with this name, or nil.
    public func site(named name: String) -> SiteID? {
        let name = name.lowercased()
        return name == Self.defaultName ? fallback : others.withLock { $0.present[name] }
    }

    /// Returns the name of a site, or nil if no name leads to it.
    public func name(of site: SiteID) -> String? {
        site == fallback ? Self.defaultName : others.withLock { $0.present.first { $0.value == site }?.key }
    }

    /// Returns the sources of a site that has its own, or nil.
    public func sources(of site: SiteID) -> SiteSources? {
        guard hasOwnSources.load(ordering: .acquiring) else { return nil }
        return ownSources.withLock { $0[site] }
    }

    /// Sets a site's own clock and randomness, for all calls from now on. Nil removes them.
    public func setSources(_ sources: SiteSources?, of site: SiteID) {
        ownSources.withLock { own in
            own[site] = sources
            hasOwnSources.store(!own.isEmpty, ordering: .releasing)
        }
    }

    /// Sets a site's own clock, for all calls from now on. With nil it follows the standard one. What is random in the site still
    /// follows from the seed, if there is one.
    public func setClock(_ clock: (any WallClock)?, of site: SiteID, standard: SiteSources) {
        if seed != nil, let own = sources(of: site) {
            setSources(SiteSources(clock: clock ?? standard.clock, random: own.random), of: site)
        } else {
            setSources(clock.map { SiteSources(clock: $0, random: standard.random) }, of: site)
        }
    }

    /// Lets a site follow the standard clock, unless the clock that it began with follows from a seed.
    public func forgetClock(of site: SiteID) {
        if seed == nil { setSources(nil, of: site) }
    }

    /// Returns what changes the calls of a site, or nil.
    func interceptor(of site: SiteID) -> (any CallInterceptor)? {
        guard hasInterceptors.load(ordering: .acquiring) else { return nil }
        return interceptors.withLock { $0[site] }
    }

    /// Sets what changes the calls of a site, for all calls from now on. Nil removes it.
    public func setInterceptor(_ interceptor: (any CallInterceptor)?, of site: SiteID) {
        interceptors.withLock { interceptors in
            interceptors[site] = interceptor
            hasInterceptors.store(!interceptors.isEmpty, ordering: .releasing)
        }
    }

    /// The names of all sites: the default site first, then the others in lower case, sorted.
    public var names: [String] { [Self.defaultName] + others.withLock { $0.present.keys.sorted() } }

    /// Adds a site, so that paths beginning with its name lead to it. Returns false if the name is in use.
    public func add(_ site: SiteID, named name: String) -> Bool {
        let name = name.lowercased()
        guard name != Self.defaultName else { return false }
        return others.withLock { sites in
            guard sites.present[name] == nil else { return false }
            begin(site, named: name)
            sites.present[name] = site
            sites.removed.remove(name)
            hasOthers.store(true, ordering: .releasing)
            return true
        }
    }

    /// Removes a site and returns it, or nil if there is none with this name. The default site cannot be removed.
    ///
    /// Paths beginning with its name lead nowhere afterwards, until a site with this name is added again.
    public func remove(named name: String) -> SiteID? {
        let removed: SiteID? = others.withLock { sites in
            guard let removed = sites.present.removeValue(forKey: name.lowercased()) else { return nil }
            if sites.removed.count >= Self.removedNamesKept { sites.removed.remove(at: sites.removed.startIndex) }
            sites.removed.insert(name.lowercased())
            return removed
        }
        if let removed { setSources(nil, of: removed) }
        return removed
    }
}
