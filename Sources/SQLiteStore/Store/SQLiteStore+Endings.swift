public import Accounts

extension SQLiteStore {
    /// Returns the moments at which something of a kind ends.
    public func endings(
        _ kind: EndingKind, after start: Timestamp, through end: Timestamp, in site: SiteID, limit: Int
    ) throws(StoreError) -> [Ending] {
        let (start, end, most) = (start.stored, end.stored, Int64(max(0, limit)))
        return try read(in: site) { connection throws(Failure) in
            let ending = { (row: Statement) in Ending(at: Timestamp(milliseconds: row.int(0)), count: Int(clamping: row.int(1))) }
            switch kind {
            case .sessions:
                return try connection.all(
                    """
                    SELECT ends_at, count(*) FROM session WHERE site = ? AND ends_at > ? AND ends_at <= ?
                    GROUP BY ends_at ORDER BY ends_at LIMIT ?
                    """, site.part, start, end, most, row: ending)
            case .locks(let prefix):
                return try connection.all(
                    """
                    SELECT locked_until, count(*) FROM failure
                    WHERE site = ? AND locked_until > ? AND locked_until <= ? AND substr(subject, 1, length(?4)) = ?4
                    GROUP BY locked_until ORDER BY locked_until LIMIT ?
                    """, site.part, start, end, prefix, most, row: ending)
            case .passwords(let policy, let lifetime):
                let milliseconds = min(lifetime.wholeMilliseconds, 1 << 60)
                return try connection.all(
                    """
                    SELECT changed_at + ?4, count(*) FROM account
                    WHERE site = ?1 AND policy = ?5 AND hash IS NOT NULL AND changed_at > ?2 - ?4 AND changed_at <= ?3 - ?4
                    AND instr(char(10) || attributes, char(10) || ?6 || char(10)) = 0
                    GROUP BY changed_at ORDER BY changed_at LIMIT ?7
                    """, site.part, start, end, milliseconds, policy.rawValue, Self.systemAccountLine, most, row: ending)
            }
        }
    }

    /// Returns how many records are later than a moment.
    public func recordCount(after moment: Timestamp, in site: SiteID) throws(StoreError) -> Int {
        try read(in: site) { connection throws(Failure) in
            let count = try connection.first(
                """
                SELECT (SELECT count(*) FROM account WHERE site = ?1 AND (created_at > ?2 OR hash IS NOT NULL AND changed_at > ?2))
                    + (SELECT count(*) FROM session WHERE site = ?1 AND created_at > ?2)
                    + (SELECT count(*) FROM event WHERE site = ?1 AND at > ?2)
                """, site.part, moment.stored
            ) { $0.int(0) }
            return Int(clamping: count ?? 0)
        }
    }

    /// The line of a system account's attributes.
    private static let systemAccountLine = String(AttributeText.text(of: [Account.systemAccountAttribute: "true"]).dropLast())
}
