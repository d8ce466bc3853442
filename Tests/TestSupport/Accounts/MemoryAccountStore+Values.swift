public import Accounts

extension MemoryAccountStore {
    /// The value of a name.
    public func value(named name: String, in site: SiteID) throws(StoreError) -> String? {
        read { $0.values[ValueKey(site: site, name: Array(name.utf8))] }
    }

    /// The server's value of a name.
    public func serverValue(named name: String) throws(StoreError) -> String? { try value(named: name, in: SiteID(rawValue: 0)) }

    /// Puts a value in the place of another one.
    public func replaceServerValue(_ old: String?, by new: String, named name: String) throws(StoreError) -> Bool {
        try write { state throws(StoreError) in
            let key = ValueKey(site: SiteID(rawValue: 0), name: Array(name.utf8))
            guard state.values[key] == old else { return false }
            state.values[key] = new
            return true
        }
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
