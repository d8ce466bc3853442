public import Accounts

extension SQLiteStore {
    /// Returns a page of search results.
    public func search(
        _ search: AccountSearch, in site: SiteID, after position: AccountSearch.Position?, limit: Int
    ) throws(StoreError) -> [FoundPerson] {
        guard limit > 0, let scheme = schemes.number(of: search.scheme.name) else { return [] }
        let rows = SearchRows(site: site.part, scheme: scheme, isUnique: search.scheme.isUnique ? 1 : nil)
        return try read(in: site) { connection throws(Failure) in
            var found: [FoundPerson] = []
            for position in try rows.page(of: search.keyMatch, after: position, limit: limit, connection) {
                guard let person = try Self.person(position.account, in: site, schemes, connection) else { continue }
                found.append(FoundPerson(person, at: position))
            }
            return found
        }
    }

    /// Returns search results without the first ones.
    public func search(_ search: AccountSearch, in site: SiteID, skipping skipped: Int, limit: Int) throws(StoreError) -> [Person] {
        guard limit > 0, let scheme = schemes.number(of: search.scheme.name) else { return [] }
        let rows = SearchRows(site: site.part, scheme: scheme, isUnique: search.scheme.isUnique ? 1 : nil)
        return try read(in: site) { [schemes] connection throws(Failure) in
            var people: [Person] = []
            for position in try rows.page(of: search.keyMatch, skipping: max(0, skipped), limit: limit, connection) {
                guard let person = try Self.person(position.account, in: site, schemes, connection) else { continue }
                people.append(person)
            }
            return people
        }
    }

    /// Returns the number of search results.
    public func count(_ search: AccountSearch, in site: SiteID, before position: AccountSearch.Position?) throws(StoreError) -> Int {
        guard let scheme = schemes.number(of: search.scheme.name) else { return 0 }
        let rows = SearchRows(site: site.part, scheme: scheme, isUnique: search.scheme.isUnique ? 1 : nil)
        return try read(in: site) { connection throws(Failure) in
            try Int(clamping: rows.count(of: search.keyMatch, before: position, connection))
        }
    }
}

/// The rows of one scheme in `identity_by_key`. They are in the order of their keys, and for equal keys in the order of
/// accounts. `is_unique` is between the two in the index and is the same in all rows.
///
/// Each statement begins where the page begins, so earlier rows cost nothing. The plus before `is_unique` keeps the
/// planner from treating the column as a constant that the order need not name. Otherwise it would overlook that the
/// index has the order, and sort.
struct SearchRows {
    let site: Int64
    let scheme: Int64
    /// 1 or nil, as in the column.
    let isUnique: Int64?

    /// The accounts after a given one with the same key.
    static let ofKey: StaticString = """
        SELECT key, account FROM identity
        WHERE site = ? AND scheme = ? AND key = ? AND is_unique IS ? AND account > ?
        ORDER BY account LIMIT ?
        """

    /// The keys from a given one on, and below another if there is one.
    static let inRange: StaticString = """
        SELECT key, account FROM identity
        WHERE site = ? AND scheme = ? AND key >= ? AND key < coalesce(?, x'') AND +is_unique IS ?
        ORDER BY key, is_unique, account LIMIT ?
        """

    /// The keys from a given one on that end with a text. They are compared as bytes, because `length` and `substr`
    /// count characters, and only up to the first NUL.
    static let ending: StaticString = """
        SELECT key, account FROM identity
        WHERE site = ?1 AND scheme = ?2 AND key >= ?3 AND substr(CAST(key AS BLOB), -?4, ?4) = CAST(?5 AS BLOB) AND +is_unique IS ?6
        ORDER BY key, is_unique, account LIMIT ?7
        """

    /// The keys from a given one on that contain a text, also compared as bytes.
    static let containing: StaticString = """
        SELECT key, account FROM identity
        WHERE site = ? AND scheme = ? AND key >= ? AND instr(CAST(key AS BLOB), CAST(? AS BLOB)) > 0 AND +is_unique IS ?
        ORDER BY key, is_unique, account LIMIT ?
        """

    /// Returns the matching keys after a position: first those of accounts with the position's own key, then those with
    /// later keys.
    func page(
        of match: AccountSearch.Match, after position: AccountSearch.Position?, limit: Int, _ connection: Connection
    ) throws(Failure) -> [AccountSearch.Position] {
        if case .equal(let key) = match { return try holders(of: key, after: position?.account, limit: limit, connection) }
        guard let position else { return try keys(from: "", of: match, limit: limit, connection) }
        let same = try holders(of: position.key, after: position.account, limit: limit, connection)
        guard same.count < limit else { return same }
        return try same + keys(from: TextRange.least(after: position.key), of: match, limit: limit - same.count, connection)
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
    /// Creates the key and account of a row.
    init(row: Statement) {
        self.init(key: row.text(0), account: AccountID(rawValue: row.int(1)))
    }
}
