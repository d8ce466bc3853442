import Accounts
import Synchronization

/// Counts the rows that client addresses have stored without a login, so that nobody fills the store.
///
/// The counts are kept in memory. There are at most a few thousand of them; beyond that, new addresses share one.
final class SessionAllowance: Sendable {
    /// What is stored.
    enum Subject: Hashable {
        case session, record
    }

    private struct Key: Hashable {
        let subject: Subject
        let site: SiteID
        let network: String
    }

    private struct Count {
        var begun: Timestamp
        var number: Int
    }

    private static let capacity = 4096

    private let counts = Mutex<[Key: Count]>([:])

    /// Counts one more row of a subject for an address. Returns false, and counts none, if it has stored as many as it may within a
    /// window of time.
    func take(_ subject: Subject, of network: String, in site: SiteID, at now: Timestamp, within window: Duration, limit: Int) -> Bool {
        counts.withLock { counts in
            func isOver(_ count: Count) -> Bool { now >= count.begun + window || now < count.begun }
            var key = Key(subject: subject, site: site, network: network)
            if counts[key] == nil, counts.count >= Self.capacity {
                counts = counts.filter { !isOver($1) }
                if counts.count >= Self.capacity { key = Key(subject: subject, site: site, network: "") }
            }
            var count = counts[key] ?? Count(begun: now, number: 0)
            if isOver(count) { count = Count(begun: now, number: 0) }
            guard count.number < limit else { return false }
            count.number += 1
            counts[key] = count
            return true
        }
    }
}
