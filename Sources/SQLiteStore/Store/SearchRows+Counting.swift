import Accounts

/// Counting and skipping rows. Both pass rows in the index without reading their accounts.
extension SearchRows {
    /// The keys in a range that match a pattern, without the first ones.
    private static let skipping: StaticString = """
        SELECT key, account FROM identity
        WHERE site = ?1 AND scheme = ?2 AND key >= ?3 AND key < coalesce(?4, x'') AND +is_unique IS ?5
            AND (?6 IS NULL OR substr(CAST(key AS BLOB), -length(CAST(?6 AS BLOB))) = CAST(?6 AS BLOB))
            AND (?7 IS NULL OR instr(CAST(key AS BLOB), CAST(?7 AS BLOB)) > 0)
        ORDER BY key, is_unique, account LIMIT ?8 OFFSET ?9
        """

    /// The number of such keys before a position, or of all if there is none.
    private static let counting: StaticString = """
        SELECT count(*) FROM identity
        WHERE site = ?1 AND scheme = ?2 AND key >= ?3 AND key < coalesce(?4, x'') AND +is_unique IS ?5
            AND (?6 IS NULL OR substr(CAST(key AS BLOB), -length(CAST(?6 AS BLOB))) = CAST(?6 AS BLOB))
            AND (?7 IS NULL OR instr(CAST(key AS BLOB), CAST(?7 AS BLOB)) > 0)
            AND (?8 IS NULL OR key < ?8 OR (key = ?8 AND account < ?9))
        """

    /// Returns the matching keys in order without the first ones.
    func page(
        of match: AccountSearch.Match, skipping skipped: Int, limit: Int, _ connection: Connection
    ) throws(Failure) -> [AccountSearch.Position] {
        let bounds = KeyBounds(match)
        return try connection.all(
            Self.skipping, site, scheme, bounds.range.lower, bounds.range.upper, isUnique, bounds.suffix, bounds.part, Int64(limit),
            Int64(skipped), row: AccountSearch.Position.init(row:))
    }

    /// Returns the number of matching keys: all, or those before a position.
    func count(
        of match: AccountSearch.Match, before position: AccountSearch.Position?, _ connection: Connection
    ) throws(Failure) -> Int64 {
        let bounds = KeyBounds(match)
        // The keys after the position are not even passed.
        let end = bounds.end(before: position)
        return try connection.first(
            Self.counting, site, scheme, bounds.range.lower, end, isUnique, bounds.suffix, bounds.part, position?.key,
            position?.account.rawValue
        ) { $0.int(0) } ?? 0
    }
}
