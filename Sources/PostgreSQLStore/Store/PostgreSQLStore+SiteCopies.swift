public import Accounts

extension PostgreSQLStore {
    /// Copies a site in one statement, which sees the database as it is at one moment. Others change other sites meanwhile.
    public func copySite(
        _ source: SiteID, named name: String, marking mark: String?, restorable: RestorableSite, begun: () -> Void
    ) throws(StoreError) -> SiteID? {
        var plan = Plan(site: Self.none, token: CommitToken.make())
        plan.lock(.names)
        plan.add(
            SiteCopySQL.copy, [.int(source.rawValue), .text(name), .text(name.lowercased()), .text(mark)], meaning: .expectation)
        guard try make(plan) else { return nil }
        begun()
        return try site(named: name)
    }

    /// Returns the number of a site's accounts.
    public func accountCount(in site: SiteID) throws(StoreError) -> Int {
        Int(clamping: try query(SiteCopySQL.countAccounts(.int(site.rawValue))).first?.int(0) ?? 0)
    }
}

private enum SiteCopySQL {
    static let countAccounts = SQL("SELECT count(*) FROM account WHERE site = $1")

    /// Returns a part with the keys of a table's rows in the source, and a new key for each, in the same order.
    private static func keys(_ part: String, of table: String) -> String {
        """
        \(part) AS MATERIALIZED (
            SELECT old, nextval('\(table)_id') AS new FROM (SELECT id AS old FROM \(table) WHERE site = $2 ORDER BY id) AS o)
        """
    }

    /// A subject of failures begins with the key of an account, or with a letter before that: see ``FailureSubject``.
    private static let accountOfSubject = "substring(f.subject FROM '^[kt]?a([0-9]{1,18})(?:@|$)')::BIGINT"

    /// The parameters behind the first, which is 0, are the source, the name, the name in lower case and the mark. Events and rows get new keys, as
    /// nothing refers to them. Failures of accounts that are not there any more are left out. The best way to join the new keys depends on the
    /// number of rows.
    static let copy = SQL(
        """
        WITH source AS (SELECT epoch FROM site WHERE id = $2),
        new AS MATERIALIZED (
            SELECT nextval('site_id') AS site FROM source WHERE NOT EXISTS (SELECT 1 FROM site WHERE folded = $4)),
        sites AS (INSERT INTO site (id, name, folded, epoch) SELECT new.site, $3, $4, epoch FROM new, source),
        \(keys("accounts", of: "account")), \(keys("containers", of: "container")), \(keys("policies", of: "policy")),
        c1 AS (
            INSERT INTO setting (site, name, value)
            SELECT new.site, s.name, s.value FROM setting s, new WHERE s.site = $2 AND s.name IS DISTINCT FROM $5
            UNION ALL SELECT new.site, $5, '' FROM new WHERE $5 IS NOT NULL),
        c2 AS (INSERT INTO sequence (site, name, next) SELECT new.site, s.name, s.next FROM sequence s, new WHERE s.site = $2),
        c3 AS (
            INSERT INTO policy (site, id, number, name, rules, document)
            SELECT new.site, k.new, p.number, p.name, p.rules, p.document
            FROM policy p JOIN policies k ON k.old = p.id, new WHERE p.site = $2),
        c4 AS (
            INSERT INTO account (site, id, status, hash, version, changed_at, must_change, grace_used, policy, attributes, created_at,
                last_sign_in_at, activated_at)
            SELECT new.site, k.new, a.status, a.hash, a.version, a.changed_at, a.must_change, a.grace_used, p.new, a.attributes,
                a.created_at, a.last_sign_in_at, a.activated_at
            FROM account a JOIN accounts k ON k.old = a.id LEFT JOIN policies p ON p.old = a.policy, new WHERE a.site = $2),
        c5 AS (
            INSERT INTO identity (site, account, position, scheme, key, value, holder)
            SELECT new.site, k.new, i.position, i.scheme, i.key, i.value, CASE WHEN i.holder = 0 THEN 0 ELSE k.new END
            FROM identity i JOIN accounts k ON k.old = i.account, new WHERE i.site = $2),
        c6 AS (
            INSERT INTO history (site, account, version, hash)
            SELECT new.site, k.new, h.version, h.hash FROM history h JOIN accounts k ON k.old = h.account, new WHERE h.site = $2),
        c7 AS (
            INSERT INTO container (site, id, kind, number, key, name, document)
            SELECT new.site, k.new, c.kind, c.number, c.key, c.name, c.document
            FROM container c JOIN containers k ON k.old = c.id, new WHERE c.site = $2),
        c8 AS (
            INSERT INTO membership (site, container, member_kind, member)
            SELECT new.site, k.new, m.member_kind, coalesce(a.new, b.new)
            FROM membership m JOIN containers k ON k.old = m.container
                LEFT JOIN accounts a ON m.member_kind = \(Member.accountKind) AND a.old = m.member
                LEFT JOIN containers b ON m.member_kind <> \(Member.accountKind) AND b.old = m.member, new
            WHERE m.site = $2 AND coalesce(a.new, b.new) IS NOT NULL),
        c9 AS (
            INSERT INTO event (site, id, account, kind, at, document)
            SELECT new.site, nextval('event_id'), o.account, o.kind, o.at, o.document
            FROM (SELECT k.new AS account, e.kind, e.at, e.document FROM event e LEFT JOIN accounts k ON k.old = e.account
                WHERE e.site = $2 ORDER BY e.id) AS o, new),
        c10 AS (
            INSERT INTO record (site, id, kind, key, account, document)
            SELECT new.site, nextval('record_id'), o.kind, o.key, o.account, o.document
            FROM (SELECT k.new AS account, r.kind, r.key, r.document FROM record r LEFT JOIN accounts k ON k.old = r.account
                WHERE r.site = $2 ORDER BY r.id) AS o, new),
        c11 AS (
            INSERT INTO failure (site, subject, count, last_at, locked_until)
            SELECT new.site, CASE WHEN k.new IS NULL THEN f.subject ELSE regexp_replace(f.subject, '^(k?a)[0-9]+', '\\1' || k.new) END,
                f.count, f.last_at, f.locked_until
            FROM failure f LEFT JOIN accounts k ON k.old = \(accountOfSubject), new
            WHERE f.site = $2 AND (k.new IS NOT NULL OR \(accountOfSubject) IS NULL)),
        c12 AS (
            INSERT INTO session (site, digest, kind, account, created_at, last_used_at, expires_at, idle, ends_at, client_address, attributes)
            SELECT new.site, s.digest, s.kind, k.new, s.created_at, s.last_used_at, s.expires_at, s.idle, s.ends_at, s.client_address,
                s.attributes
            FROM session s LEFT JOIN accounts k ON k.old = s.account, new WHERE s.site = $2)
        SELECT \(SQLText.must("$1 = 0 AND EXISTS (SELECT 1 FROM new)"))
        """, isPlannedAnew: true)
}
