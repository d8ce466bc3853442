extension UserService {
    /// Returns the value with this name, which a system stores for a site. The name has the system as a prefix.
    public func value(named name: String, in site: SiteID) throws(StoreError) -> String? {
        try store.value(named: name, in: site)
    }

    /// Returns the values whose names begin with a text, in the byte order of the names.
    public func values(namedFrom prefix: String, in site: SiteID) throws(StoreError) -> [(name: String, value: String)] {
        if case .values(let values)? = known(.values(namedFrom: prefix), in: site) { return values }
        return try store.values(namedFrom: prefix, in: site)
    }

    /// Stores a value under its name. Nil deletes it. The change is on disk when this returns.
    public func setValue(_ value: String?, named name: String, in site: SiteID) throws(StoreError) {
        _ = try commits.commit(Transaction([.setValue(value, named: name)]), in: site, at: now)
    }
}
