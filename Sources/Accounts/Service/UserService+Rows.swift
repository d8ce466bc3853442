extension UserService {
    /// Returns the row of a table with a key, or nil.
    public func row(_ table: RowTable, key: String, in site: SiteID) throws(StoreError) -> StoredRow? {
        try store.row(table, key: key, in: site)
    }

    /// Passes the rows of a table to `visit`, in the order of their insertion, until it returns false. If `account` is
    /// not nil, only the rows of that account. A row that is inserted meanwhile may be passed or not.
    ///
    /// - Throws: The errors of `visit`, or ``StoreError``.
    public func rows(
        _ table: RowTable, of account: AccountID? = nil, in site: SiteID, pageSize: Int = 200, _ visit: (StoredRow) throws -> Bool
    ) throws {
        let limit = max(1, pageSize)
        var last: Int64?
        while true {
            let page = try store.rows(table, of: account, in: site, after: last, limit: limit)
            for row in page {
                guard try visit(row) else { return }
            }
            guard page.count >= limit else { return }
            last = page.last?.id
        }
    }
}
