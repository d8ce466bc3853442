public import Accounts
import Synchronization

/// Creates and removes sites while requests are served.
public final class SiteKeeper: Sendable {
    private let users: UserService
    private let sites: SiteRegistry
    /// Held while a site is added or removed, so that this happens one at a time.
    private let changing = Mutex(())

    /// Creates a keeper of the sites of a service's store.
    public init(of sites: SiteRegistry, users: UserService) {
        self.sites = sites
        self.users = users
    }

    /// The value of a site which shows that its fixtures are still being loaded.
    package static let unfinished = "site.unfinished"

    /// Creates a site while requests are served. When this returns, paths that begin with its name lead to it. Before that
    /// they do not, so nobody sees an incomplete site.
    ///
    /// - Parameters:
    ///   - name: The name of the site. `SiteName` must allow it, and no other site may have it. Letter case is ignored.
    ///   - fixtures: The initial content: the default site's part of a fixtures file without other sites.
    /// - Returns: The key of the site.
    @discardableResult
    public func add(named name: String, fixtures: Fixtures? = nil) throws(SiteError) -> SiteID {
        if let refusal = SiteName.refusal(of: name) { throw .badName(refusal) }
        if let fixtures, fixtures.sites.count != 1 { throw .severalSites }
        return try changing.withLock { _ throws(SiteError) in
            guard sites.site(named: name) == nil else { throw .exists(name) }
            let site = try Self.storing { () throws(StoreError) in try users.store.createSite(named: name) }
            do throws(SiteError) {
                if let part = fixtures?.sites.first { try load(part, into: site) }
            } catch {
                // If it cannot be deleted now, it stays marked as unfinished, and the next start deletes it.
                _ = try? users.deleteSite(site)
                throw error
            }
            _ = sites.add(site, named: name)
            return site
        }
    }

    /// Removes a site while requests are served, with everything in it. From now on, paths that begin with its name lead
    /// nowhere. Current calls for the site are still answered.
    public func remove(named name: String) throws(SiteError) {
        guard name.lowercased() != SiteRegistry.defaultName else { throw .isDefault }
        try changing.withLock { _ throws(SiteError) in
            guard let site = sites.remove(named: name) else { throw .unknown(name) }
            do throws(StoreError) {
                _ = try users.deleteSite(site)
            } catch {
                // The site still exists in full.
                _ = sites.add(site, named: name)
                throw .store(error.reason)
            }
        }
    }

    /// Deletes the sites whose fixtures were being loaded when their process ended. Nobody has seen them.
    public static func deleteUnfinishedSites(in store: any AccountStore) throws(StoreError) {
        for site in try store.sites() where try store.value(named: unfinished, in: site.id) != nil {
            _ = try store.deleteSite(site.id)
        }
    }

    private func load(_ part: Fixtures.Site, into site: SiteID) throws(SiteError) {
        try Self.storing { () throws(StoreError) in try users.setValue("", named: Self.unfinished, in: site) }
        do throws(FixtureLoadingError) {
            try FixtureLoader(into: users).load(part, into: site)
        } catch {
            throw .store(error.description)
        }
        try Self.storing { () throws(StoreError) in try users.setValue(nil, named: Self.unfinished, in: site) }
    }

    private static func storing<Result>(_ body: () throws(StoreError) -> Result) throws(SiteError) -> Result {
        do throws(StoreError) {
            return try body()
        } catch {
            throw .store(error.reason)
        }
    }
}

/// Why a site cannot be created or removed. Nothing has changed in that case.
public enum SiteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No site can have this name, for this reason.
    case badName(String)
    /// There is a site with this name.
    case exists(String)
    /// There is no site with this name.
    case unknown(String)
    /// The default site cannot be removed.
    case isDefault
    /// The fixtures are for several sites.
    case severalSites
    /// The store or the fixtures are not usable, for this reason.
    case store(String)

    /// The reason in one line.
    public var description: String {
        switch self {
        case .badName(let reason): reason
        case .exists(let name): "there is a site \"\(name)\" already"
        case .unknown(let name): "there is no site \"\(name)\""
        case .isDefault: "the default site cannot be removed"
        case .severalSites: "the fixtures are for several sites; those for one have no member \"sites\""
        case .store(let reason): reason
        }
    }
}
