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
    /// The server's sources. Nil if sites have no clocks of their own.
    private let standard: SiteSources?
    /// Returns what a site begins with.
    private let beginning: @Sendable (SiteID, _ name: String) -> SiteBeginning
    /// What each site has begun with.
    private let beginnings = Mutex<[SiteID: SiteBeginning]>([:])
    private struct Followers: Sendable {
        var ofBeginnings: [@Sendable (SiteID, _ name: String, SiteBeginning) -> Void] = []
        var ofSettings: [@Sendable (SiteID, _ name: String, SiteBeginning) -> Void] = []
        var ofEnds: [@Sendable (SiteID) -> Void] = []
    }
    private let followers = Mutex(Followers())

    /// The beginning of the names of sites for single tests. A name that begins so and that no site has leads nowhere, because a test whose
    /// site has ended must not reach the default site instead.
    public static let testNamePrefix = "t-"

    /// Creates a registry of the default site and other sites with their names.
    ///
    /// - Parameters:
    ///   - fallback: The default site.
    ///   - others: The other sites.
    ///   - seed: The seed of sites that have none of their own.
    ///   - standard: The server's sources. Without them, sites have no clocks of their own.
    ///   - beginning: Returns what a site begins with.
    public init(
        fallback: SiteID, named others: [String: SiteID] = [:], seed: DeterministicSeed? = nil, standard: SiteSources? = nil,
        beginning: @escaping @Sendable (SiteID, _ name: String) -> SiteBeginning = { _, _ in SiteBeginning() }
    ) {
        var sites = Sites()
        for (name, site) in others where name.lowercased() != Self.defaultName { sites.present[name.lowercased()] = site }
        fallbackKey = Atomic(fallback.rawValue)
        hasOthers = Atomic(!sites.present.isEmpty)
        self.others = Mutex(sites)
        self.seed = seed
        self.standard = standard
        self.beginning = beginning
        begin(fallback, named: Self.defaultName)
        for (name, site) in sites.present { begin(site, named: name) }
    }

    /// Gives a site what it begins with, and tells the followers. No calls reach the site yet.
    private func begin(_ site: SiteID, named name: String) {
        let beginning = rewind(site, named: name)
        for follower in followers.withLock({ $0.ofBeginnings }) { follower(site, name.lowercased(), beginning) }
    }

    /// Calls a closure with what each site begins with: those that there are now, and each that comes, before calls reach it.
    package func followBeginnings(_ follower: @escaping @Sendable (SiteID, _ name: String, SiteBeginning) -> Void) {
        followers.withLock { $0.ofBeginnings.append(follower) }
        for name in names { if let site = site(named: name) { follower(site, name, beginning(with: site)) } }
    }

    /// Calls a closure with what each site begins with, as ``followBeginnings(_:)`` does, and again when the site's settings change.
    func followSettings(_ follower: @escaping @Sendable (SiteID, _ name: String, SiteBeginning) -> Void) {
        followers.withLock { $0.ofSettings.append(follower) }
        followBeginnings(follower)
    }

    /// Tells those who follow the settings of a site that they have changed in the store.
    func changeSettings(of site: SiteID, named name: String) {
        let beginning = beginning(site, name)
        beginnings.withLock { $0[site] = beginning }
        for follower in followers.withLock({ $0.ofSettings }) { follower(site, name.lowercased(), beginning) }
    }

    /// Calls a closure with each site that is removed or replaced from now on.
    func followEnds(_ follower: @escaping @Sendable (SiteID) -> Void) {
        followers.withLock { $0.ofEnds.append(follower) }
    }

    /// Lets the clock and the randomness of a site begin again, by what the site begins with now.
    @discardableResult
    func rewind(_ site: SiteID, named name: String) -> SiteBeginning {
        let beginning = beginning(site, name)
        beginnings.withLock { $0[site] = beginning }
        setSources(beginning.sources(ofSiteNamed: name, commonSeed: seed, standard: standard), of: site)
        return beginning
    }

    /// Returns what a site has begun with, with the settings that it has now.
    func beginning(with site: SiteID) -> SiteBeginning { beginnings.withLock { $0[site] } ?? SiteBeginning() }

    /// Returns the service that loads fixtures into sites.
    func loading(_ users: UserService) -> UserService { seed?.loading(users) ?? users }

    /// Creates a registry of the sites in a store that are complete. Creates the default site if it is missing.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - seed: The seed of sites that have none of their own.
    ///   - standard: The server's sources. Without them, sites have no clocks of their own.
    ///   - problems: Is called with a description of each part of a site's beginning that cannot be read. The site begins without that part.
    public convenience init(
        in store: any AccountStore, seed: DeterministicSeed? = nil, standard: SiteSources? = nil,
        problems: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(StoreError) {
        let fallback = try store.createSite(named: Self.defaultName)
        var all: [(name: String, id: SiteID)] = []
        for (name, site) in try store.sites() where try SharedSites.isServed(site, named: name, in: store) { all.append((name, site)) }
        self.init(fallback: fallback, named: Dictionary(all.map { ($0.name, $0.id) }) { first, _ in first }, seed: seed, standard: standard)
        { site, name in
            SiteBeginning.readable(of: site, in: store) { problems("site \"\(name)\" begins without a part of what it was given: \($0)") }
        }
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
    /// if there is one: `acme.api.example.org` then names it too. If unknown names are refused, they count as those of removed sites.
    func naming(ofHost host: String, below parent: String?, refusingUnknown: Bool = false) -> Naming {
        guard let dot = host.utf8.firstIndex(of: UInt8(ascii: ".")) else { return .none }
        let rest = host[host.index(after: dot)...]
        guard ASCII.equalsIgnoringCase(rest, "localhost") || parent.map({ ASCII.equalsIgnoringCase(rest, $0) }) == true else {
            return .none
        }
        let naming = self[host[..<dot]]
        return naming == .none && refusingUnknown ? .removed : naming
    }

    /// Lets another site answer under the name of one. Calls that are being answered keep the old one.
    ///
    /// - Parameter standard: The server's sources, if the clock of the old site goes on. Nil if that of the new one begins.
    func replace(siteNamed name: String, by new: SiteID, keepingClockOver standard: SiteSources? = nil) -> SiteID? {
        guard let old = site(named: name) else { return nil }
        begin(new, named: name)
        if let standard { setClock(sources(of: old)?.clock, of: new, standard: standard) }
        if name.lowercased() == Self.defaultName {
            fallbackKey.store(new.rawValue, ordering: .releasing)
        } else {
            others.withLock { $0.present[name.lowercased()] = new }
        }
        end(old)
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
        if let own = sources(of: site), own.random is SeededRandomSource {
            setSources(SiteSources(clock: clock ?? standard.clock, random: own.random), of: site)
        } else {
            setSources(clock.map { SiteSources(clock: $0, random: standard.random) }, of: site)
        }
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
        guard name != Self.defaultName, self.site(named: name) == nil else { return false }
        begin(site, named: name)
        return others.withLock { sites in
            guard sites.present[name] == nil else { return false }
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
        if let removed { end(removed) }
        return removed
    }

    private func end(_ site: SiteID) {
        setSources(nil, of: site)
        beginnings.withLock { $0[site] = nil }
        for follower in followers.withLock({ $0.ofEnds }) { follower(site) }
    }
}
