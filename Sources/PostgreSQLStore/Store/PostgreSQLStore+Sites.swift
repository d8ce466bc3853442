public import Accounts

extension PostgreSQLStore {
    /// The site of plans about sites themselves. It does not exist.
    static let none = SiteID(rawValue: 0)

    /// Returns the site with this name, or nil. Letter case is ignored.
    public func site(named name: String) throws(StoreError) -> SiteID? {
        try query(SiteSQL.byName(.text(name.lowercased()))).first.map { SiteID(rawValue: $0.int(0)) }
    }

    /// Returns all sites' names with their keys, in the order of their creation.
    public func sites() throws(StoreError) -> [(name: String, id: SiteID)] {
        try query(SiteSQL.all()).map { (name: $0.text(1), id: SiteID(rawValue: $0.int(0))) }
    }

    /// Creates a site, or returns the existing one.
    public func createSite(named name: String) throws(StoreError) -> SiteID {
        if let site = try site(named: name) { return site }
        var plan = Plan(site: Self.none, token: CommitToken.make())
        plan.lock(.names)
        plan.add(SiteSQL.add, [.text(name), .text(name.lowercased())])
        _ = try make(plan)
        guard let site = try site(named: name) else { throw .tryAgain("the new site was deleted at once") }
        return site
    }

    /// Gives the name of a site to another one. The site without a name gets one that nobody can ask for.
    public func replaceSite(_ old: SiteID, by new: SiteID, marking mark: String) throws(StoreError) -> Bool {
        var plan = Plan(site: Self.none, token: CommitToken.make())
        let sites: [Value] = [.int(old.rawValue), .int(new.rawValue)]
        plan.lock(.names)
        plan.add(SiteSQL.exist, sites, meaning: .expectation)
        plan.add(SiteSQL.keepName, [.int(old.rawValue)])
        plan.add(SiteSQL.takeName, [.int(old.rawValue)])
        plan.add(SiteSQL.giveName, [.int(new.rawValue)])
        plan.add(SiteSQL.forgetName, [])
        plan.add(SiteSQL.mark, [.int(old.rawValue), .text(mark)])
        plan.add(SiteSQL.unmark, [.int(new.rawValue), .text(mark)])
        return try make(plan)
    }

    /// Deletes a site with everything in it, in one transaction.
    public func deleteSite(_ site: SiteID) throws(StoreError) -> Bool {
        var plan = Plan(site: site, token: CommitToken.make())
        plan.add(SiteSQL.lock, [], meaning: .expectation)
        plan.add(SiteSQL.delete, [])
        for delete in SiteSQL.deleteRows { plan.add(delete, []) }
        return try make(plan)
    }

    /// Returns how many accounts and sessions are in some sites. A number beyond `StoreSizes.exact` is what the database last estimated
    /// for its whole table, which takes no longer however many there are.
    public func sizes(of sites: [SiteID]) throws(StoreError) -> StoreSizes {
        let sites = Value.ints(sites.map(\.rawValue))
        let rows = try query([SiteSQL.accounts(sites), SiteSQL.sessions(sites)])
        let numbers = rows.map { Int(clamping: $0.first?.int(0) ?? 0) }
        return StoreSizes(accounts: numbers[0], sessions: numbers[1])
    }

    /// Returns a value of the server, or nil. It is stored as a value of a site that does not exist.
    public func serverValue(named name: String) throws(StoreError) -> String? {
        try value(named: "server \(name)", in: Self.none)
    }

    /// Replaces a value of the server, if it is still the one that is expected.
    public func replaceServerValue(_ old: String?, by new: String, named name: String) throws(StoreError) -> Bool {
        var plan = Plan(site: Self.none, token: CommitToken.make())
        plan.lock(.names)
        plan.expect(.value(old, named: "server \(name)"), storedPolicies: [])
        plan.setValue(new, named: "server \(name)")
        return try make(plan)
    }

    /// Returns whether no site has an account.
    public func isEmpty() throws(StoreError) -> Bool {
        try query(SiteSQL.isEmpty()).first?.bool(0) ?? true
    }
}

private enum SiteSQL {
    static let byName = SQL("SELECT id FROM site WHERE folded = $1")
    static let all = SQL("SELECT id, name FROM site ORDER BY id")
    static let add = SQL(
        """
        INSERT INTO site (id, name, folded) SELECT nextval('site_id'), $2, $3
        WHERE $1 = 0 AND NOT EXISTS (SELECT 1 FROM site WHERE folded = $3)
        """)
    static let exist = SQL("SELECT \(SQLText.must("$1 = 0 AND (SELECT count(DISTINCT id) FROM site WHERE id IN ($2, $3)) = 2"))")
    /// The name is kept as a value of a site that does not exist, while no site has it.
    static let keepName = SQL(
        """
        INSERT INTO setting (site, name, value)
        SELECT $1, 'name', name FROM site WHERE id = $2 UNION ALL SELECT $1, 'folded', folded FROM site WHERE id = $2
        """)
    static let takeName = SQL("UPDATE site SET name = 'replaced ' || id, folded = 'replaced ' || id WHERE id = $2 AND $1 = 0")
    static let giveName = SQL(
        """
        UPDATE site SET name = (SELECT value FROM setting WHERE site = $1 AND name = 'name'),
            folded = (SELECT value FROM setting WHERE site = $1 AND name = 'folded') WHERE id = $2
        """)
    static let forgetName = SQL("DELETE FROM setting WHERE site = $1 AND name IN ('name', 'folded')")
    static let mark = SQL(
        """
        INSERT INTO setting (site, name, value) SELECT $2, $3, '' WHERE $1 = 0
        ON CONFLICT (site, name) DO UPDATE SET value = excluded.value
        """)
    static let unmark = SQL("DELETE FROM setting WHERE site = $2 AND name = $3 AND $1 = 0")
    static let lock = SQL(
        "WITH s AS (SELECT id FROM site WHERE id = $1 FOR UPDATE) SELECT \(SQLText.must("EXISTS (SELECT 1 FROM s)"))")
    static let delete = SQL("DELETE FROM site WHERE id = $1")
    static let deleteRows = Schema.tables.map { SQL("DELETE FROM \($0) WHERE site = $1") }
    static let accounts = SQL(size(of: "account"))
    static let sessions = SQL(size(of: "session"))

    private static func size(of table: String) -> String {
        """
        SELECT CASE WHEN n <= \(StoreSizes.exact) THEN n ELSE greatest(n, (
            SELECT reltuples::BIGINT FROM pg_class WHERE oid = '\(table)'::regclass)) END
        FROM (SELECT count(*) AS n FROM (SELECT FROM \(table) WHERE site = ANY ($1) LIMIT \(StoreSizes.exact + 1)) AS part) AS counted
        """
    }

    static let isEmpty = SQL("SELECT NOT EXISTS (SELECT 1 FROM account)")
}
