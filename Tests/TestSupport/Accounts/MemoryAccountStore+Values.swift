public import Accounts

extension MemoryAccountStore {
    /// The value of a name.
    public func value(named name: String, in site: SiteID) throws(StoreError) -> String? {
        read { $0.values[ValueKey(site: site, name: Array(name.utf8))] }
    }

    /// The values whose names begin with a text.
    public func values(namedFrom prefix: String, in site: SiteID) throws(StoreError) -> [(name: String, value: String)] {
        countValueListing()
        return read { state in
            state.values.filter { $0.key.site == site && $0.key.name.starts(with: prefix.utf8) }
                .sorted { $0.key.name.lexicographicallyPrecedes($1.key.name) }
                .map { (name: String(decoding: $0.key.name, as: UTF8.self), value: $0.value) }
        }
    }
}
