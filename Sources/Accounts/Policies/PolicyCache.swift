import Synchronization

/// Rule sets in memory: they are few and asked for at every sign-in.
final class PolicyCache: Sendable {
    struct Key: Hashable, Sendable {
        let site: SiteID
        let name: String
    }

    private struct Contents: Sendable {
        var policies: [Key: AccountPolicy?] = [:]
        var epoch: UInt64 = 0
    }

    /// Names come from accounts, so their number needs a bound; a site has a dozen.
    private static let capacity = 1024

    private let contents = Mutex(Contents())

    /// The rule set, from memory or else as `read` finds it. What was read while rule sets changed is given but not kept.
    func policy(_ key: Key, read: () throws(StoreError) -> AccountPolicy?) throws(StoreError) -> AccountPolicy? {
        let (kept, epoch) = contents.withLock { ($0.policies[key], $0.epoch) }
        if let kept { return kept }
        let policy = try read()
        contents.withLock { contents in
            guard contents.epoch == epoch else { return }
            if contents.policies.count >= Self.capacity { contents.policies = [:] }
            contents.policies[key] = .some(policy)
        }
        return policy
    }

    /// Forgets all rule sets. To be called after the store has changed one and before anybody is told.
    func changed() {
        contents.withLock { contents in
            contents.policies = [:]
            contents.epoch &+= 1
        }
    }
}
