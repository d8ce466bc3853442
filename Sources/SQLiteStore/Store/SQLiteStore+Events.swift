public import Accounts

extension SQLiteStore {
    /// Returns events of a kind, newest first.
    public func events(
        _ kind: EventKind, of account: AccountID?, in site: SiteID, before id: Int64?, limit: Int
    ) throws(StoreError) -> [StoredEvent] {
        try read(in: site) { connection throws(Failure) in
            let row = { (row: Statement) in
                StoredEvent(
                    id: row.int(0),
                    Event(
                        kind, of: row.optionalInt(1).map(AccountID.init(rawValue:)), at: Timestamp(milliseconds: row.int(2)),
                        fields: AttributeText.attributes(of: row.text(3))))
            }
            guard let account else {
                return try connection.all(
                    "SELECT id, account, at, document FROM event WHERE site = ? AND kind = ? AND id < ? ORDER BY id DESC LIMIT ?",
                    site.part, kind.rawValue, id ?? Int64.max, Int64(max(0, limit)), row: row)
            }
            return try connection.all(
                """
                SELECT id, account, at, document FROM event
                WHERE site = ? AND kind = ? AND account = ? AND id < ? ORDER BY id DESC LIMIT ?
                """, site.part, kind.rawValue, account.rawValue, id ?? Int64.max, Int64(max(0, limit)), row: row)
        }
    }

    static func append(_ event: Event, in site: SiteID, _ connection: Connection) throws(Failure) {
        try connection.run(
            "INSERT INTO event (site, account, kind, at, document) VALUES (?, ?, ?, ?, ?)", site.part, event.account?.rawValue,
            event.kind.rawValue, event.at.milliseconds, AttributeText.text(of: event.fields))
    }

    static func update(
        _ id: Int64, _ kind: EventKind, in site: SiteID, _ changes: [String: String?], _ connection: Connection
    ) throws(Failure) {
        let document = try connection.first(
            "SELECT document FROM event WHERE id = ? AND site = ? AND kind = ?", id, site.part, kind.rawValue
        ) { $0.text(0) }
        guard let document else { return }
        try connection.run("UPDATE event SET document = ? WHERE id = ?", AttributeText.text(document, setting: changes), id)
    }

    static func trimEvents(
        _ kind: EventKind, of account: AccountID?, in site: SiteID, keepingNewest kept: Int, _ connection: Connection
    ) throws(Failure) {
        let kept = Int64(max(0, kept))
        guard let account else {
            try connection.run(
                """
                DELETE FROM event WHERE id IN (
                    SELECT id FROM event WHERE site = ? AND kind = ? AND account IS NULL ORDER BY id DESC LIMIT -1 OFFSET ?)
                """, site.part, kind.rawValue, kept)
            return
        }
        try connection.run(
            """
            DELETE FROM event WHERE id IN (
                SELECT id FROM event WHERE account = ? AND kind = ? AND site = ? ORDER BY id DESC LIMIT -1 OFFSET ?)
            """, account.rawValue, kind.rawValue, site.part, kept)
    }

    static func hasEvents(
        _ kind: EventKind, of account: AccountID, in site: SiteID, fewerThan limit: Int, _ connection: Connection
    ) throws(Failure) -> Bool {
        guard limit > 0 else { return false }
        let isFull = try connection.hasRow(
            "SELECT 1 FROM event WHERE account = ? AND kind = ? AND site = ? ORDER BY id DESC LIMIT 1 OFFSET ?", account.rawValue,
            kind.rawValue, site.part, Int64(limit) - 1)
        return !isFull
    }
}
