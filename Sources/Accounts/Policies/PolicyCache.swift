import Synchronization

/// Rule sets in memory: they are few and asked for at every sign-in.
final class PolicyCache: Sendable {
    private struct Key: Hashable, Sendable {
        let site: SiteID
        let name: String
    }

    private struct Contents: Sendable {
        var policies: [Key: AccountPolicy?] = [:]
        var epoch: UInt64 = 0
    }

    /// What is known of some rule sets, and when it was known.
    struct Known: Sendable {
        /// The rule sets by name; nil for a name that is known to be nobody's.
        var policies: [String: AccountPolicy?] = [:]
        /// The names of which nothing is known.
        var unknown: [String] = []
        fileprivate var epoch: UInt64 = 0
    }

    /// Names come from accounts, so their number needs a bound; a site has a dozen.
    private static let capacity = 1024

    private let contents = Mutex(Contents())

    /// Returns what is known of rule sets.
    func known(_ names: Set<String>, in site: SiteID) -> Known {
        contents.withLock { contents in
            var known = Known(epoch: contents.epoch)
            for name in names {
                if let policy = contents.policies[Key(site: site, name: name)] {
                    known.policies[name] = policy
                } else {
                    known.unknown.append(name)
                }
            }
            return known
        }
    }

    /// Keeps what a store said of the rule sets that were not known, unless any have changed since they were not. One the store does not have
    /// is known to be nobody's.
    func keep(_ read: [String: AccountPolicy], of known: Known, in site: SiteID) {
        contents.withLock { contents in
            guard contents.epoch == known.epoch else { return }
            if contents.policies.count + known.unknown.count > Self.capacity { contents.policies = [:] }
            for name in known.unknown { contents.policies[Key(site: site, name: name)] = .some(read[name]) }
        }
    }

    /// Forgets all rule sets. To be called after the store has changed one and before anybody is told.
    func changed() {
        contents.withLock { contents in
            contents.policies = [:]
            contents.epoch &+= 1
        }
    }
}
