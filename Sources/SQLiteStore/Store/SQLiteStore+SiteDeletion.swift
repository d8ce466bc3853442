public import Accounts

/// The keys of sites, and the deletion of sites in pieces.
extension SQLiteStore {
    /// Returns the key of the next site. It is stored as a value of site 0, which does not exist, once a site was deleted,
    /// copied or restored, so that a key is never given again. Caches rely on that.
    static func nextSite(_ connection: Connection) throws(Failure) -> Int64 {
        try connection.first(
            """
            SELECT max((SELECT coalesce(max(id), 0) + 1 FROM site WHERE id < 1 << 32),
                coalesce((SELECT CAST(value AS INTEGER) FROM setting WHERE site = 0 AND name = 'next site'), 1))
            """
        ) { $0.int(0) } ?? 1
    }

    /// Records that a site has data but does not exist, and that its key is taken. ``deleteRemains()`` deletes the data.
    static func markAsRemains(_ site: Int64, _ connection: Connection) throws(Failure) {
        try take(site, connection)
        try connection.run("INSERT OR REPLACE INTO setting (site, name, value) VALUES (0, ?, ?)", remainsName(site), String(site))
    }

    /// Records that the key of a site is taken, as the table of sites may not show it.
    static func take(_ site: Int64, _ connection: Connection) throws(Failure) {
        try connection.run(
            """
            INSERT INTO setting (site, name, value) VALUES (0, 'next site', ?)
            ON CONFLICT (site, name) DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))
            """, String(site + 1))
    }

    /// The value of site 0 which says that the data of a site that does not exist is to be deleted.
    static func remainsName(_ site: Int64) -> String { "remains \(site)" }

    /// Deletes a site, which is gone when the first of several transactions has been committed. The others delete what
    /// was in it in pieces, so that other writes never wait long. If one of them fails, the next opening of the store
    /// deletes the rest.
    public func deleteSite(_ site: SiteID) throws(StoreError) -> Bool {
        let isDeleted = try write { connection throws(Failure) in
            guard try connection.run("DELETE FROM site WHERE id = ?", site.rawValue) > 0 else { return false }
            try Self.markAsRemains(site.part, connection)
            return true
        }
        if isDeleted { try? deleteRemains(of: site.part) }
        return isDeleted
    }

    /// Deletes the data of sites that do not exist: those that were being deleted or copied when their process ended.
    func deleteRemains() throws(Failure) {
        let remains = try writer.write { connection throws(Failure) in
            try connection.all("SELECT value FROM setting WHERE site = 0 AND name >= 'remains ' AND name < 'remains!'") { $0.text(0) }
        }
        for site in remains.compactMap(Int64.init) { try deleteRemains(of: site) }
    }

    /// Deletes the data of a site that does not exist, in transactions that take a few milliseconds each.
    func deleteRemains(of site: Int64) throws(Failure) {
        try writer.write { [notes] _ in notes.end(site) }
        for piece in Self.pieces {
            while try writer.write({ connection throws(Failure) in
                var deleted = 0
                for statement in piece { deleted = try connection.run(statement, site) }
                return deleted > 0
            }) {}
        }
        _ = try writer.write { connection throws(Failure) in
            try connection.run("DELETE FROM setting WHERE site = 0 AND name = ?", Self.remainsName(site))
        }
        uses.forget(site)
        writer.releaseMemoryWhenIdle()
    }

    /// The statements that delete pieces of a site. Each group is repeated until its last statement deletes nothing. An account
    /// goes after what is found by it, and a container after its memberships.
    private static let pieces: [[StaticString]] = [
        ["DELETE FROM session WHERE site = ?1 AND digest IN (SELECT digest FROM session WHERE site = ?1 LIMIT 500)"],
        ["DELETE FROM failure WHERE site = ?1 AND subject IN (SELECT subject FROM failure WHERE site = ?1 LIMIT 500)"],
        ["DELETE FROM event WHERE id IN (SELECT id FROM event WHERE site = ?1 LIMIT 500)"],
        ["DELETE FROM record WHERE id IN (SELECT id FROM record WHERE site = ?1 LIMIT 500)"],
        ["DELETE FROM setting WHERE site = ?1 AND name IN (SELECT name FROM setting WHERE site = ?1 LIMIT 500)"],
        [
            """
            DELETE FROM membership WHERE (container, member_kind, member) IN (
                SELECT container, member_kind, member FROM container JOIN membership ON container = container.id
                WHERE container.site = ?1 LIMIT 500)
            """
        ],
        ["DELETE FROM container WHERE id IN (SELECT id FROM container WHERE site = ?1 LIMIT 500)"],
        ["DELETE FROM policy WHERE id IN (SELECT id FROM policy WHERE site = ?1 LIMIT 500)"],
        ["DELETE FROM sequence WHERE site = ?1 AND name IN (SELECT name FROM sequence WHERE site = ?1 LIMIT 500)"],
        [
            "DELETE FROM history WHERE account IN (SELECT id FROM account WHERE site = ?1 ORDER BY id LIMIT 100)",
            "DELETE FROM identity WHERE account IN (SELECT id FROM account WHERE site = ?1 ORDER BY id LIMIT 100)",
            "DELETE FROM account WHERE id IN (SELECT id FROM account WHERE site = ?1 ORDER BY id LIMIT 100)",
        ],
    ]
}
