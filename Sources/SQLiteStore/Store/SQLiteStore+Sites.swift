public import Accounts

extension SQLiteStore {
    /// Returns the site with this name, or nil. Letter case is ignored.
    public func site(named name: String) throws(StoreError) -> SiteID? {
        try read { connection throws(Failure) in try Self.site(folded: name.lowercased(), connection) }
    }

    /// Returns all sites' names with their keys, in the order of their creation.
    public func sites() throws(StoreError) -> [(name: String, id: SiteID)] {
        try read { connection throws(Failure) in
            try connection.all("SELECT name, id FROM site ORDER BY id") { (name: $0.text(0), id: SiteID(rawValue: $0.int(1))) }
        }
    }

    /// Creates a site, or returns the existing one.
    public func createSite(named name: String) throws(StoreError) -> SiteID {
        try write { connection throws(Failure) in
            let folded = name.lowercased()
            if let site = try Self.site(folded: folded, connection) { return site }
            let id = try Self.nextSite(connection)
            try connection.run("INSERT INTO site (id, name, folded) VALUES (?, ?, ?)", id, name, folded)
            return SiteID(rawValue: id)
        }
    }

    /// Gives the name of a site to another one. The site without a name gets one that nobody can ask for.
    public func replaceSite(_ old: SiteID, by new: SiteID, marking mark: String) throws(StoreError) -> Bool {
        try write { connection throws(Failure) in
            let name = try connection.first("SELECT name, folded FROM site WHERE id = ?", old.rawValue) { ($0.text(0), $0.text(1)) }
            guard let (name, folded) = name, try connection.hasRow("SELECT 1 FROM site WHERE id = ?", new.rawValue) else { return false }
            let free = "replaced \(old.rawValue)"
            try connection.run("UPDATE site SET name = ?1, folded = ?1 WHERE id = ?2", free, old.rawValue)
            try connection.run("UPDATE site SET name = ?, folded = ? WHERE id = ?", name, folded, new.rawValue)
            try connection.run("INSERT OR REPLACE INTO setting (site, name, value) VALUES (?, ?, '')", old.part, mark)
            try connection.run("DELETE FROM setting WHERE site = ? AND name = ?", new.part, mark)
            return true
        }
    }

    /// Returns the number of a site's accounts. They are counted in an index.
    public func accountCount(in site: SiteID) throws(StoreError) -> Int {
        try read(in: site) { connection throws(Failure) in
            try connection.first("SELECT count(*) FROM account WHERE site = ?", site.part) { Int($0.int(0)) } ?? 0
        }
    }

    /// Returns how many accounts and sessions are in some sites. They are counted, accounts in an index: a million in a tenth of a second.
    public func sizes(of sites: [SiteID]) throws(StoreError) -> StoreSizes {
        try read { connection throws(Failure) in
            var sizes = StoreSizes(accounts: 0, sessions: 0)
            for site in sites {
                sizes.accounts += try connection.first("SELECT count(*) FROM account WHERE site = ?", site.part) { Int($0.int(0)) } ?? 0
                sizes.sessions += try connection.first("SELECT count(*) FROM session WHERE site = ?", site.part) { Int($0.int(0)) } ?? 0
            }
            return sizes
        }
    }

    /// Returns whether no site has an account.
    public func isEmpty() throws(StoreError) -> Bool {
        try read { connection throws(Failure) in
            try !connection.hasRow("SELECT 1 FROM account")
        }
    }

    static func site(folded: String, _ connection: Connection) throws(Failure) -> SiteID? {
        try connection.first("SELECT id FROM site WHERE folded = ?", folded) { SiteID(rawValue: $0.int(0)) }
    }
}
