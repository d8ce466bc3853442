public import Accounts

extension SQLiteStore {
    /// Returns events of a kind, newest first.
    public func events(
        _ kind: EventKind, of account: AccountID?, in site: SiteID, before id: Int64?, limit: Int
    ) throws(StoreError) -> [StoredEvent] {
        try read { connection throws(Failure) in
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
                    site.rawValue, kind.rawValue, id ?? Int64.max, Int64(max(0, limit)), row: row)
            }
            return try connection.all(
                """
                SELECT id, account, at, document FROM event
                WHERE site = ? AND kind = ? AND account = ? AND id < ? ORDER BY id DESC LIMIT ?
                """, site.rawValue, kind.rawValue, account.rawValue, id ?? Int64.max, Int64(max(0, limit)), row: row)
        }
    }

    static func append(_ event: Event, in site: SiteID, _ connection: Connection) throws(Failure) {
        try connection.run(
            "INSERT INTO event (site, account, kind, at, document) VALUES (?, ?, ?, ?, ?)", site.rawValue, event.account?.rawValue,
            event.kind.rawValue, event.at.milliseconds, AttributeText.text(of: event.fields))
    }
}
