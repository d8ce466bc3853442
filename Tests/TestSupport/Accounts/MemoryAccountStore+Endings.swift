public import Accounts

extension MemoryAccountStore {
    /// The moments at which something of a kind ends.
    public func endings(
        _ kind: EndingKind, after start: Timestamp, through end: Timestamp, in site: SiteID, limit: Int
    ) throws(StoreError) -> [Ending] {
        read { state in
            let all: [Timestamp] =
                switch kind {
                case .sessions: state.sessions.filter { $0.key.site == site }.compactMap(\.value.endsAt)
                case .locks(let prefix):
                    state.failures.filter { $0.key.site == site && $0.key.key.hasPrefix(prefix) }.compactMap(\.value.lockedUntil)
                case .passwords(let policy, let lifetime):
                    state.records.values.filter { $0.site == site && $0.account.policy == policy && !$0.account.isSystemAccount }
                        .compactMap { $0.account.credential.map { $0.changedAt + lifetime } }
                }
            let counts = Dictionary(grouping: all.filter { $0 > start && $0 <= end }) { $0 }.mapValues(\.count)
            return counts.sorted { $0.key < $1.key }.prefix(max(0, limit)).map { Ending(at: $0.key, count: $0.value) }
        }
    }

    /// How many records are later than a moment.
    public func recordCount(after moment: Timestamp, in site: SiteID) throws(StoreError) -> Int {
        read { state in
            let accounts = state.records.values.filter { $0.site == site }.map(\.account)
            return accounts.count { $0.createdAt > moment || $0.credential.map { $0.changedAt > moment } ?? false }
                + state.sessions.count { $0.key.site == site && $0.value.createdAt > moment }
                + state.events.count { $0.site == site && $0.event.event.at > moment }
        }
    }
}
