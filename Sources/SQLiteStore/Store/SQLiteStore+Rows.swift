public import Accounts

extension SQLiteStore {
    /// Returns the row of a table with a key, or nil.
    public func row(_ table: RowTable, key: String, in site: SiteID) throws(StoreError) -> StoredRow? {
        try read(in: site) { connection throws(Failure) in
            try connection.first(
                "SELECT id, account, key, document FROM record WHERE site = ? AND kind = ? AND key = ?", site.part, table.rawValue, key
            ) { StoredRow(row: $0, in: table) }
        }
    }

    /// Returns rows of a table in the order of their insertion.
    public func rows(
        _ table: RowTable, of account: AccountID?, in site: SiteID, after id: Int64?, limit: Int
    ) throws(StoreError) -> [StoredRow] {
        try read(in: site) { connection throws(Failure) in
            let row = { (row: Statement) in StoredRow(row: row, in: table) }
            guard let account else {
                return try connection.all(
                    "SELECT id, account, key, document FROM record WHERE site = ? AND kind = ? AND id > ? ORDER BY id LIMIT ?",
                    site.part, table.rawValue, id ?? 0, Int64(max(0, limit)), row: row)
            }
            return try connection.all(
                """
                SELECT id, account, key, document FROM record
                WHERE account = ? AND kind = ? AND site = ? AND id > ? ORDER BY id LIMIT ?
                """, account.rawValue, table.rawValue, site.part, id ?? 0, Int64(max(0, limit)), row: row)
        }
    }

    /// Stores a row, unless its account does not exist.
    static func insert(_ row: Row, in site: SiteID, _ connection: Connection) throws(Failure) {
        if let account = row.account, try !hasAccount(account, in: site, connection) { return }
        try insertNow(row, in: site, connection)
    }

    /// Stores a row, whose account exists.
    static func insertNow(_ row: Row, in site: SiteID, _ connection: Connection) throws(Failure) {
        let added = try connection.run(
            "INSERT INTO record (site, kind, key, account, document) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", site.part,
            row.table.rawValue, row.key, row.account?.rawValue, AttributeText.text(of: row.fields))
        guard added > 0 else { throw .refused(.rowTaken(row.table)) }
    }

    static func update(
        _ table: RowTable, key: String, in site: SiteID, _ changes: [String: String?], _ connection: Connection
    ) throws(Failure) {
        let present = try connection.first(
            "SELECT id, document FROM record WHERE site = ? AND kind = ? AND key = ?", site.part, table.rawValue, key
        ) { (id: $0.int(0), document: $0.text(1)) }
        guard let present else { return }
        try connection.run(
            "UPDATE record SET document = ? WHERE id = ?", AttributeText.text(present.document, setting: changes), present.id)
    }

    static func deleteRow(_ table: RowTable, key: String, in site: SiteID, _ connection: Connection) throws(Failure) {
        try connection.run("DELETE FROM record WHERE site = ? AND kind = ? AND key = ?", site.part, table.rawValue, key)
    }

    static func hasRow(_ table: RowTable, key: String, in site: SiteID, _ connection: Connection) throws(Failure) -> Bool {
        try connection.hasRow(
            "SELECT 1 FROM record WHERE site = ? AND kind = ? AND key = ?", site.part, table.rawValue, key)
    }

    static func hasRows(
        _ table: RowTable, of account: AccountID?, in site: SiteID, fewerThan limit: Int, _ connection: Connection
    ) throws(Failure) -> Bool {
        guard limit > 0 else { return false }
        guard let account else {
            return try !connection.hasRow(
                "SELECT 1 FROM record WHERE site = ? AND kind = ? ORDER BY id LIMIT 1 OFFSET ?", site.part, table.rawValue,
                Int64(limit) - 1)
        }
        return try !connection.hasRow(
            "SELECT 1 FROM record WHERE account = ? AND kind = ? AND site = ? ORDER BY id LIMIT 1 OFFSET ?", account.rawValue,
            table.rawValue, site.part, Int64(limit) - 1)
    }
}

extension StoredRow {
    /// Creates a row of a table from columns: id, account, key, document.
    fileprivate init(row: Statement, in table: RowTable) {
        self.init(
            id: row.int(0),
            Row(
                table, key: row.text(2), of: row.optionalInt(1).map(AccountID.init(rawValue:)),
                fields: AttributeText.attributes(of: row.text(3))))
    }
}
