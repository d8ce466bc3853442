public import Accounts

extension PostgreSQLStore {
    /// Returns people of a site in the order of their creation.
    public func people(in site: SiteID, after account: AccountID?, limit: Int) throws(StoreError) -> [Person] {
        try query(ContentQuery.people(.int(site.rawValue), .int(account?.rawValue ?? .min), .int(max(0, limit)))).map { Person(row: $0) }
    }

    /// Returns the failures of subjects in the byte order of the subjects.
    public func failures(
        in site: SiteID, after subject: String?, limit: Int
    ) throws(StoreError) -> [(subject: String, failures: SignInFailures)] {
        try query(ContentQuery.failures(.int(site.rawValue), .text(subject ?? ""), .int(max(0, limit)))).map { row in
            let failures = SignInFailures(
                count: Int(clamping: row.int(1)), lastAt: Timestamp(milliseconds: row.int(2)),
                lockedUntil: row.optionalInt(3).map(Timestamp.init(milliseconds:)))
            return (subject: row.text(0), failures: failures)
        }
    }

    /// Returns rows of all tables in the order of their insertion.
    public func rows(in site: SiteID, after id: Int64?, limit: Int) throws(StoreError) -> [StoredRow] {
        try query(ContentQuery.rows(.int(site.rawValue), .int(id ?? 0), .int(max(0, limit)))).map { row in
            StoredRow(
                id: row.int(0),
                Row(
                    RowTable(rawValue: row.text(1)), key: row.text(2), of: row.optionalInt(3).map(AccountID.init(rawValue:)),
                    fields: row.document(4)))
        }
    }

    /// Returns events of all kinds, oldest first.
    public func events(in site: SiteID, after id: Int64?, limit: Int) throws(StoreError) -> [StoredEvent] {
        try query(ContentQuery.events(.int(site.rawValue), .int(id ?? 0), .int(max(0, limit)))).map { row in
            StoredEvent(
                id: row.int(0),
                Event(
                    EventKind(rawValue: row.text(1)), of: row.optionalInt(2).map(AccountID.init(rawValue:)),
                    at: Timestamp(milliseconds: row.int(3)), fields: row.document(4)))
        }
    }

    /// Returns the number that each sequence gives next.
    public func sequences(in site: SiteID) throws(StoreError) -> [(name: String, next: Int64)] {
        try query(ContentQuery.sequences(.int(site.rawValue))).map { (name: $0.text(0), next: $0.int(1)) }
    }
}

private enum ContentQuery {
    static let people = SQL(
        "SELECT \(PersonQuery.columns) FROM account a WHERE a.site = $1 AND a.id > $2 ORDER BY a.id LIMIT $3")
    static let failures = SQL(
        "SELECT subject, count, last_at, locked_until FROM failure WHERE site = $1 AND subject > $2 ORDER BY subject LIMIT $3")
    static let rows = SQL("SELECT id, kind, key, account, document FROM record WHERE site = $1 AND id > $2 ORDER BY id LIMIT $3")
    static let events = SQL("SELECT id, kind, account, at, document FROM event WHERE site = $1 AND id > $2 ORDER BY id LIMIT $3")
    static let sequences = SQL("SELECT name, next FROM sequence WHERE site = $1 ORDER BY name")
}
