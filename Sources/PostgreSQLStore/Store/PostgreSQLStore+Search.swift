public import Accounts

extension PostgreSQLStore {
    /// Returns a page of search results.
    public func search(
        _ search: AccountSearch, in site: SiteID, after position: AccountSearch.Position?, limit: Int
    ) throws(StoreError) -> [FoundPerson] {
        guard limit > 0 else { return [] }
        return try page(of: search, in: site, after: position, skipping: 0, limit: limit).map { row in
            let person = Person(row: row)
            return FoundPerson(person, at: AccountSearch.Position(key: row.text(PersonQuery.width), account: person.id))
        }
    }

    /// Returns search results without the first ones.
    public func search(_ search: AccountSearch, in site: SiteID, skipping skipped: Int, limit: Int) throws(StoreError) -> [Person] {
        guard limit > 0 else { return [] }
        return try page(of: search, in: site, after: nil, skipping: max(0, skipped), limit: limit).map { Person(row: $0) }
    }

    /// Returns the number of search results.
    public func count(_ search: AccountSearch, in site: SiteID, before position: AccountSearch.Position?) throws(StoreError) -> Int {
        let bounds = KeyBounds(search.keyMatch)
        let end = bounds.end(before: position)
        let values: [Value] = [
            .int(site.rawValue), .text(search.scheme.name), .text(bounds.range.lower), .text(bounds.suffix), .text(bounds.part),
            .text(position?.key), .int(position?.account.rawValue),
        ]
        let sql = end == nil ? SearchQuery.count : SearchQuery.countInRange
        let rows = try query(Statement(sql: sql, values: values + (end.map { [.text($0)] } ?? [])))
        return Int(clamping: rows.first?.int(0) ?? 0)
    }

    private func page(
        of search: AccountSearch, in site: SiteID, after position: AccountSearch.Position?, skipping skipped: Int, limit: Int
    ) throws(StoreError) -> ResultRows {
        let bounds = KeyBounds(search.keyMatch)
        let first = position.map(\.key).map { bounds.range.lower.utf8.lexicographicallyPrecedes($0.utf8) ? $0 : bounds.range.lower }
        // The position counts only if the page begins with its key.
        let isInside = position.map { $0.key.utf8.elementsEqual((first ?? "").utf8) } ?? false
        let account = isInside ? position?.account.rawValue ?? .min : .min
        let values: [Value] = [
            .int(site.rawValue), .text(search.scheme.name), .text(first ?? bounds.range.lower),
            .int(isInside && !search.scheme.isUnique ? account : .min), .int(account), .text(bounds.suffix), .text(bounds.part),
            .int(limit), .int(skipped),
        ]
        let end = bounds.range.upper
        return try query(
            Statement(sql: end == nil ? SearchQuery.page : SearchQuery.pageInRange, values: values + (end.map { [.text($0)] } ?? [])))
    }
}

/// Queries for the rows of one scheme in the order of the index `identity_by_key`, which is that of their keys, and for
/// equal keys that of accounts. A page begins where the index has its first row, so earlier rows cost nothing.
private enum SearchQuery {
    private static let pattern = "($6::TEXT IS NULL OR right(i.key, length($6)) = $6) AND ($7::TEXT IS NULL OR strpos(i.key, $7) > 0)"
    private static let rows = """
        SELECT \(PersonQuery.columns), i.key FROM identity i CROSS JOIN \(PersonQuery.account("i.account")) AS a
        WHERE i.site = $1 AND i.scheme = $2 AND (i.key, i.holder) >= ($3, $4) AND (i.key, i.account) > ($3, $5) AND \(pattern)
        """
    private static let order = "ORDER BY i.key, i.holder LIMIT $8 OFFSET $9"

    static let page = SQL("\(rows) \(order)")
    static let pageInRange = SQL("\(rows) AND i.key < $10 \(order)")

    private static let counted = """
        SELECT count(*) FROM identity i WHERE i.site = $1 AND i.scheme = $2 AND i.key >= $3
            AND ($4::TEXT IS NULL OR right(i.key, length($4)) = $4) AND ($5::TEXT IS NULL OR strpos(i.key, $5) > 0)
            AND ($6::TEXT IS NULL OR (i.key, i.account) < ($6, $7))
        """

    static let count = SQL(counted)
    static let countInRange = SQL("\(counted) AND i.key < $8")
}
