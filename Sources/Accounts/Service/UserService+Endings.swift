/// What ends by itself in a site.
public enum ForeseenEnd: CaseIterable, Sendable {
    /// Sessions end, by disuse or for their age.
    case sessions
    /// Locks of accounts after failures end.
    case locks
    /// Passwords reach the age that the account's rule set allows. An account without a rule set follows its system's settings,
    /// which no store knows, and does not count.
    case passwords
}

extension UserService {
    /// Returns the moments after `start`, up to and with `end`, at which something of a kind ends in a site, in order; at most
    /// `limit`.
    ///
    /// Call ``settle(_:)`` before, so that the latest uses of sessions count.
    public func endings(
        _ kind: ForeseenEnd, after start: Timestamp, through end: Timestamp, in site: SiteID, limit: Int
    ) throws(StoreError) -> [Ending] {
        switch kind {
        case .sessions: return try store.endings(.sessions, after: start, through: end, in: site, limit: limit)
        case .locks:
            return try store.endings(
                .locks(ofSubjectsFrom: FailureSubject.accounts), after: start, through: end, in: site, limit: limit)
        case .passwords:
            var counts: [Timestamp: Int] = [:]
            for policy in try policies(in: site) {
                guard let days = policy.rules.password.lifetimeDays, days < PasswordPolicy.endlessDays else { continue }
                let kind = EndingKind.passwords(under: policy.id, lifetime: .days(max(0, days)))
                for ending in try store.endings(kind, after: start, through: end, in: site, limit: limit) {
                    counts[ending.at, default: 0] += ending.count
                }
            }
            return counts.sorted { $0.key < $1.key }.prefix(max(0, limit)).map { Ending(at: $0.key, count: $0.value) }
        }
    }

    /// Writes the times at which a site's sessions were last used, as far as they are in memory only. They are stored when this
    /// returns.
    public func settle(_ site: SiteID) throws(StoreError) {
        let uses = storage.sessions.unsavedUses(in: site)
        store.touch(uses.map { (digest: $0.digest, site: site, at: $0.at) })
        // It deletes nothing, but what comes before it in the store's queue is stored with it.
        _ = try commits.commit(Transaction([.deleteEndedSessions(before: Timestamp(milliseconds: .min))]), in: site, at: now)
    }
}
