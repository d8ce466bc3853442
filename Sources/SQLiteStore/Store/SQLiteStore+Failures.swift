import Accounts

extension SQLiteStore {
    /// Deletes a site's old failures, and the oldest beyond `limit` among the locked ones and among the others.
    static func deleteFailures(
        before moment: Timestamp, notLockedAt now: Timestamp, keeping limit: Int, in site: SiteID, _ connection: Connection
    ) throws(Failure) {
        try connection.run(
            "DELETE FROM failure WHERE site = ? AND last_at < ? AND (locked_until IS NULL OR locked_until <= ?)", site.part,
            moment.milliseconds, now.milliseconds)
        for isLocked in [Int64(0), 1] {
            let excess = try connection.all(
                """
                SELECT subject FROM failure WHERE site = ? AND coalesce(locked_until > ?, 0) = ? ORDER BY last_at DESC LIMIT -1 OFFSET ?
                """, site.part, now.milliseconds, isLocked, Int64(max(0, limit))
            ) { $0.text(0) }
            for subject in excess { try connection.run("DELETE FROM failure WHERE site = ? AND subject = ?", site.part, subject) }
        }
    }

    static func failures(of subject: String, in site: SiteID, _ connection: Connection) throws(Failure) -> SignInFailures? {
        try connection.first(
            "SELECT count, last_at, locked_until FROM failure WHERE site = ? AND subject = ?", site.part, subject
        ) { row in
            SignInFailures(
                count: Int(clamping: row.int(0)), lastAt: Timestamp(milliseconds: row.int(1)),
                lockedUntil: row.optionalInt(2).map(Timestamp.init(milliseconds:)))
        }
    }

    static func setFailures(of subject: String, in site: SiteID, _ failures: SignInFailures?, _ connection: Connection) throws(Failure) {
        guard let failures else {
            try connection.run("DELETE FROM failure WHERE site = ? AND subject = ?", site.part, subject)
            return
        }
        try connection.run(
            """
            INSERT INTO failure (site, subject, count, last_at, locked_until) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET count = excluded.count, last_at = excluded.last_at, locked_until = excluded.locked_until
            """, site.part, subject, Int64(failures.count), failures.lastAt.milliseconds, failures.lockedUntil?.milliseconds)
    }
}
