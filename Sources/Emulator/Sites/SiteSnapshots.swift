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

    /// By name in lower case.
    private let snapshots = Mutex<[String: Snapshot]>([:])

    /// All snapshots, by name.
    var all: [Snapshot] { snapshots.withLock { $0.values.sorted { $0.name < $1.name } } }

    /// Returns the snapshot with this name, or nil.
    func snapshot(named name: String) -> Snapshot? { snapshots.withLock { $0[name.lowercased()] } }

    /// Throws if a snapshot cannot be taken because there are too many of the site or altogether. One with the same name is replaced.
    func checkRoom(forSnapshotNamed name: String, ofSiteNamed site: String) throws(SiteError) {
        let others = all.filter { $0.name.lowercased() != name.lowercased() }
        guard others.count(where: { $0.site == site.lowercased() }) < SiteKeeper.Snapshot.greatestNumberPerSite,
            others.count < SiteKeeper.Snapshot.greatestNumber
        else { throw .tooManySnapshots }
    }

    /// Keeps a snapshot, in the place of one with the same name.
    func keep(_ snapshot: Snapshot) {
        // The one that goes is freed outside of the lock.
        _ = snapshots.withLock { $0.updateValue(snapshot, forKey: snapshot.name.lowercased()) }
    }

    /// Removes a snapshot. Returns false if there is none with this name.
    func remove(named name: String) -> Bool {
        let removed = snapshots.withLock { $0.removeValue(forKey: name.lowercased()) }
        return removed != nil
    }

    /// Removes the snapshots of a site.
    func removeAll(ofSiteNamed site: String) {
        for snapshot in all where snapshot.site == site.lowercased() { _ = remove(named: snapshot.name) }
    }
}
