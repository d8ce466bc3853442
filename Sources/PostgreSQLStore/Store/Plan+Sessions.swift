import Accounts

/// Changes to sessions, events, rows and values.
extension Plan {
    mutating func keep(_ session: Session) {
        lock(.session(session.digest))
        if let account = session.account { lock(.account(account)) }
        add(
            SessionSQL.keep,
            [
                .bytes(session.digest.bytes), .text(session.kind.rawValue), .int(session.account?.rawValue),
                .int(session.createdAt.milliseconds), .int(session.lastUsedAt.milliseconds), .int(session.expiresAt?.milliseconds),
                .int(session.storedIdle), .int(session.endsAt?.milliseconds), .text(session.clientAddress), .document(session.attributes),
            ])
    }

    mutating func endSession(_ digest: TokenDigest) {
        lock(.session(digest))
        add(SessionSQL.end, [.bytes(digest.bytes)])
    }

    mutating func endSessions(of id: AccountID, except kept: TokenDigest?) {
        lock(.account(id))
        add(SessionSQL.endAll, [.int(id.rawValue), .bytes(kept?.bytes)])
    }

    mutating func endSessions(alike likeness: SessionLikeness, keepingNewest kept: Int) {
        lock(.account(likeness.account))
        add(
            SessionSQL.endAlike,
            [.int(likeness.account.rawValue), .text(likeness.kind.rawValue), .text(likeness.clientAddress), .int(max(0, kept))])
    }

    mutating func deleteSessions(endedBefore moment: Timestamp) {
        add(SessionSQL.deleteEnded, [.int(moment.milliseconds)])
    }

    mutating func append(_ event: Event) {
        if let account = event.account { lock(.account(account)) }
        add(
            SessionSQL.append,
            [.int(event.account?.rawValue), .text(event.kind.rawValue), .int(event.at.milliseconds), .document(event.fields)])
    }

    mutating func update(_ id: Int64, _ kind: EventKind, _ changes: [String: String?]) {
        let (removed, set) = Self.parts(of: changes)
        add(SessionSQL.updateEvent, [.int(id), .text(kind.rawValue), removed, set])
    }

    mutating func trim(_ kind: EventKind, of account: AccountID?, keepingNewest kept: Int) {
        if let account { lock(.account(account)) }
        let values: [Value] = [.text(kind.rawValue), .int(max(0, kept))]
        if let account { add(SessionSQL.trimOfAccount, values + [.int(account.rawValue)]) } else { add(SessionSQL.trim, values) }
    }

    mutating func insert(_ row: Row) {
        lock(.row(row.table, row.key))
        lock(.table(row.table))
        if let account = row.account { lock(.account(account)) }
        add(
            SessionSQL.insertRow,
            [.text(row.table.rawValue), .text(row.key), .int(row.account?.rawValue), .document(row.fields)],
            meaning: .conflict(.rowTaken(row.table)))
    }

    mutating func update(_ table: RowTable, key: String, _ changes: [String: String?]) {
        lock(.row(table, key))
        let (removed, set) = Self.parts(of: changes)
        add(SessionSQL.updateRow, [.text(table.rawValue), .text(key), removed, set])
    }

    mutating func deleteRow(_ table: RowTable, key: String) {
        lock(.row(table, key))
        add(SessionSQL.deleteRow, [.text(table.rawValue), .text(key)])
    }

    mutating func setValue(_ value: String?, named name: String) {
        lock(.value(name))
        if let value { add(SessionSQL.setValue, [.text(name), .text(value)]) } else { add(SessionSQL.deleteValue, [.text(name)]) }
    }
}

/// Statements that change what has no rules of its own. The first parameter is the site.
private enum SessionSQL {
    static let keep = SQL(
        """
        INSERT INTO session
            (site, digest, kind, account, created_at, last_used_at, expires_at, idle, ends_at, client_address, attributes)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (site, digest) DO UPDATE SET kind = excluded.kind, account = excluded.account, created_at = excluded.created_at,
            last_used_at = excluded.last_used_at, expires_at = excluded.expires_at, idle = excluded.idle, ends_at = excluded.ends_at,
            client_address = excluded.client_address, attributes = excluded.attributes
        """)
    static let end = SQL("DELETE FROM session WHERE site = $1 AND digest = $2")
    static let endAll = SQL("DELETE FROM session WHERE site = $1 AND account = $2 AND digest IS DISTINCT FROM $3")
    static let endAlike = SQL(
        """
        DELETE FROM session WHERE site = $1 AND digest = ANY (ARRAY(
            SELECT digest FROM session WHERE site = $1 AND account = $2 AND kind = $3 AND client_address IS NOT DISTINCT FROM $4
            ORDER BY created_at DESC OFFSET $5))
        """)
    /// As many as take tens of milliseconds.
    static let deleteEnded = SQL(
        """
        DELETE FROM session WHERE site = $1 AND digest = ANY (ARRAY(
            SELECT digest FROM session WHERE site = $1 AND ends_at < $2 ORDER BY ends_at LIMIT 5000))
        """)

    static let append = SQL("INSERT INTO event (site, id, account, kind, at, document) VALUES ($1, nextval('event_id'), $2, $3, $4, $5)")
    static let updateEvent = SQL(
        "UPDATE event SET document = (document - $4::TEXT[]) || $5 WHERE site = $1 AND id = $2 AND kind = $3")
    static let trim = trim("account IS NULL")
    static let trimOfAccount = trim("account = $4")

    /// Keeps the newest events. Deletes the newest one that is too many, and all before it.
    private static func trim(_ condition: String) -> SQL {
        let events = "FROM event WHERE site = $1 AND kind = $2 AND \(condition)"
        return SQL("DELETE \(events) AND id <= (SELECT id \(events) ORDER BY id DESC OFFSET $3 LIMIT 1)")
    }

    static let insertRow = SQL(
        """
        WITH wanted AS (SELECT 1 WHERE $4::BIGINT IS NULL OR \(SQLText.hasAccount("$4"))),
        new AS (
            INSERT INTO record (site, id, kind, key, account, document) SELECT $1, nextval('record_id'), $2, $3, $4, $5 FROM wanted
            ON CONFLICT (site, kind, key) DO NOTHING RETURNING 1)
        SELECT \(SQLText.must("(SELECT count(*) FROM new) = (SELECT count(*) FROM wanted)"))
        """)
    static let updateRow = SQL(
        "UPDATE record SET document = (document - $4::TEXT[]) || $5 WHERE site = $1 AND kind = $2 AND key = $3")
    static let deleteRow = SQL("DELETE FROM record WHERE site = $1 AND kind = $2 AND key = $3")

    static let setValue = SQL(
        "INSERT INTO setting (site, name, value) VALUES ($1, $2, $3) ON CONFLICT (site, name) DO UPDATE SET value = excluded.value")
    static let deleteValue = SQL("DELETE FROM setting WHERE site = $1 AND name = $2")
}
