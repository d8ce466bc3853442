import Synchronization

/// A cache of the directories of sites. Every call that needs a right reads one, and they rarely change.
final class DirectoryCache: Sendable {
    private struct Contents: Sendable {
        var graphs: [SiteID: DirectoryGraph] = [:]
        var changes: UInt64 = 0
    }

    /// The greatest number of sites. The cache is emptied when it is exceeded.
    private static let capacity = 1024

    private let contents = Mutex(Contents())
    private let isShared: Bool

    /// Creates a cache. If `isShared` is true, other processes change the store too, so the cache asks it for the epoch
    /// each time.
    init(isShared: Bool = false) {
        self.isShared = isShared
    }

    /// Returns a site's directory, from memory or from the store. A directory that was read during a change is not cached.
    ///
    /// - Parameter epoch: The epoch of the store, if the call has read it.
    func directory(in site: SiteID, of store: any DirectoryStore, epoch: Int64? = nil) throws(StoreError) -> DirectoryGraph {
        let (kept, changes) = contents.withLock { ($0.graphs[site], $0.changes) }
        if let kept {
            guard isShared else { return kept }
            let epoch = if let epoch { epoch } else { try store.directoryEpoch(in: site) }
            if epoch == kept.epoch { return kept }
        }
        let graph = try store.directory(in: site)
        contents.withLock { contents in
            guard contents.changes == changes else { return }
            if contents.graphs.count >= Self.capacity { contents.graphs = [:] }
            contents.graphs[site] = graph
        }
        return graph
    }

    /// Drops a site's directory, or those of all sites if `site` is nil. Call this when the store has changed it, before
    /// the call that changed it returns.
    func changed(in site: SiteID?) {
        contents.withLock { contents in
            contents.changes &+= 1
            if let site { contents.graphs[site] = nil } else { contents.graphs = [:] }
        }
    }
}
