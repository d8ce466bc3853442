public import Accounts

extension MemoryAccountStore {
    /// The row of a key.
    public func row(_ table: RowTable, key: String, in site: SiteID) throws(StoreError) -> StoredRow? {
        read { state in Self.place(table, key, in: site, state).map { state.rows[$0].row } }
    }

    /// Rows of a table.
    public func rows(
        _ table: RowTable, of account: AccountID?, in site: SiteID, after id: Int64?, limit: Int
    ) throws(StoreError) -> [StoredRow] {
        read { state in
            let found = Self.rows(table, of: account, in: site, state).filter { $0.id > id ?? 0 }
            return Array(found.prefix(max(0, limit)))
        }
    }

    static func makeOfRows(_ change: Change, in site: SiteID, _ state: inout State) throws(StoreError) {
        switch change {
        case .insertRow(let row):
            if let account = row.account, state.records[account]?.site != site { return }
            guard place(row.table, row.key, in: site, state) == nil else { throw .rowTaken(row.table) }
            state.lastKey += 1
            state.rows.append((site, StoredRow(id: state.lastKey, row)))
        case .updateRow(let table, let key, let fields):
            guard let place = place(table, key, in: site, state) else { return }
            var row = state.rows[place].row.row
            for (name, value) in fields { row.fields[name] = value }
            state.rows[place].row = StoredRow(id: state.rows[place].row.id, row)
        case .deleteRow(let table, let key):
            if let place = place(table, key, in: site, state) { state.rows.remove(at: place) }
        default: break
        }
    }

    static func hasRow(_ table: RowTable, _ key: String, in site: SiteID, _ state: State) -> Bool {
        place(table, key, in: site, state) != nil
    }

    static func rows(_ table: RowTable, of account: AccountID?, in site: SiteID, _ state: State) -> [StoredRow] {
        state.rows.filter { $0.site == site && $0.row.row.table == table && (account == nil || $0.row.row.account == account) }.map(\.row)
    }

    /// Keys are compared as bytes.
    private static func place(_ table: RowTable, _ key: String, in site: SiteID, _ state: State) -> Int? {
        state.rows.firstIndex {
            $0.site == site && $0.row.row.table == table && $0.row.row.key.utf8.elementsEqual(key.utf8)
        }
    }
}
