import Accounts
import Synchronization

extension SiteKeeper {
    /// Makes a site aside and fills it.
    private func makeAside(_ fill: (SiteID) throws(StoreError) -> Void) throws(SiteError) -> SiteID {
        let site = try Self.storing { () throws(StoreError) in try users.store.createSite(named: hiddenName()) }
        do throws(StoreError) {
            try users.setValue("", named: Self.unfinished, in: site)
            try fill(site)
            return site
        } catch {
            _ = try? users.deleteSite(site)
            switch error {
            case .identityTaken, .containerTaken, .policyTaken, .rowTaken, .cycle: throw .contradiction(error.reason)
            default: throw .store(error.reason)
            }
        }
    }

    /// Gives a site the content of an image, all of it or none, in the way of a reset.
    public func restore(_ image: SiteImage, toSiteNamed name: String) throws(SiteError) -> Reset {
        guard sites.site(named: name) != nil else { throw .unknown(name) }
        defer { shared?.letOthersRead() }
        // This may take seconds, in which other sites are made and reset.
        let site = try makeAside { site throws(StoreError) in try image.load(into: site, users) }
        return try changing.withLock { _ throws(SiteError) in
            try put(site, inPlaceOf: name, accounts: image.accountCount, keepingClock: false)
        }
    }

    /// Returns an image of a site as it is at this moment. Calls for the site go on meanwhile.
    public func image(ofSiteNamed name: String) throws(SiteError) -> SiteImage {
        guard let site = sites.site(named: name) else { throw .unknown(name) }
        let accounts = try Self.storing { () throws(StoreError) in
            try users.settle(site)
            return try users.store.accountCount(in: site)
        }
        guard accounts <= Snapshot.greatestAccounts else { throw .tooLargeForSnapshot }
        let sealed = try seal(site)
        // The copy goes when nobody refers to it any more.
        defer { withExtendedLifetime(sealed) {} }
        return try Self.storing { () throws(StoreError) in try SiteImage(of: sealed.site, users) }
    }
}
