public import Accounts

extension MemoryAccountStore {
    /// People in the order of their creation.
    public func people(in site: SiteID, after account: AccountID?, limit: Int) throws(StoreError) -> [Person] {
        read { state in
            let ids = state.records.filter { $0.value.site == site && $0.key.rawValue > account?.rawValue ?? .min }.keys
            return ids.sorted { $0.rawValue < $1.rawValue }.prefix(max(0, limit)).compactMap { Self.person($0, in: site, state) }
        }
    }

    /// The failures of subjects.
    public func failures(
        in site: SiteID, after subject: String?, limit: Int
    ) throws(StoreError) -> [(subject: String, failures: SignInFailures)] {
        read { state in
            let found = state.failures.filter { $0.key.site == site && (subject ?? "").utf8.lexicographicallyPrecedes($0.key.key.utf8) }
            return Array(
                found.map { (subject: $0.key.key, failures: $0.value) }.sorted {
                    $0.subject.utf8.lexicographicallyPrecedes($1.subject.utf8)
                }
                .prefix(max(0, limit)))
        }
    }

    /// Rows of all tables.
    public func rows(in site: SiteID, after id: Int64?, limit: Int) throws(StoreError) -> [StoredRow] {
        read { state in Array(state.rows.filter { $0.site == site && $0.row.id > id ?? 0 }.map(\.row).prefix(max(0, limit))) }
    }

    /// Events of all kinds.
    public func events(in site: SiteID, after id: Int64?, limit: Int) throws(StoreError) -> [StoredEvent] {
        read { state in
            Array(
                state.events.filter { $0.site == site && $0.event.id > id ?? 0 }.map(\.event).sorted { $0.id < $1.id }.prefix(max(0, limit))
            )
        }
    }

    /// The next numbers of sequences.
    public func sequences(in site: SiteID) throws(StoreError) -> [(name: String, next: Int64)] {
        read { state in
            state.sequences.filter { $0.key.site == site }.map { (name: $0.key.name, next: $0.value) }
                .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        }
    }
}
