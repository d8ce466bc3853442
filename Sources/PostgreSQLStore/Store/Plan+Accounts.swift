import Accounts

/// Changes to accounts, credentials and failures.
extension Plan {
    /// Adds new accounts, which get consecutive keys in their order.
    mutating func insert(_ accounts: [(account: NewAccount, at: Timestamp)]) {
        var identities: [(account: AccountID?, identity: Identity)] = []
        var owners: [Int64] = []
        var places: [Int64] = []
        var memberships: [(account: Int64, container: ContainerID)] = []
        var events: [(account: Int64, event: Event)] = []
        for (index, new) in accounts.enumerated() {
            let number = Int64(index + 1)
            for (place, identity) in Self.distinct(new.account.identities).enumerated() {
                if !identity.scheme.isUnique { lock(.identity(identity.scheme.name, identity.key)) }
                identities.append((nil, identity))
                owners.append(number)
                places.append(Int64(place))
            }
            memberships += new.account.memberships.map { (number, $0) }
            events += new.account.events.map { (number, $0) }
        }
        if !memberships.isEmpty { lock(.directory) }
        usePolicies(accounts.compactMap(\.account.policy))
        let news = accounts.map(\.account)
        add(
            resultsOf: AccountSQL.insert,
            [
                .ints(news.map(\.status.stored)), .texts(news.map { $0.passwordHash?.text }),
                .ints(accounts.map(\.at.milliseconds)), .bools(news.map(\.mustChangePassword)), .ints(news.map { $0.policy?.rawValue }),
                .documents(news.map(\.attributes)), .ints(owners), .ints(places),
            ] + Self.values(of: identities.map(\.identity)) + [
                .ints(memberships.map(\.account)), .ints(memberships.map(\.container.rawValue)), .ints(events.map(\.account)),
                .texts(events.map(\.event.kind.rawValue)), .ints(events.map(\.event.at.milliseconds)),
                .documents(events.map(\.event.fields)),
                .ints(accounts.map { ($0.account.passwordChangedAt ?? $0.at).milliseconds }),
            ],
            meaning: .identities(identities))
        insertRows(of: news)
    }

    /// Adds the rows of new accounts, whose keys the statement before has appended to the results of the transaction.
    private mutating func insertRows(of accounts: [NewAccount]) {
        let rows = accounts.enumerated().flatMap { index, account in account.rows.map { (account: Int64(index + 1), row: $0) } }
        for (table, rows) in Dictionary(grouping: rows, by: \.row.table).sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            lock(.table(table))
            for (_, row) in rows { lock(.row(table, row.key)) }
            add(
                AccountSQL.insertRows,
                [
                    .bytes(token), .text(table.rawValue), .int(accounts.count), .ints(rows.map(\.account)), .texts(rows.map(\.row.key)),
                    .documents(rows.map(\.row.fields)),
                ], meaning: .conflict(.rowTaken(table)))
        }
    }

    /// Locks rule sets that accounts are to refer to, so that nobody deletes them as unused meanwhile.
    private mutating func usePolicies(_ ids: [PolicyID]) {
        guard !ids.isEmpty else { return }
        add(AccountSQL.usePolicies, [.ints(Set(ids.map(\.rawValue)).sorted())])
    }

    private static func values(of identities: [Identity]) -> [Value] {
        let keys = identities.map { ($0.key, $0.value) }
        return [
            .texts(identities.map(\.scheme.name)), .texts(keys.map(\.0)),
            .texts(keys.map { key, value in key.utf8.elementsEqual(value.utf8) ? nil : value }), .bools(identities.map(\.scheme.isUnique)),
        ]
    }

    /// Returns identities without those that have the scheme and key of an earlier one.
    private static func distinct(_ identities: [Identity]) -> [Identity] {
        guard identities.count > 1 else { return identities }
        var known: Set<[UInt8]> = []
        return identities.filter { known.insert(Array($0.scheme.name.utf8) + [0] + Array($0.key.utf8)).inserted }
    }

    mutating func update(_ id: AccountID, _ changes: AccountChanges) {
        lock(.account(id))
        let key = Value.int(id.rawValue)
        if let policy = changes.policy ?? nil { usePolicies([policy]) }
        let changesRow =
            changes.status != nil || changes.policy != nil || !changes.attributes.isEmpty || changes.mustChangePassword != nil
            || changes.activatedAt != nil || changes.passwordChangedAt != nil || changes.graceSignInsUsed != nil
        if changesRow {
            let (removed, set) = Self.parts(of: changes.attributes)
            add(
                AccountSQL.update,
                [
                    key, .int(changes.status?.stored), .bool(changes.policy != nil), .int((changes.policy ?? nil)?.rawValue), removed, set,
                    .bool(changes.mustChangePassword), .int(changes.activatedAt?.milliseconds),
                    .int(changes.passwordChangedAt?.milliseconds),
                    .int(changes.graceSignInsUsed.map(Int64.init)),
                ])
        }
        if !changes.replacedSchemes.isEmpty { add(AccountSQL.removeIdentities, [key, .texts(changes.replacedSchemes.map(\.name))]) }
        if !changes.addedIdentities.isEmpty {
            let added = Self.distinct(changes.addedIdentities)
            for identity in added where !identity.scheme.isUnique { lock(.identity(identity.scheme.name, identity.key)) }
            add(AccountSQL.addIdentities, [key] + Self.values(of: added), meaning: .identities(added.map { (id, $0) }))
        }
        if changes.endsSessions { endSessions(of: id, except: nil) }
    }

    /// The names to remove and the members to set of an object.
    static func parts(of changes: [String: String?]) -> (removed: Value, set: Value) {
        (.texts(changes.filter { $0.value == nil }.keys.sorted()), .document(changes.compactMapValues { $0 }))
    }

    mutating func delete(_ id: AccountID) {
        lock(.account(id))
        lock(.directory)
        add(AccountSQL.delete, [.int(id.rawValue)])
    }

    mutating func setCredential(of id: AccountID, _ credential: NewCredential) {
        lock(.account(id))
        add(
            AccountSQL.setCredential,
            [
                .int(id.rawValue), .text(credential.hash.text), .int(credential.changedAt.milliseconds), .bool(credential.mustChange),
                .int(max(0, credential.keepsHistory)),
            ])
    }

    /// Adds a change of one account's columns.
    mutating func change(_ id: AccountID, _ change: AccountSQL.Change, _ values: [Value] = []) {
        lock(.account(id))
        add(change.sql, [.int(id.rawValue)] + values)
    }

    mutating func setFailures(of subject: String, _ failures: SignInFailures?) {
        lock(.failures(subject))
        guard let failures else { return add(AccountSQL.deleteFailures, [.text(subject)]) }
        add(
            AccountSQL.setFailures,
            [.text(subject), .int(failures.count), .int(failures.lastAt.milliseconds), .int(failures.lockedUntil?.milliseconds)])
    }

    /// Deletes old failures, and the oldest beyond `limit` among the locked ones and among the others.
    mutating func deleteFailures(before moment: Timestamp, notLockedAt now: Timestamp, keeping limit: Int) {
        add(AccountSQL.deleteOldFailures, [.int(moment.milliseconds), .int(now.milliseconds)])
        for isLocked in [false, true] {
            add(AccountSQL.deleteExcessFailures, [.int(now.milliseconds), .bool(isLocked), .int(max(0, limit))])
        }
    }
}

/// Statements that change accounts. The first parameter is the site, and the second the account.
enum AccountSQL {
    /// A change of an account's columns.
    struct Change {
        let sql: SQL

        private init(_ text: String, if condition: String = "true") {
            sql = SQL("UPDATE account SET \(text) WHERE site = $1 AND id = $2 AND \(condition)")
        }

        static let lock = Change("status = \(AccountStatus.locked.stored)", if: "status = \(AccountStatus.active.stored)")
        static let recordSignIn = Change("last_sign_in_at = $3")
        static let rehash = Change("hash = $3", if: "hash IS NOT NULL")
        static let countGraceSignIn = Change("grace_used = grace_used + 1")
    }

    fileprivate static let usePolicies = SQL("SELECT id FROM policy WHERE site = $1 AND id = ANY ($2) ORDER BY id FOR KEY SHARE")

    /// The key of a new account, if it got all its identities.
    private static let newID = "id / (CASE WHEN (SELECT count(*) FROM named) = cardinality($9::BIGINT[]) THEN 1 ELSE 0 END)"
    /// New accounts, with the number of each in the call. Identities, memberships and events name the account by
    /// that number.
    fileprivate static let insert = SQL(
        """
        WITH numbered AS MATERIALIZED (
            SELECT nextval('account_id') AS id, g.* FROM (
                SELECT * FROM unnest($3::BIGINT[], $4::TEXT[], $5::BIGINT[], $6::BOOLEAN[], $7::BIGINT[], $8::TEXT[], $21::BIGINT[])
                    WITH ORDINALITY AS u (status, hash, at, must_change, policy, attributes, changed_at, ord) ORDER BY ord) AS g),
        added AS (
            INSERT INTO account (site, id, status, hash, version, changed_at, must_change, grace_used, policy, attributes, created_at)
            SELECT $1, id, status, hash, CASE WHEN hash IS NULL THEN 0 ELSE 1 END, changed_at, must_change, 0, policy, attributes::JSONB, at
            FROM numbered),
        named AS (
            INSERT INTO identity (site, account, position, scheme, key, value, holder)
            SELECT $1, n.id, u.position, u.scheme, u.key, u.value, CASE WHEN u.is_unique THEN 0 ELSE n.id END
            FROM unnest($9::BIGINT[], $10::BIGINT[], $11::TEXT[], $12::TEXT[], $13::TEXT[], $14::BOOLEAN[])
                AS u (ord, position, scheme, key, value, is_unique) JOIN numbered n ON n.ord = u.ord
            ON CONFLICT (site, scheme, key, holder) DO NOTHING RETURNING 1),
        joined AS (
            INSERT INTO membership (site, container, member_kind, member)
            SELECT $1, c.id, \(Member.accountKind), n.id FROM unnest($15::BIGINT[], $16::BIGINT[]) AS u (ord, container)
            JOIN numbered n ON n.ord = u.ord CROSS JOIN \(SQLText.row(of: "container", "u.container")) AS c
            ON CONFLICT DO NOTHING RETURNING 1),
        noted AS (
            INSERT INTO event (site, id, account, kind, at, document)
            SELECT $1, nextval('event_id'), n.id, u.kind, u.at, u.document::JSONB
            FROM unnest($17::BIGINT[], $18::TEXT[], $19::BIGINT[], $20::TEXT[]) WITH ORDINALITY AS u (ord, kind, at, document, place)
            JOIN numbered n ON n.ord = u.ord ORDER BY u.place),
        moved AS (\(SQLText.moveOn(if: "joined")))
        \(SQLText.append("(SELECT array_agg(\(newID) ORDER BY ord) FROM numbered)"))
        """)

    /// Rows of new accounts, which are named by their numbers in the call.
    fileprivate static let insertRows = SQL(
        """
        WITH made AS (SELECT results FROM commit_token WHERE token = $2),
        new AS (
            INSERT INTO record (site, id, kind, key, account, document)
            SELECT $1, nextval('record_id'), $3, u.key, m.results[cardinality(m.results) - $4::BIGINT + u.ord], u.document::JSONB
            FROM unnest($5::BIGINT[], $6::TEXT[], $7::TEXT[]) WITH ORDINALITY AS u (ord, key, document, place), made m ORDER BY u.place
            ON CONFLICT (site, kind, key) DO NOTHING RETURNING 1)
        SELECT \(SQLText.must("(SELECT count(*) FROM new) = cardinality($5::BIGINT[])"))
        """)

    fileprivate static let update = SQL(
        """
        UPDATE account SET status = coalesce($3, status), policy = CASE WHEN $4 THEN $5 ELSE policy END,
            attributes = (attributes - $6::TEXT[]) || $7, must_change = coalesce($8, must_change), activated_at = coalesce($9, activated_at),
            changed_at = CASE WHEN hash IS NULL THEN changed_at ELSE coalesce($10, changed_at) END,
            grace_used = CASE WHEN hash IS NULL THEN grace_used ELSE coalesce($11, grace_used) END
        WHERE site = $1 AND id = $2
        """)

    fileprivate static let removeIdentities = SQL("DELETE FROM identity WHERE site = $1 AND account = $2 AND scheme = ANY ($3)")

    /// Identities behind those that the account has, without those that it has already.
    fileprivate static let addIdentities = SQL(
        """
        WITH wanted AS (
            SELECT * FROM unnest($3::TEXT[], $4::TEXT[], $5::TEXT[], $6::BOOLEAN[]) WITH ORDINALITY AS u (scheme, key, value, is_unique, ord)
            WHERE \(SQLText.hasAccount("$2")) AND NOT EXISTS (
                SELECT 1 FROM identity h WHERE h.site = $1 AND h.account = $2 AND h.scheme = u.scheme AND h.key = u.key)),
        named AS (
            INSERT INTO identity (site, account, position, scheme, key, value, holder)
            SELECT $1, $2, u.ord + (SELECT coalesce(max(position), -1) FROM identity WHERE site = $1 AND account = $2),
                u.scheme, u.key, u.value, CASE WHEN u.is_unique THEN 0 ELSE $2 END
            FROM wanted u ON CONFLICT (site, scheme, key, holder) DO NOTHING RETURNING 1)
        SELECT \(SQLText.must("(SELECT count(*) FROM named) = (SELECT count(*) FROM wanted)"))
        """)

    fileprivate static let delete = SQL(
        """
        WITH gone AS (DELETE FROM account WHERE site = $1 AND id = $2 RETURNING id),
        i AS (DELETE FROM identity WHERE site = $1 AND account = (SELECT id FROM gone)),
        h AS (DELETE FROM history WHERE site = $1 AND account = (SELECT id FROM gone)),
        e AS (DELETE FROM event WHERE site = $1 AND account = (SELECT id FROM gone)),
        s AS (DELETE FROM session WHERE site = $1 AND account = (SELECT id FROM gone)),
        r AS (DELETE FROM record WHERE site = $1 AND account = (SELECT id FROM gone)),
        m AS (
            DELETE FROM membership WHERE site = $1 AND member_kind = \(Member.accountKind) AND member = (SELECT id FROM gone) RETURNING 1)
        \(SQLText.moveOn(if: "m"))
        """)

    /// The replaced hash goes to the history, of which as many are kept as the last parameter says.
    fileprivate static let setCredential = SQL(
        """
        WITH old AS (SELECT hash, version FROM account WHERE site = $1 AND id = $2),
        kept AS (
            INSERT INTO history (site, account, version, hash)
            SELECT $1, $2, version, hash FROM old WHERE hash IS NOT NULL AND $6 > 0),
        trimmed AS (
            DELETE FROM history WHERE site = $1 AND account = $2 AND version <= (SELECT version - $6 FROM old))
        UPDATE account SET hash = $3, version = version + 1, changed_at = $4, must_change = $5, grace_used = 0 WHERE site = $1 AND id = $2
        """)

    static let disableUnused = SQL(
        """
        WITH disabled AS (
            UPDATE account SET status = \(AccountStatus.disabled.stored) WHERE site = $1 AND id = $2
                AND status = \(AccountStatus.active.stored)
                AND greatest(created_at, coalesce(last_sign_in_at, created_at), coalesce(activated_at, created_at)) <= $3 RETURNING id)
        DELETE FROM session WHERE site = $1 AND account = (SELECT id FROM disabled)
        """)

    fileprivate static let deleteFailures = SQL("DELETE FROM failure WHERE site = $1 AND subject = $2")
    fileprivate static let setFailures = SQL(
        """
        INSERT INTO failure (site, subject, count, last_at, locked_until) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (site, subject) DO UPDATE SET count = excluded.count, last_at = excluded.last_at, locked_until = excluded.locked_until
        """)
    fileprivate static let deleteOldFailures = SQL(
        "DELETE FROM failure WHERE site = $1 AND last_at < $2 AND (locked_until IS NULL OR locked_until <= $3)")
    fileprivate static let deleteExcessFailures = SQL(
        """
        DELETE FROM failure WHERE site = $1 AND subject = ANY (ARRAY(
            SELECT subject FROM failure WHERE site = $1 AND last_at IS NOT NULL AND coalesce(locked_until > $2, false) = $3
            ORDER BY last_at DESC OFFSET $4))
        """)
}
