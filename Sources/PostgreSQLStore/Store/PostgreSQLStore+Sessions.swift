public import Accounts

extension PostgreSQLStore {
    /// Returns the session with a digest and its owner, or nil.
    public func storedSession(_ digest: TokenDigest, in site: SiteID) throws(StoreError) -> StoredSession? {
        try ask(Self.session(digest, in: site))
    }

    static func session(_ digest: TokenDigest, in site: SiteID) -> Query<StoredSession?> {
        Query(sessions([digest], in: site)) { $0.first.map(StoredSession.init(row:)) }
    }

    /// The sessions with some digests, in no order.
    static func sessions(_ digests: [TokenDigest], in site: SiteID) -> Statement {
        SessionQuery.byDigest(.int(site.rawValue), .blobs(digests.map(\.bytes)))
    }

    /// The session with a digest, and behind it the one that an attribute of it names.
    static func sessions(_ digest: TokenDigest, pointingBy name: String, in site: SiteID) -> Query<[StoredSession]> {
        Query(SessionQuery.pointing(.int(site.rawValue), .bytes(digest.bytes), .text(name))) { rows in
            let found = rows.map(StoredSession.init(row:))
            return found.filter { $0.session.digest == digest } + found.filter { $0.session.digest != digest }
        }
    }

    /// Returns the sessions of a site, or of one of its accounts, in the byte order of their digests.
    public func sessions(
        of account: AccountID?, in site: SiteID, after digest: TokenDigest?, limit: Int
    ) throws(StoreError) -> [Session] {
        let (site, digest, limit) = (Value.int(site.rawValue), Value.bytes(digest?.bytes ?? []), Value.int(max(0, limit)))
        let rows =
            if let account {
                try query(SessionQuery.ofAccount(site, digest, limit, .int(account.rawValue)))
            } else {
                try query(SessionQuery.ofSite(site, digest, limit))
            }
        return rows.map { Session(row: $0, from: 0) }
    }

    /// Returns those of some accounts that have a live session of a kind.
    public func accounts(
        _ ids: [AccountID], withSessionOf kind: SessionKind, liveAt now: Timestamp, in site: SiteID
    ) throws(StoreError) -> Set<AccountID> {
        guard !ids.isEmpty else { return [] }
        let rows = try query(
            SessionQuery.owners(.int(site.rawValue), .ints(ids.map(\.rawValue)), .text(kind.rawValue), .int(now.stored)))
        return Set(rows.map { AccountID(rawValue: $0.int(0)) })
    }

    /// Returns how many live sessions some accounts have.
    public func liveSessions(
        of ids: [AccountID], at now: Timestamp, in site: SiteID, countingUpTo most: Int
    ) throws(StoreError) -> [AccountID: Int] {
        guard !ids.isEmpty else { return [:] }
        let rows = try query(
            SessionQuery.counts(.int(site.rawValue), .ints(ids.map(\.rawValue)), .int(now.stored), .int(Int64(max(0, most)))))
        return Dictionary(rows.map { (AccountID(rawValue: $0.int(0)), Int($0.int(1))) }) { first, _ in first }
    }

    /// Stores later times of use, within about a second.
    public func touch(_ uses: [(digest: TokenDigest, site: SiteID, at: Timestamp)]) {
        upkeep.note(uses)
    }
}

private enum SessionQuery {
    private static let columns = """
        s.digest, s.kind, s.account, s.created_at, s.last_used_at, s.expires_at, s.idle, s.client_address, s.attributes
        """

    static let byDigest = SQL(
        """
        SELECT \(PersonQuery.columns), \(columns) FROM session s LEFT JOIN \(PersonQuery.account("s.account")) AS a ON true
        WHERE s.site = $1 AND s.digest = ANY ($2)
        """)
    static let pointing = SQL(
        """
        SELECT \(PersonQuery.columns), \(columns) FROM (
            SELECT digest FROM session WHERE site = $1 AND digest = $2
            UNION ALL
            SELECT CASE WHEN attributes ->> $3 ~ '^([0-9a-f]{2})+$' THEN decode(attributes ->> $3, 'hex') END
            FROM session WHERE site = $1 AND digest = $2
        ) AS w CROSS JOIN LATERAL (SELECT * FROM session WHERE site = $1 AND digest = w.digest LIMIT 1) AS s
        LEFT JOIN \(PersonQuery.account("s.account")) AS a ON true
        """)
    static let ofSite = SQL("SELECT \(columns) FROM session s WHERE s.site = $1 AND s.digest > $2 ORDER BY s.digest LIMIT $3")
    /// The sessions of the account are found first, so that no plan looks for them in the order of the digests.
    static let ofAccount = SQL(
        """
        SELECT \(columns) FROM (SELECT * FROM session WHERE site = $1 AND account = $4 OFFSET 0) AS s
        WHERE s.digest > $2 ORDER BY s.digest LIMIT $3
        """)
    static let owners = SQL(
        """
        SELECT u.id FROM unnest($2::BIGINT[]) AS u (id) CROSS JOIN LATERAL (
            SELECT 1 FROM session s WHERE s.site = $1 AND s.account = u.id AND s.kind = $3 AND (s.ends_at IS NULL OR s.ends_at > $4)
            LIMIT 1) AS l
        """)
    static let counts = SQL(
        """
        SELECT u.id, l.live FROM unnest($2::BIGINT[]) AS u (id) CROSS JOIN LATERAL (
            SELECT count(*) AS live FROM (
                SELECT 1 FROM session s WHERE s.site = $1 AND s.account = u.id AND (s.ends_at IS NULL OR s.ends_at > $3) LIMIT $4
            ) AS c) AS l
        """)
}

extension StoredSession {
    /// Creates a session with its owner from the columns of a person and of a session.
    init(row: ResultRow) {
        self.init(Session(row: row, from: PersonQuery.width), of: row.optionalInt(0) == nil ? nil : Person(row: row))
    }
}

extension Session {
    /// Creates a session from its columns, the first of which is at an index.
    fileprivate init(row: ResultRow, from first: Int32) {
        self.init(
            digest: TokenDigest(row.blob(first)), kind: SessionKind(rawValue: row.text(first + 1)),
            account: row.optionalInt(first + 2).map(AccountID.init(rawValue:)), createdAt: Timestamp(milliseconds: row.int(first + 3)),
            lastUsedAt: Timestamp(milliseconds: row.int(first + 4)),
            expiresAt: row.optionalInt(first + 5).map(Timestamp.init(milliseconds:)),
            idleTimeout: row.optionalInt(first + 6).map { .milliseconds($0) }, clientAddress: row.optionalText(first + 7),
            attributes: row.document(first + 8))
    }
}
