import Accounts
import Synchronization

extension SiteID {
    /// The number of bits of a key that say where the site's rows are.
    private static let partBits: Int64 = 32

    /// What the rows of the site have in their column `site`.
    ///
    /// A site that was restored has the same rows under another key, so that nobody takes it for what it was before. The lower half of
    /// a key is the part of the tables, which only one site has, and the upper half is how often that part was restored.
    var part: Int64 { rawValue & ((1 << Self.partBits) - 1) }

    /// The key for the next use of the site's part.
    var restored: SiteID { SiteID(rawValue: rawValue + (1 << Self.partBits)) }
}

/// The keys of sites that were restored since the store was opened, so that nobody reads or changes a site with an earlier key.
///
/// The rows of a site are changed under an earlier key's readers. So a key ends here before the first row is changed, and
/// readers ask at their end whether theirs is still good.
final class SiteUses: Sendable {
    /// The only good key for each part. Every key is good for a part that is not here.
    private let current = Mutex<[Int64: Int64]>([:])
    private let hasAny = Atomic(false)

    /// Returns whether a key is good. Takes no lock if no site was restored.
    func isCurrent(_ site: SiteID) -> Bool {
        guard hasAny.load(ordering: .sequentiallyConsistent) else { return true }
        return current.withLock { $0[site.part] ?? site.rawValue } == site.rawValue
    }

    /// Makes a key the only good one for its part.
    func begin(_ site: SiteID) {
        current.withLock { $0[site.part] = site.rawValue }
        hasAny.store(true, ordering: .sequentiallyConsistent)
    }

    /// Forgets a part that has no rows any more.
    func forget(_ part: Int64) {
        current.withLock { $0[part] = nil }
    }
}
