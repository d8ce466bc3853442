public import Accounts

extension PostgreSQLStore {
    /// Returns the row of a table with a key, or nil.
    public func row(_ table: RowTable, key: String, in site: SiteID) throws(StoreError) -> StoredRow? {
        try query(RowQuery.byKey(.int(site.rawValue), .text(table.rawValue), .text(key))).first.map { StoredRow(row: $0, in: table) }
    }

    /// Returns rows of a table in the order of their insertion.
    public func rows(
        _ table: RowTable, of account: AccountID?, in site: SiteID, after id: Int64?, limit: Int
    ) throws(StoreError) -> [StoredRow] {
        let values: [Value] = [.int(site.rawValue), .text(table.rawValue), .int(id ?? 0), .int(max(0, limit))]
        let sql = account == nil ? RowQuery.inTable : RowQuery.ofAccount
        return try query(Statement(sql: sql, values: values + (account.map { [.int($0.rawValue)] } ?? []))).map {
            StoredRow(row: $0, in: table)
        }
    }

    /// Returns the value with this name, or nil.
    public func value(named name: String, in site: SiteID) throws(StoreError) -> String? {
        try query(RowQuery.value(.int(site.rawValue), .text(name))).first?.text(0)
    }

    /// Returns the values whose names begin with a text, in the byte order of the names.
    public func values(namedFrom prefix: String, in site: SiteID) throws(StoreError) -> [(name: String, value: String)] {
        try ask(Self.values(namedFrom: prefix, in: site))
    }

    static func values(namedFrom prefix: String, in site: SiteID) -> Query<[(name: String, value: String)]> {
        let range = TextRange(prefix: prefix)
        let values: [Value] = [.int(site.rawValue), .text(range.lower)]
        let statement = Statement(
            sql: range.upper == nil ? RowQuery.values : RowQuery.valuesInRange, values: values + (range.upper.map { [.text($0)] } ?? []))
        return Query(statement) { $0.map { (name: $0.text(0), value: $0.text(1)) } }
    }
}

private enum RowQuery {
    private static let columns = "SELECT id, account, key, document FROM record WHERE site = $1 AND kind = $2"

    static let byKey = SQL("\(columns) AND key = $3")
    static let inTable = SQL("\(columns) AND id > $3 ORDER BY id LIMIT $4")
    /// The rows of the account are found first, so that no plan looks for them in the order of all.
    static let ofAccount = SQL(
        """
        SELECT * FROM (\(columns) AND account = $5 OFFSET 0) AS r WHERE id > $3 ORDER BY id LIMIT $4
        """)
    static let value = SQL("SELECT value FROM setting WHERE site = $1 AND name = $2")
    static let values = SQL("SELECT name, value FROM setting WHERE site = $1 AND name >= $2 ORDER BY name")
    static let valuesInRange = SQL("SELECT name, value FROM setting WHERE site = $1 AND name >= $2 AND name < $3 ORDER BY name")
}

extension StoredRow {
    /// Creates a row of a table from columns: id, account, key, document.
    fileprivate init(row: ResultRow, in table: RowTable) {
        self.init(
            id: row.int(0),
            Row(table, key: row.text(2), of: row.optionalInt(1).map(AccountID.init(rawValue:)), fields: row.document(3)))
    }
}
