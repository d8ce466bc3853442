extension UserService {
    /// The value of this name, which some system keeps for a site; names are prefixed with the system they belong to.
    public func value(named name: String, in site: SiteID) throws(StoreError) -> String? {
        try store.value(named: name, in: site)
    }

    /// The values whose names begin with a text, with their names, in the order of the names' bytes.
    public func values(namedFrom prefix: String, in site: SiteID) throws(StoreError) -> [(name: String, value: String)] {
        try store.values(namedFrom: prefix, in: site)
    }

    /// Keeps a value under its name, on disk when it returns; nil takes it away.
    public func setValue(_ value: String?, named name: String, in site: SiteID) throws(StoreError) {
        _ = try storage.commit(Transaction([.setValue(value, named: name)]), in: site)
    }
}
