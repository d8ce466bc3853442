import Accounts
import Synchronization

/// The snapshots that are kept in the server, by their names.
final class SiteSnapshots: Sendable {
    /// A snapshot.
    struct Snapshot: Sendable {
        let name: String
        /// The name of the site, in lower case.
        let site: String
        let takenAt: Timestamp
        let sealed: SealedSite
    }

    /// A name belongs to a site. Both are in lower case.
    private struct Key: Hashable {
        let name: String
        let site: String

        init(_ name: String, ofSiteNamed site: String) { (self.name, self.site) = (name.lowercased(), site.lowercased()) }
    }

    private let snapshots = Mutex<[Key: Snapshot]>([:])

    /// All snapshots, by name and site.
    var all: [Snapshot] { snapshots.withLock { $0.values.sorted { ($0.name, $0.site) < ($1.name, $1.site) } } }

    /// Returns the snapshot of a site with this name, or nil.
    func snapshot(named name: String, ofSiteNamed site: String) -> Snapshot? {
        snapshots.withLock { $0[Key(name, ofSiteNamed: site)] }
    }

    /// Throws if a snapshot cannot be taken because there are too many of the site or altogether. One with the same name is replaced.
    func checkRoom(forSnapshotNamed name: String, ofSiteNamed site: String) throws(SiteError) {
        let key = Key(name, ofSiteNamed: site)
        let others = all.filter { Key($0.name, ofSiteNamed: $0.site) != key }
        guard others.count(where: { $0.site == site.lowercased() }) < SiteKeeper.Snapshot.greatestNumberPerSite,
            others.count < SiteKeeper.Snapshot.greatestNumber
        else { throw .tooManySnapshots }
    }

    /// Keeps a snapshot, in the place of one of the same site with the same name.
    func keep(_ snapshot: Snapshot) {
        // The one that goes is freed outside of the lock.
        _ = snapshots.withLock { $0.updateValue(snapshot, forKey: Key(snapshot.name, ofSiteNamed: snapshot.site)) }
    }

    /// Removes a snapshot of a site. Returns false if there is none with this name.
    func remove(named name: String, ofSiteNamed site: String) -> Bool {
        let removed = snapshots.withLock { $0.removeValue(forKey: Key(name, ofSiteNamed: site)) }
        return removed != nil
    }

    /// Removes the snapshots of a site.
    func removeAll(ofSiteNamed site: String) {
        for snapshot in all where snapshot.site == site.lowercased() { _ = remove(named: snapshot.name, ofSiteNamed: site) }
    }
}
