public import Accounts

extension SQLiteStore {
    /// What is kept of a subject's failures.
    public func failures(of subject: String, in site: SiteID) throws(StoreError) -> SignInFailures? {
        try read { connection throws(Failure) in
            try connection.first(
                "SELECT count, last_at, locked_until FROM failure WHERE site = ? AND subject = ?", site.rawValue, subject
            ) { row in
                SignInFailures(
                    count: Int(clamping: row.int(0)), lastAt: Timestamp(milliseconds: row.int(1)),
                    lockedUntil: row.optionalInt(2).map(Timestamp.init(milliseconds:)))
            }
        }
    }

    /// Puts a subject's failures in the place of `expected`.
    public func setFailures(
        _ failures: SignInFailures, of subject: String, in site: SiteID, expecting expected: SignInFailures?, lock: AccountLock?
    ) throws(StoreError) -> Bool {
        try write { connection throws(Failure) in
            guard try Self.put(failures, of: subject, in: site, expecting: expected, connection) else { return false }
            guard let lock else { return true }
            if lock.untilUnlocked {
                try connection.run(
                    "UPDATE account SET status = ? WHERE id = ? AND site = ? AND status = ?", AccountStatus.locked.stored,
                    lock.account.rawValue, site.rawValue, AccountStatus.active.stored)
            }
            try connection.run("DELETE FROM session WHERE account = ? AND site = ?", lock.account.rawValue, site.rawValue)
            return true
        }
    }

    /// Forgets a subject's failures, whatever they are.
    public func forgetFailures(of subject: String, in site: SiteID) throws(StoreError) {
        try write { connection throws(Failure) in
            try connection.run("DELETE FROM failure WHERE site = ? AND subject = ?", site.rawValue, subject)
            return ()
        }
    }

    /// Forgets what is old, and the oldest beyond `limit`, among the locked and among the others.
    public func forgetFailures(before moment: Timestamp, notLockedAt now: Timestamp, keeping limit: Int) throws(StoreError) {
        try write { connection throws(Failure) in
            try connection.run(
                "DELETE FROM failure WHERE last_at < ? AND (locked_until IS NULL OR locked_until <= ?)", moment.milliseconds,
                now.milliseconds)
            for isLocked in [Int64(0), 1] {
                let excess = try connection.all(
                    "SELECT site, subject FROM failure WHERE coalesce(locked_until > ?, 0) = ? ORDER BY last_at DESC LIMIT -1 OFFSET ?",
                    now.milliseconds, isLocked, Int64(max(0, limit))
                ) { (site: $0.int(0), subject: $0.text(1)) }
                for row in excess { try connection.run("DELETE FROM failure WHERE site = ? AND subject = ?", row.site, row.subject) }
            }
            return ()
        }
    }

    private static func put(
        _ failures: SignInFailures, of subject: String, in site: SiteID, expecting expected: SignInFailures?, _ connection: Connection
    ) throws(Failure) -> Bool {
        guard let expected else {
            return try connection.run(
                """
                INSERT INTO failure (site, subject, count, last_at, locked_until) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """, site.rawValue, subject, Int64(failures.count), failures.lastAt.milliseconds, failures.lockedUntil?.milliseconds) > 0
        }
        return try connection.run(
            """
            UPDATE failure SET count = ?, last_at = ?, locked_until = ?
            WHERE site = ? AND subject = ? AND count = ? AND last_at = ? AND locked_until IS ?
            """, Int64(failures.count), failures.lastAt.milliseconds, failures.lockedUntil?.milliseconds, site.rawValue, subject,
            Int64(expected.count), expected.lastAt.milliseconds, expected.lockedUntil?.milliseconds) > 0
    }
}
