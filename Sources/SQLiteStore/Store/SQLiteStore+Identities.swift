public import Accounts

extension SQLiteStore {
    /// Returns the values of `scheme` of the accounts that hold `identity`, in the order of their creation.
    ///
    /// Answers with one value, which are nearly all, are cached until an identity of the holder changes.
    ///
    /// The order is that of the index, and `CROSS JOIN` makes the planner use it. Asking for the order would cost a
    /// sorter in each look-up.
    public func values(of scheme: IdentityScheme, forHolderOf identity: Identity, in site: SiteID) throws(StoreError) -> [String] {
        guard let (wanted, given) = schemes.numbers(of: scheme.name, identity.scheme.name) else { return [] }
        let key = identity.key
        let question = LookupCache.Question(site: site.part, given: given, wanted: wanted)
        if let value = lookups.answer(to: question, about: key), uses.isCurrent(site) { return [value] }
        let moment = lookups.moment
        let values = try read(in: site) { connection throws(Failure) in
            try connection.all(
                """
                SELECT coalesce(w.value, w.key)
                FROM identity g CROSS JOIN identity w ON w.account = g.account AND w.scheme = ?
                WHERE g.site = ? AND g.scheme = ? AND g.key = ?
                """, wanted, site.part, given, key
            ) { $0.text(0) }
        }
        if values.count == 1 { lookups.keep(values[0], to: question, about: key, since: moment) }
        return values
    }

    static func identities(
        of id: AccountID, in site: SiteID, _ schemes: SchemeTable, _ connection: Connection
    ) throws(Failure) -> [(scheme: String, value: String)] {
        try connection.all(
            "SELECT scheme, coalesce(value, key) FROM identity WHERE account = ? AND site = ? ORDER BY position",
            id.rawValue, site.part
        ) { (scheme: schemes.name(of: $0.int(0)), value: $0.text(1)) }
    }

    /// Adds identities to an account, from a position on. Skips those it already has. Throws if another account has one
    /// of a unique scheme.
    static func insert(
        _ identities: [Identity], of id: AccountID, in site: SiteID, from position: Int64, _ schemes: SchemeTable, _ connection: Connection
    ) throws(Failure) {
        for (offset, identity) in identities.enumerated() {
            guard let scheme = schemes.number(of: identity.scheme.name) else { throw .sqlite(.misuse) }
            let key = identity.key
            // A value that need not be unique causes no conflict, so whether this account has it must be found out. A new account has
            // only those before it.
            if !identity.scheme.isUnique {
                let isHeld =
                    position == 0
                    ? identities[..<offset].contains { $0.scheme == identity.scheme && $0.key.utf8.elementsEqual(key.utf8) }
                    : try holds(id, scheme, key, connection)
                if isHeld { continue }
            }
            let added = try connection.run(
                """
                INSERT INTO identity (account, position, site, scheme, key, value, is_unique) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (site, scheme, key, is_unique) DO NOTHING
                """,
                id.rawValue, position + Int64(offset), site.part, scheme, key,
                key.utf8.elementsEqual(identity.value.utf8) ? nil : identity.value,
                identity.scheme.isUnique ? 1 as Int64 : nil)
            if added == 0, try !holds(id, scheme, key, connection) { throw .refused(.identityTaken(identity)) }
        }
    }

    private static func holds(_ id: AccountID, _ scheme: Int64, _ key: String, _ connection: Connection) throws(Failure) -> Bool {
        try connection.hasRow("SELECT 1 FROM identity WHERE account = ? AND scheme = ? AND key = ?", id.rawValue, scheme, key)
    }

    static func isFree(
        _ identity: Identity, in site: SiteID, except holder: AccountID?, _ schemes: SchemeTable, _ connection: Connection
    ) throws(Failure) -> Bool {
        guard let scheme = schemes.number(of: identity.scheme.name) else { return true }
        let isHeld = try connection.hasRow(
            "SELECT 1 FROM identity WHERE site = ? AND scheme = ? AND key = ? AND account IS NOT ?", site.part, scheme, identity.key,
            holder?.rawValue)
        return !isHeld
    }
}
