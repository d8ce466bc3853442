public import Accounts

extension PostgreSQLStore {
    /// Returns the moments at which something of a kind ends. Uses of sessions that are still to be written are written first.
    public func endings(
        _ kind: EndingKind, after start: Timestamp, through end: Timestamp, in site: SiteID, limit: Int
    ) throws(StoreError) -> [Ending] {
        let (site, start, end, limit) = (
            Value.int(site.rawValue), Value.int(start.stored), Value.int(end.stored), Value.int(max(0, limit))
        )
        if kind == .sessions {
            do throws(Failure) { try upkeep.writeUses() } catch { throw error.reported }
        }
        let rows =
            switch kind {
            case .sessions: try query(EndingQuery.ofSessions(site, start, end, limit))
            case .locks(let prefix): try query(EndingQuery.ofLocks(site, start, end, limit, .text(prefix)))
            case .passwords(let policy, let lifetime):
                try query(
                    EndingQuery.ofPasswords(
                        site, start, end, limit, .int(min(lifetime.wholeMilliseconds, 1 << 60)), .int(policy.rawValue),
                        .text(Account.systemAccountAttribute)))
            }
        return rows.map { Ending(at: Timestamp(milliseconds: $0.int(0)), count: Int(clamping: $0.int(1))) }
    }

    /// Returns how many records are later than a moment.
    public func recordCount(after moment: Timestamp, in site: SiteID) throws(StoreError) -> Int {
        let rows = try query(EndingQuery.laterRecords(.int(site.rawValue), .int(moment.stored)))
        return Int(clamping: rows.first?.int(0) ?? 0)
    }
}

private enum EndingQuery {
    static let ofSessions = SQL(
        """
        SELECT ends_at, count(*) FROM session WHERE site = $1 AND ends_at > $2 AND ends_at <= $3
        GROUP BY ends_at ORDER BY ends_at LIMIT $4
        """)
    static let ofLocks = SQL(
        """
        SELECT locked_until, count(*) FROM failure
        WHERE site = $1 AND locked_until > $2 AND locked_until <= $3 AND left(subject, length($5)) = $5
        GROUP BY locked_until ORDER BY locked_until LIMIT $4
        """)
    static let ofPasswords = SQL(
        """
        SELECT changed_at + $5, count(*) FROM account
        WHERE site = $1 AND policy = $6 AND hash IS NOT NULL AND changed_at > $2 - $5 AND changed_at <= $3 - $5
            AND attributes ->> $7 IS DISTINCT FROM 'true'
        GROUP BY changed_at ORDER BY changed_at LIMIT $4
        """)
    static let laterRecords = SQL(
        """
        SELECT (SELECT count(*) FROM account WHERE site = $1 AND (created_at > $2 OR hash IS NOT NULL AND changed_at > $2))
            + (SELECT count(*) FROM session WHERE site = $1 AND created_at > $2)
            + (SELECT count(*) FROM event WHERE site = $1 AND at > $2)
        """)
}
