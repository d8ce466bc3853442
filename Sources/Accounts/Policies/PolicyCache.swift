import Synchronization

/// A cache of policies. They are few and needed for every sign-in.
final class PolicyCache: Sendable {
    private struct Key: Hashable, Sendable {
        let site: SiteID
        let id: PolicyID
    }

    private struct Contents: Sendable {
        var policies: [Key: AccountPolicy?] = [:]
        var lists: [SiteID: [StoredPolicy]] = [:]
        var epoch: UInt64 = 0
    }

    /// The cached policies for some keys, and the state of the cache when they were read.
    struct Known: Sendable {
        /// The policies. Nil for one that is known not to exist.
        var policies: [PolicyID: AccountPolicy?] = [:]
        /// The keys of policies that are not cached.
        var unknown: [PolicyID] = []
        fileprivate var epoch: UInt64 = 0

        /// Adds what all rule sets of the site say about those that are not cached.
        mutating func add(_ all: [StoredPolicy]) {
            for id in unknown { policies[id] = .some(all.first { $0.id == id }?.rules) }
            unknown = []
        }
    }

    /// A site has a dozen; this is for a thousand sites.
    private static let capacity = 1024

    private let contents = Mutex(Contents())
    private let keeps: Bool

    /// Creates a cache. If `keeps` is false, it caches nothing.
    init(keeps: Bool = true) {
        self.keeps = keeps
    }

    /// Returns the cached policies for some keys.
    func known(_ ids: Set<PolicyID>, in site: SiteID) -> Known {
        // Most accounts name no policy.
        guard !ids.isEmpty else { return Known() }
        return contents.withLock { contents in
            var known = Known(epoch: contents.epoch)
            for id in ids {
                if let policy = contents.policies[Key(site: site, id: id)] {
                    known.policies[id] = policy
                } else {
                    known.unknown.append(id)
                }
            }
            return known
        }
    }

    /// Caches the policies that a store returned for the unknown keys, unless any policy has changed since. If the store
    /// returned no policy for a key, the cache remembers that there is none.
    func keep(_ read: [PolicyID: AccountPolicy], of known: Known, in site: SiteID) {
        guard keeps, !known.unknown.isEmpty else { return }
        contents.withLock { contents in
            guard contents.epoch == known.epoch else { return }
            if contents.policies.count + known.unknown.count > Self.capacity { contents.policies = [:] }
            for id in known.unknown { contents.policies[Key(site: site, id: id)] = .some(read[id]) }
        }
    }

    /// Returns all policies of a site, from memory or from the store. A list that was read during a change is not cached.
    func list(in site: SiteID, of store: any DirectoryStore) throws(StoreError) -> [StoredPolicy] {
        let (kept, epoch) = contents.withLock { ($0.lists[site], $0.epoch) }
        if let kept { return kept }
        let list = try store.policies(in: site)
        guard keeps else { return list }
        contents.withLock { contents in
            guard contents.epoch == epoch else { return }
            if contents.lists.count >= Self.capacity { contents.lists = [:] }
            contents.lists[site] = list
        }
        return list
    }

    /// Drops all policies. Call this when the store has changed one, before the call that changed it returns.
    func changed() {
        contents.withLock { contents in
            contents.policies = [:]
            contents.lists = [:]
            contents.epoch &+= 1
        }
    }
}
