import Accounts

/// Statements about accounts.
extension SQLiteStore {
    static func account(_ id: AccountID, in site: SiteID, _ connection: Connection) throws(Failure) -> Account? {
        try connection.first(
            """
            SELECT id, status, hash, version, changed_at, must_change, grace_used, policy, attributes, created_at, last_sign_in_at,
                activated_at
            FROM account WHERE id = ? AND site = ?
            """, id.rawValue, site.part, row: Account.init(row:))
    }

    /// Returns whether a site has an account with a key. Reads none of its columns.
    static func hasAccount(_ id: AccountID, in site: SiteID, _ connection: Connection) throws(Failure) -> Bool {
        try connection.hasRow("SELECT 1 FROM account WHERE id = ? AND site = ?", id.rawValue, site.part)
    }

    static func insert(
        _ account: NewAccount, in site: SiteID, at now: Timestamp, _ schemes: SchemeTable, _ connection: Connection
    ) throws(Failure) -> AccountID {
        try connection.run(
            """
            INSERT INTO account (site, status, hash, version, changed_at, must_change, grace_used, policy, attributes, created_at)
            VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?)
            """,
            site.part, account.status.stored, account.passwordHash?.text, account.passwordHash == nil ? 0 : 1 as Int64,
            (account.passwordChangedAt ?? now).milliseconds, account.mustChangePassword.stored, account.policy?.rawValue,
            AttributeText.text(of: account.attributes),
            now.milliseconds)
        let id = AccountID(rawValue: connection.lastInsertedKey)
        try insert(account.identities, of: id, in: site, from: 0, schemes, connection)
        for container in account.memberships { try add(.account(id), to: container, in: site, connection) }
        for event in account.events { try append(event.concerning(id), in: site, connection) }
        for row in account.rows { try insertNow(row.belonging(to: id), in: site, connection) }
        return id
    }

    /// Changes an existing account.
    static func update(
        _ id: AccountID, in site: SiteID, _ changes: AccountChanges, _ schemes: SchemeTable, _ connection: Connection
    ) throws(Failure) {
        let present = try connection.first(
            "SELECT status, policy, attributes FROM account WHERE id = ? AND site = ?", id.rawValue, site.part
        ) {
            (status: $0.int(0), policy: $0.optionalInt(1), attributes: $0.text(2))
        }
        guard let present else { return }
        if let mustChange = changes.mustChangePassword {
            try connection.run("UPDATE account SET must_change = ? WHERE id = ?", mustChange.stored, id.rawValue)
        }
        if let changedAt = changes.passwordChangedAt {
            try connection.run(
                "UPDATE account SET changed_at = ? WHERE id = ? AND hash IS NOT NULL", changedAt.milliseconds, id.rawValue)
        }
        if let used = changes.graceSignInsUsed {
            try connection.run("UPDATE account SET grace_used = ? WHERE id = ? AND hash IS NOT NULL", Int64(used), id.rawValue)
        }
        if let activatedAt = changes.activatedAt {
            try connection.run("UPDATE account SET activated_at = ? WHERE id = ?", activatedAt.milliseconds, id.rawValue)
        }
        if changes.status != nil || changes.policy != nil || !changes.attributes.isEmpty {
            try connection.run(
                "UPDATE account SET status = ?, policy = ?, attributes = ? WHERE id = ?", changes.status?.stored ?? present.status,
                changes.policy.map { $0?.rawValue } ?? present.policy, AttributeText.text(present.attributes, setting: changes.attributes),
                id.rawValue)
        }
        for scheme in changes.replacedSchemes {
            guard let number = schemes.number(of: scheme.name) else { continue }
            try connection.run(
                "DELETE FROM identity WHERE account = ? AND site = ? AND scheme = ?", id.rawValue, site.part, number)
        }
        if !changes.addedIdentities.isEmpty {
            let next = try connection.first("SELECT max(position) + 1 FROM identity WHERE account = ?", id.rawValue) { $0.int(0) }
            try insert(changes.addedIdentities, of: id, in: site, from: next ?? 0, schemes, connection)
        }
        if changes.endsSessions { try deleteSessions(of: id, in: site, except: nil, connection) }
    }

    static func delete(_ id: AccountID, in site: SiteID, _ connection: Connection) throws(Failure) {
        guard try connection.run("DELETE FROM account WHERE id = ? AND site = ?", id.rawValue, site.part) > 0 else { return }
        try connection.run("DELETE FROM identity WHERE account = ?", id.rawValue)
        try connection.run("DELETE FROM history WHERE account = ?", id.rawValue)
        try removeMemberships(of: .account(id), in: site, connection)
        try connection.run("DELETE FROM event WHERE site = ? AND account = ?", site.part, id.rawValue)
        try connection.run("DELETE FROM session WHERE account = ?", id.rawValue)
        try connection.run("DELETE FROM record WHERE account = ?", id.rawValue)
    }
}
