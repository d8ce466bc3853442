public import Accounts

extension SQLiteStore {
    /// The site of this name; names ignore letter case.
    public func site(named name: String) throws(StoreError) -> SiteID? {
        try read { connection throws(Failure) in try Self.site(folded: name.lowercased(), connection) }
    }

    /// All sites' names with their keys, in the order they were made.
    public func sites() throws(StoreError) -> [(name: String, id: SiteID)] {
        try read { connection throws(Failure) in
            try connection.all("SELECT name, id FROM site ORDER BY id") { (name: $0.text(0), id: SiteID(rawValue: $0.int(1))) }
        }
    }

    /// Makes a site, or finds the one there is.
    public func createSite(named name: String) throws(StoreError) -> SiteID {
        try write { connection throws(Failure) in
            let folded = name.lowercased()
            if let site = try Self.site(folded: folded, connection) { return site }
            try connection.run("INSERT INTO site (name, folded) VALUES (?, ?)", name, folded)
            return SiteID(rawValue: connection.lastInsertedKey)
        }
    }

    /// Whether there is no account in any site.
    public func isEmpty() throws(StoreError) -> Bool {
        try read { connection throws(Failure) in
            try connection.first("SELECT EXISTS (SELECT 1 FROM account)") { $0.int(0) == 0 } ?? true
        }
    }

    private static func site(folded: String, _ connection: Connection) throws(Failure) -> SiteID? {
        try connection.first("SELECT id FROM site WHERE folded = ?", folded) { SiteID(rawValue: $0.int(0)) }
    }
}
