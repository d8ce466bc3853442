import Synchronization

/// The directories of sites in memory: they are asked for at every call that asks for a right, and seldom change.
final class DirectoryCache: Sendable {
    private struct Contents: Sendable {
        var graphs: [SiteID: DirectoryGraph] = [:]
        var changes: UInt64 = 0
    }

    /// More sites than this begin anew.
    private static let capacity = 1024

    private let contents = Mutex(Contents())
    private let isShared: Bool

    /// A cache of what only this process changes, or of what others change too: then the store is asked each time whether there was a change.
    init(isShared: Bool = false) {
        self.isShared = isShared
    }

    /// Returns a site's directory, from memory or out of the store. What was read while it changed is given but not kept.
    func directory(in site: SiteID, of store: any DirectoryStore) throws(StoreError) -> DirectoryGraph {
        let (kept, changes) = contents.withLock { ($0.graphs[site], $0.changes) }
        if let kept {
            guard isShared else { return kept }
            if try store.directoryEpoch(in: site) == kept.epoch { return kept }
        }
        let graph = try store.directory(in: site)
        contents.withLock { contents in
            guard contents.changes == changes else { return }
            if contents.graphs.count >= Self.capacity { contents.graphs = [:] }
            contents.graphs[site] = graph
        }
        return graph
    }

    /// Forgets a site's directory; nil for those of all sites. To be called after the store has changed it and before anybody is told.
    func changed(in site: SiteID?) {
        contents.withLock { contents in
            contents.changes &+= 1
            if let site { contents.graphs[site] = nil } else { contents.graphs = [:] }
        }
    }
}
