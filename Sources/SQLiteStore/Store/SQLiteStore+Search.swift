public import Accounts

extension SQLiteStore {
    /// A page of what a search finds.
    public func search(
        _ search: AccountSearch, in site: SiteID, after position: AccountSearch.Position?, limit: Int
    ) throws(StoreError) -> [FoundPerson] {
        guard limit > 0, let scheme = schemes.number(of: search.scheme.name) else { return [] }
        let rows = SearchRows(site: site.rawValue, scheme: scheme, isUnique: search.scheme.isUnique ? 1 : nil)
        return try read { connection throws(Failure) in
            var found: [FoundPerson] = []
            for position in try rows.page(of: search.keyMatch, after: position, limit: limit, connection) {
                guard let person = try Self.person(position.account, in: site, schemes, connection) else { continue }
                found.append(FoundPerson(person, at: position))
            }
            return found
        }
    }
}

/// The rows of one scheme in `identity_by_key`, which lie in the order of their keys and, under one key, of the accounts: `is_unique`, which
/// stands between the two, is the same in all of them.
///
/// Each statement begins where the page does, so what lies before it costs nothing. The plus before `is_unique` keeps the planner from taking
/// the column for a constant that the order need not name, which makes it overlook that the index has the order and sort.
struct SearchRows {
    let site: Int64
    let scheme: Int64
    /// 1 or nil, as the column has it.
    let isUnique: Int64?

    /// The accounts behind one that hold the same key.
    static let ofKey: StaticString = """
        SELECT key, account FROM identity
        WHERE site = ? AND scheme = ? AND key = ? AND is_unique IS ? AND account > ?
        ORDER BY account LIMIT ?
        """

    /// Keys from one on, below another if there is one.
    static let inRange: StaticString = """
        SELECT key, account FROM identity
        WHERE site = ? AND scheme = ? AND key >= ? AND key < coalesce(?, x'') AND +is_unique IS ?
        ORDER BY key, is_unique, account LIMIT ?
        """

    /// Keys from one on that end with a text. They are compared as bytes: `length` and `substr` count a text's characters, and only to the
    /// first NUL.
    static let ending: StaticString = """
        SELECT key, account FROM identity
        WHERE site = ?1 AND scheme = ?2 AND key >= ?3 AND substr(CAST(key AS BLOB), -?4, ?4) = CAST(?5 AS BLOB) AND +is_unique IS ?6
        ORDER BY key, is_unique, account LIMIT ?7
        """

    /// Keys from one on with a text in them, compared as bytes too.
    static let containing: StaticString = """
        SELECT key, account FROM identity
        WHERE site = ? AND scheme = ? AND key >= ? AND instr(CAST(key AS BLOB), CAST(? AS BLOB)) > 0 AND +is_unique IS ?
        ORDER BY key, is_unique, account LIMIT ?
        """

    /// The keys of a kind behind a position: first those of the accounts that hold the position's own key too, then those of later keys.
    func page(
        of match: AccountSearch.Match, after position: AccountSearch.Position?, limit: Int, _ connection: Connection
    ) throws(Failure) -> [AccountSearch.Position] {
        if case .equal(let key) = match { return try holders(of: key, after: position?.account, limit: limit, connection) }
        guard let position else { return try keys(from: "", of: match, limit: limit, connection) }
        let same = try holders(of: position.key, after: position.account, limit: limit, connection)
        guard same.count < limit else { return same }
        // No text lies between another one and the same with a NUL behind it.
        return try same + keys(from: position.key + "\u{0}", of: match, limit: limit - same.count, connection)
    }

    private func holders(
        of key: String, after account: AccountID?, limit: Int, _ connection: Connection
    ) throws(Failure) -> [AccountSearch.Position] {
        try connection.all(
            Self.ofKey, site, scheme, key, isUnique, account?.rawValue ?? Int64.min, Int64(limit), row: AccountSearch.Position.init(row:))
    }

    private func keys(
        from lower: String, of match: AccountSearch.Match, limit: Int, _ connection: Connection
    ) throws(Failure) -> [AccountSearch.Position] {
        let limit = Int64(limit)
        let row = AccountSearch.Position.init(row:)
        switch match {
        case .any, .equal:
            return try connection.all(Self.inRange, site, scheme, lower, String?.none, isUnique, limit, row: row)
        case .prefix(let text):
            let range = TextRange(prefix: text)
            let first = range.lower.utf8.lexicographicallyPrecedes(lower.utf8) ? lower : range.lower
            return try connection.all(Self.inRange, site, scheme, first, range.upper, isUnique, limit, row: row)
        case .suffix(let text):
            return try connection.all(Self.ending, site, scheme, lower, Int64(text.utf8.count), text, isUnique, limit, row: row)
        case .contains(let text):
            return try connection.all(Self.containing, site, scheme, lower, text, isUnique, limit, row: row)
        }
    }
}

extension AccountSearch.Position {
    /// The key and the account of a row.
    fileprivate init(row: Statement) {
        self.init(key: row.text(0), account: AccountID(rawValue: row.int(1)))
    }
}
