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
            try connection.run(
                """
                INSERT INTO site (id, name, folded) VALUES (
                    max((SELECT coalesce(max(id), 0) + 1 FROM site),
                        coalesce((SELECT CAST(value AS INTEGER) FROM setting WHERE site = 0 AND name = 'next site'), 1)), ?, ?)
                """, name, folded)
            return SiteID(rawValue: connection.lastInsertedKey)
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
            try connection.run("INSERT OR REPLACE INTO setting (site, name, value) VALUES (?, ?, '')", old.rawValue, mark)
            try connection.run("DELETE FROM setting WHERE site = ? AND name = ?", new.rawValue, mark)
            return true
        }
    }

    /// Deletes a site with everything in it, in one transaction. It reads the whole table of accounts, and other writes
    /// wait meanwhile.
    ///
    /// The next site's key is stored as a value of site 0, which does not exist, so that a key is never given again. Caches
    /// rely on that.
    public func deleteSite(_ site: SiteID) throws(StoreError) -> Bool {
        let isDeleted = try write { connection throws(Failure) in
            let id = site.rawValue
            guard try connection.run("DELETE FROM site WHERE id = ?", id) > 0 else { return false }
            try connection.run("DELETE FROM history WHERE account IN (SELECT id FROM account WHERE site = ?)", id)
            try connection.run("DELETE FROM account WHERE site = ?", id)
            try connection.run("DELETE FROM identity WHERE site = ?", id)
            try connection.run("DELETE FROM failure WHERE site = ?", id)
            try connection.run("DELETE FROM session WHERE site = ?", id)
            try connection.run("DELETE FROM policy WHERE site = ?", id)
            try connection.run("DELETE FROM setting WHERE site = ?", id)
            try connection.run("DELETE FROM container WHERE site = ?", id)
            try connection.run("DELETE FROM membership WHERE site = ?", id)
            try connection.run("DELETE FROM sequence WHERE site = ?", id)
            try connection.run("DELETE FROM event WHERE site = ?", id)
            try connection.run("DELETE FROM record WHERE site = ?", id)
            try connection.run(
                """
                INSERT INTO setting (site, name, value) VALUES (0, 'next site', ?)
                ON CONFLICT (site, name) DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))
                """, String(id + 1))
            return true
        }
        writer.releaseMemoryWhenIdle()
        return isDeleted
    }

    /// Returns whether no site has an account.
    public func isEmpty() throws(StoreError) -> Bool {
        try read { connection throws(Failure) in
            try !connection.hasRow("SELECT 1 FROM account")
        }
    }

    private static func site(folded: String, _ connection: Connection) throws(Failure) -> SiteID? {
        try connection.first("SELECT id FROM site WHERE folded = ?", folded) { SiteID(rawValue: $0.int(0)) }
    }
}
