public import Accounts
public import Emulator
import Synchronization

extension LiveWorld {
    /// The value of a site that says that its fixtures are still being loaded.
    static let unfinished = "site.unfinished"

    /// Makes a site while requests are served. When this returns, paths that begin with its name lead to it; before that they do not, so
    /// nobody sees a part of it.
    ///
    /// - Parameters:
    ///   - name: its name, which `SiteName` allows and no other site has; letter case does not count.
    ///   - fixtures: what it begins with: the default site's part of a fixtures file that has no other.
    /// - Returns: the site's key.
    @discardableResult
    public func addSite(named name: String, fixtures: Fixtures? = nil) throws(SiteError) -> SiteID {
        if let refusal = SiteName.refusal(of: name) { throw .badName(refusal) }
        if let fixtures, fixtures.sites.count != 1 { throw .severalSites }
        return try changing.withLock { _ throws(SiteError) in
            guard sites.site(named: name) == nil else { throw .exists(name) }
            let site = try Self.storing { () throws(StoreError) in try users.store.createSite(named: name) }
            do throws(SiteError) {
                if let part = fixtures?.sites.first { try load(part, into: site) }
            } catch {
                // What cannot be deleted now is unfinished, and the next start deletes it.
                _ = try? users.deleteSite(site)
                throw error
            }
            _ = sites.add(site, named: name)
            return site
        }
    }

    /// Removes a site while requests are served. From now on paths that begin with its name lead nowhere, and all that it held is deleted. Calls
    /// for it that are under way are answered.
    public func removeSite(named name: String) throws(SiteError) {
        guard name.lowercased() != SiteRegistry.defaultName else { throw .isDefault }
        try changing.withLock { _ throws(SiteError) in
            guard let site = sites.remove(named: name) else { throw .unknown(name) }
            do throws(StoreError) {
                _ = try users.deleteSite(site)
            } catch {
                // It is all there still.
                _ = sites.add(site, named: name)
                throw .store(error.reason)
            }
        }
    }

    /// Deletes the sites of a store whose fixtures were being loaded when their process ended: nobody has seen them.
    static func deleteUnfinishedSites(in store: any AccountStore) throws(StoreError) {
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

/// Why a site cannot be made or removed. Nothing has changed then.
public enum SiteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No site can have this name, for this reason.
    case badName(String)
    /// There is a site with this name.
    case exists(String)
    /// There is no site with this name.
    case unknown(String)
    /// The default site stays.
    case isDefault
    /// The fixtures are for several sites.
    case severalSites
    /// The store or the fixtures are of no use, for this reason.
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
