public import Accounts

extension MemoryAccountStore {
    /// A page of what a search finds.
    public func search(
        _ search: AccountSearch, in site: SiteID, after position: AccountSearch.Position?, limit: Int
    ) throws(StoreError) -> [FoundPerson] {
        let ordered = all(search, in: site)
        let rest = position.map { position in ordered.filter { Self.precedes(position, $0.position) } } ?? ordered
        return Array(rest.prefix(max(0, limit)))
    }

    /// What a search finds, without the first ones.
    public func search(_ search: AccountSearch, in site: SiteID, skipping skipped: Int, limit: Int) throws(StoreError) -> [Person] {
        all(search, in: site).dropFirst(max(0, skipped)).prefix(max(0, limit)).map(\.person)
    }

    /// How many a search finds.
    public func count(_ search: AccountSearch, in site: SiteID, before position: AccountSearch.Position?) throws(StoreError) -> Int {
        all(search, in: site).count { found in position.map { Self.precedes(found.position, $0) } ?? true }
    }

    private func all(_ search: AccountSearch, in site: SiteID) -> [FoundPerson] {
        read { state in
            let found = state.records.values.filter { $0.site == site }.flatMap { record in
                record.identities.filter { $0.scheme == search.scheme && Self.matches($0.key, search.keyMatch) }.map { identity in
                    FoundPerson(Self.person(record, state), at: AccountSearch.Position(key: identity.key, account: record.account.id))
                }
            }
            return found.sorted { Self.precedes($0.position, $1.position) }
        }
    }

    private static func precedes(_ one: AccountSearch.Position, _ other: AccountSearch.Position) -> Bool {
        guard one.key.utf8.elementsEqual(other.key.utf8) else { return one.key.utf8.lexicographicallyPrecedes(other.key.utf8) }
        return one.account.rawValue < other.account.rawValue
    }

    private static func matches(_ key: String, _ match: AccountSearch.Match) -> Bool {
        let key = Array(key.utf8)
        switch match {
        case .any: return true
        case .equal(let value): return key == Array(value.utf8)
        case .prefix(let text): return key.starts(with: text.utf8)
        case .suffix(let text): return key.reversed().starts(with: text.utf8.reversed())
        case .contains(let text): return key.indices.contains { key[$0...].starts(with: text.utf8) }
        }
    }
}
