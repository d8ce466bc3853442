public import Accounts
import Synchronization

extension SiteKeeper {
    /// The properties of a snapshot that callers see.
    public struct Snapshot: Sendable {
        /// The name, as it was given.
        public let name: String
        /// The name of the site that it shows, in lower case.
        public let site: String
        /// When it was taken, by the site's clock.
        public let takenAt: Timestamp
        /// The number of accounts.
        public let accounts: Int

        /// The greatest number of snapshots of one site.
        public static let greatestNumberPerSite = 16
        /// The greatest number of snapshots of all sites.
        public static let greatestNumber = 64
        /// The greatest number of accounts in a snapshot. So many take about a second to copy.
        public static let greatestAccounts = 100_000

        init(_ kept: SiteSnapshots.Snapshot) {
            name = kept.name
            site = kept.site
            takenAt = kept.takenAt
            accounts = kept.sealed.accounts
        }
    }

    /// All snapshots, by name and site.
    public var snapshots: [Snapshot] { kept.all.map(Snapshot.init) }

    /// Keeps what a site has at this moment, with its sessions and failures, in the place of a snapshot of it with the same name. Calls for the
    /// site go on meanwhile. Returns the snapshot, and whether it is the first with this name.
    public func takeSnapshot(
        named name: String, ofSiteNamed siteName: String, at moment: Timestamp
    ) throws(SiteError) -> (snapshot: Snapshot, isNew: Bool) {
        guard SiteName.isSegment(name) else { throw .badSnapshotName }
        guard let site = sites.site(named: siteName) else { throw .unknown(siteName) }
        try kept.checkRoom(forSnapshotNamed: name, ofSiteNamed: siteName)
        let accounts = try Self.storing { () throws(StoreError) in try users.store.accountCount(in: site) }
        guard accounts <= Snapshot.greatestAccounts else { throw .tooLargeForSnapshot }
        // The copy may take a second, in which other sites are made and reset.
        let sealed = try seal(site)
        return try changing.withLock { _ throws(SiteError) in
            guard sites.site(named: siteName) != nil else { throw .unknown(siteName) }
            try kept.checkRoom(forSnapshotNamed: name, ofSiteNamed: siteName)
            let isNew = kept.snapshot(named: name, ofSiteNamed: siteName) == nil
            let taken = SiteSnapshots.Snapshot(name: name, site: siteName.lowercased(), takenAt: moment, sealed: sealed)
            kept.keep(taken)
            return (Snapshot(taken), isNew)
        }
    }

    /// Removes a snapshot of a site. Sites that were made from it stay.
    public func removeSnapshot(named name: String, ofSiteNamed site: String) throws(SiteError) {
        guard kept.remove(named: name, ofSiteNamed: site) else { throw .noSnapshot(name) }
    }

    /// Returns a hidden copy of a site as it is now. The site can be restored from it if that is asked for. `begun` is called as soon as the moment
    /// is fixed that the copy shows.
    func seal(_ site: SiteID, restorable: RestorableSite = .neither, begun: () -> Void = {}) throws(SiteError) -> SealedSite {
        let sealed = try makeCopy(of: site, restorable: restorable, begun: begun)
        let accounts = try Self.storing { () throws(StoreError) in try users.store.accountCount(in: sealed) }
        return SealedSite(sealed, accounts: accounts, of: users, sparesWithin: room)
    }

    /// Returns what a snapshot holds: that of the first of these sites which has one with this name.
    func origin(ofSnapshotNamed name: String, ofSitesNamed sites: [String]) throws(SiteError) -> SiteOrigins.Origin {
        let found = sites.lazy.compactMap { [kept] in kept.snapshot(named: name, ofSiteNamed: $0) }.first
        guard let snapshot = found else { throw .noSnapshot(name) }
        return .sealed(snapshot.sealed)
    }
}
