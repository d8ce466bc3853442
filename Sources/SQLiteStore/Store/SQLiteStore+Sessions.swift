public import Accounts

extension SQLiteStore {
    /// Returns the session with a digest and its owner, or nil.
    public func storedSession(_ digest: TokenDigest, in site: SiteID) throws(StoreError) -> StoredSession? {
        try read(in: site) { [schemes] connection throws(Failure) -> StoredSession? in
            let session = try connection.first(
                """
                SELECT kind, account, created_at, last_used_at, expires_at, idle, client_address, attributes
                FROM session WHERE site = ? AND digest = ?
                """, site.part, digest.bytes
            ) { Session(digest, $0) }
            guard let session else { return nil }
            guard let account = session.account else { return StoredSession(session, of: nil) }
            return StoredSession(session, of: try Self.person(account, in: site, schemes, connection))
        }
    }

    /// Returns sessions in the byte order of their digests.
    public func sessions(
        of account: AccountID?, in site: SiteID, after digest: TokenDigest?, limit: Int
    ) throws(StoreError) -> [Session] {
        try read(in: site) { connection throws(Failure) in
            let row = { (row: Statement) in Session(TokenDigest(row.bytes(8)), row) }
            guard let account else {
                return try connection.all(
                    """
                    SELECT kind, account, created_at, last_used_at, expires_at, idle, client_address, attributes, digest
                    FROM session WHERE site = ? AND digest > ? ORDER BY digest LIMIT ?
                    """, site.part, digest?.bytes ?? [], Int64(max(0, limit)), row: row)
            }
            return try connection.all(
                """
                SELECT kind, account, created_at, last_used_at, expires_at, idle, client_address, attributes, digest
                FROM session WHERE account = ? AND site = ? AND digest > ? ORDER BY digest LIMIT ?
                """, account.rawValue, site.part, digest?.bytes ?? [], Int64(max(0, limit)), row: row)
        }
    }

    /// Returns those of some accounts that have a live session of a kind.
    public func accounts(
        _ ids: [AccountID], withSessionOf kind: SessionKind, liveAt now: Timestamp, in site: SiteID
    ) throws(StoreError) -> Set<AccountID> {
        try read(in: site) { connection throws(Failure) in
            var found: Set<AccountID> = []
            for id in ids {
                let hasSession = try connection.hasRow(
                    """
                    SELECT 1 FROM session WHERE account = ? AND kind = ? AND site = ? AND (ends_at IS NULL OR ends_at > ?) LIMIT 1
                    """, id.rawValue, kind.rawValue, site.part, now.stored)
                if hasSession { found.insert(id) }
            }
            return found
        }
    }

    /// Returns how many live sessions some accounts have.
    public func liveSessions(
        of ids: [AccountID], at now: Timestamp, in site: SiteID, countingUpTo most: Int
    ) throws(StoreError) -> [AccountID: Int] {
        try read(in: site) { connection throws(Failure) in
            var counts: [AccountID: Int] = [:]
            for id in ids {
                counts[id] = try connection.first(
                    """
                    SELECT count(*) FROM (
                        SELECT 1 FROM session WHERE account = ? AND site = ? AND (ends_at IS NULL OR ends_at > ?) LIMIT ?)
                    """, id.rawValue, site.part, now.stored, Int64(max(0, most))
                ) { Int($0.int(0)) }
            }
            return counts
        }
    }

    /// Stores later times of use, within about a second.
    public func touch(_ uses: [(digest: TokenDigest, site: SiteID, at: Timestamp)]) {
        writer.writeSoon { [sites = self.uses] connection throws(Failure) in
            for use in uses where sites.isCurrent(use.site) {
                try connection.run(
                    """
                    UPDATE session SET last_used_at = ?1,
                    ends_at = CASE WHEN idle IS NULL THEN ends_at ELSE min(coalesce(expires_at, ?1 + idle), ?1 + idle) END
                    WHERE site = ?2 AND digest = ?3 AND last_used_at < ?1
                    """, use.at.stored, use.site.part, use.digest.bytes)
            }
        }
    }

    /// Deletes a site's expired sessions, oldest first, about 5,000 per call.
    static func deleteSessions(endedBefore moment: Timestamp, in site: SiteID, _ connection: Connection) throws(Failure) {
        try connection.run(
            """
            DELETE FROM session WHERE site = ?3 AND ends_at < ?1 AND ends_at <= coalesce(
                (SELECT ends_at FROM session WHERE site = ?3 AND ends_at < ?1 ORDER BY ends_at LIMIT 1 OFFSET ?2), ?1)
            """, moment.milliseconds, sweptAtOnce, site.part)
    }

    /// The number of sessions to delete at once, which takes tens of milliseconds.
    private static let sweptAtOnce: Int64 = 5000

    static func keep(_ session: Session, in site: SiteID, _ connection: Connection) throws(Failure) {
        try connection.run(
            """
            INSERT OR REPLACE INTO session
            (site, digest, kind, account, created_at, last_used_at, expires_at, idle, ends_at, client_address, attributes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            site.part, session.digest.bytes, session.kind.rawValue, session.account?.rawValue, session.createdAt.milliseconds,
            session.lastUsedAt.milliseconds, session.expiresAt?.milliseconds, session.storedIdle, session.endsAt?.milliseconds,
            session.clientAddress, AttributeText.text(of: session.attributes))
    }

    static func deleteSession(_ digest: TokenDigest, in site: SiteID, _ connection: Connection) throws(Failure) {
        try connection.run("DELETE FROM session WHERE site = ? AND digest = ?", site.part, digest.bytes)
    }

    static func deleteSessions(of id: AccountID, in site: SiteID, except kept: TokenDigest?, _ connection: Connection) throws(Failure) {
        try connection.run(
            "DELETE FROM session WHERE account = ? AND site = ? AND digest IS NOT ?", id.rawValue, site.part, kept?.bytes)
    }

    static func deleteSessions(
        alike likeness: SessionLikeness, in site: SiteID, keepingNewest kept: Int, _ connection: Connection
    ) throws(Failure) {
        try connection.run(
            """
            DELETE FROM session WHERE site = ?2 AND digest IN (
                SELECT digest FROM session WHERE account = ?1 AND site = ?2 AND kind = ?3 AND client_address IS ?4
                ORDER BY created_at DESC LIMIT -1 OFFSET ?5)
            """, likeness.account.rawValue, site.part, likeness.kind.rawValue, likeness.clientAddress, Int64(max(0, kept)))
    }
}

extension Session {
    /// Creates the session with a digest from the columns of its row.
    init(_ digest: TokenDigest, _ row: Statement) {
        self.init(
            digest: digest, kind: SessionKind(rawValue: row.text(0)), account: row.optionalInt(1).map(AccountID.init(rawValue:)),
            createdAt: Timestamp(milliseconds: row.int(2)), lastUsedAt: Timestamp(milliseconds: row.int(3)),
            expiresAt: row.optionalInt(4).map(Timestamp.init(milliseconds:)), idleTimeout: row.optionalInt(5).map { .milliseconds($0) },
            clientAddress: row.optionalText(6), attributes: AttributeText.attributes(of: row.text(7)))
    }
}
