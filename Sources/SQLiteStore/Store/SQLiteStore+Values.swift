public import Accounts

extension SQLiteStore {
    /// Returns the value with this name, or nil.
    public func value(named name: String, in site: SiteID) throws(StoreError) -> String? {
        try read(in: site) { connection throws(Failure) in try Self.value(named: name, in: site, connection) }
    }

    static func value(named name: String, in site: SiteID, _ connection: Connection) throws(Failure) -> String? {
        try connection.first("SELECT value FROM setting WHERE site = ? AND name = ?", site.part, name) { $0.text(0) }
    }

    /// Returns the values whose names begin with a text, in the byte order of the names.
    public func values(namedFrom prefix: String, in site: SiteID) throws(StoreError) -> [(name: String, value: String)] {
        let range = TextRange(prefix: prefix)
        return try read(in: site) { connection throws(Failure) in
            try connection.all(
                "SELECT name, value FROM setting WHERE site = ? AND name >= ? AND name < coalesce(?, x'') ORDER BY name",
                site.part, range.lower, range.upper
            ) { (name: $0.text(0), value: $0.text(1)) }
        }
    }

    /// Returns a value of the server, or nil. It is stored as a value of site 0, which does not exist.
    public func serverValue(named name: String) throws(StoreError) -> String? {
        try read { connection throws(Failure) in try Self.serverValue(named: name, connection) }
    }

    /// Replaces a value of the server, if it is still the one that is expected.
    public func replaceServerValue(_ old: String?, by new: String, named name: String) throws(StoreError) -> Bool {
        try write { connection throws(Failure) in
            guard try Self.serverValue(named: name, connection) == old else { return false }
            try connection.run("INSERT OR REPLACE INTO setting (site, name, value) VALUES (0, ?, ?)", "server \(name)", new)
            return true
        }
    }

    private static func serverValue(named name: String, _ connection: Connection) throws(Failure) -> String? {
        try connection.first("SELECT value FROM setting WHERE site = 0 AND name = ?", "server \(name)") { $0.text(0) }
    }

    static func setValue(_ value: String?, named name: String, in site: SiteID, _ connection: Connection) throws(Failure) {
        if let value {
            try connection.run("INSERT OR REPLACE INTO setting (site, name, value) VALUES (?, ?, ?)", site.part, name, value)
        } else {
            try connection.run("DELETE FROM setting WHERE site = ? AND name = ?", site.part, name)
        }
    }
}
