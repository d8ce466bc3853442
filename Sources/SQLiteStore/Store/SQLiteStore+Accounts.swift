public import Accounts

extension SQLiteStore {
    /// Keeps new accounts, all or none, and gives their keys in order. Thousands in one call are quicker than one by one, but others' writes
    /// wait meanwhile: about 10 µs for each account.
    public func insert(_ accounts: [NewAccount], in site: SiteID, at now: Timestamp) throws(StoreError) -> [AccountID] {
        guard !accounts.isEmpty else { return [] }
        try addSchemes(of: accounts.lazy.flatMap(\.identities))
        if accounts.count >= Self.many { writer.releaseMemoryWhenIdle() }
        return try write { [schemes] connection throws(Failure) in
            var keys: [AccountID] = []
            keys.reserveCapacity(accounts.count)
            for account in accounts { keys.append(try Self.insert(account, in: site, at: now, connection)) }
            for (key, account) in zip(keys, accounts) {
                try Self.insert(account.identities, of: key, in: site, from: 0, schemes, connection)
            }
            return keys
        }
    }

    /// Changes an account as `changes` says. False when there is no such account, or none of a status that is expected.
    public func update(_ id: AccountID, in site: SiteID, _ changes: AccountChanges) throws(StoreError) -> Bool {
        try addSchemes(of: changes.addedIdentities)
        return try write { [schemes] connection throws(Failure) in
            let status = try connection.first(
                "SELECT status FROM account WHERE id = ? AND site = ?", id.rawValue, site.rawValue
            ) { AccountStatus(stored: $0.int(0)) }
            guard let status, changes.expects(status) else { return false }
            if let mustChange = changes.mustChangePassword {
                try connection.run("UPDATE account SET must_change = ? WHERE id = ?", mustChange.stored, id.rawValue)
            }
            try Self.apply(changes, to: id, in: site, schemes, connection)
            if changes.endsSessions { try connection.run("DELETE FROM session WHERE account = ?", id.rawValue) }
            return true
        }
    }

    /// Takes an account with all that belongs to it away. False when there is no such account.
    public func delete(_ id: AccountID, in site: SiteID) throws(StoreError) -> Bool {
        try write { connection throws(Failure) in
            guard try connection.run("DELETE FROM account WHERE id = ? AND site = ?", id.rawValue, site.rawValue) > 0 else { return false }
            try connection.run("DELETE FROM identity WHERE account = ?", id.rawValue)
            try connection.run("DELETE FROM history WHERE account = ?", id.rawValue)
            try connection.run("DELETE FROM session WHERE account = ?", id.rawValue)
            return true
        }
    }

    /// From how many new accounts on the pages they touch are worth giving back.
    private static let many = 1000

    /// Makes those changes in an account that is there that an update and a change of its password have in common: status, rule set,
    /// attributes and identities.
    static func apply(
        _ changes: AccountChanges, to id: AccountID, in site: SiteID, _ schemes: SchemeTable, _ connection: Connection
    ) throws(Failure) {
        if changes.status != nil || changes.policy != nil || !changes.attributes.isEmpty {
            let present = try connection.first("SELECT status, policy, attributes FROM account WHERE id = ?", id.rawValue) {
                (status: $0.int(0), policy: $0.optionalText(1), attributes: $0.text(2))
            }
            guard let present else { return }
            try connection.run(
                "UPDATE account SET status = ?, policy = ?, attributes = ? WHERE id = ?", changes.status?.stored ?? present.status,
                changes.policy ?? present.policy, AttributeText.text(present.attributes, setting: changes.attributes), id.rawValue)
        }
        for scheme in changes.replacedSchemes {
            guard let number = schemes.number(of: scheme.name) else { continue }
            try connection.run(
                "DELETE FROM identity WHERE account = ? AND site = ? AND scheme = ?", id.rawValue, site.rawValue, number)
        }
        guard !changes.addedIdentities.isEmpty else { return }
        let next = try connection.first("SELECT max(position) + 1 FROM identity WHERE account = ?", id.rawValue) { $0.int(0) }
        try insert(changes.addedIdentities, of: id, in: site, from: next ?? 0, schemes, connection)
    }

    static func account(_ id: AccountID, in site: SiteID, _ connection: Connection) throws(Failure) -> Account? {
        try connection.first(
            """
            SELECT id, status, hash, version, changed_at, must_change, grace_used, policy, attributes, created_at
            FROM account WHERE id = ? AND site = ?
            """, id.rawValue, site.rawValue, row: Account.init(row:))
    }

    private static func insert(
        _ account: NewAccount, in site: SiteID, at now: Timestamp, _ connection: Connection
    ) throws(Failure) -> AccountID {
        try connection.run(
            """
            INSERT INTO account (site, status, hash, version, changed_at, must_change, grace_used, policy, attributes, created_at)
            VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?)
            """,
            site.rawValue, account.status.stored, account.passwordHash?.text, account.passwordHash == nil ? 0 : 1 as Int64,
            now.milliseconds, account.mustChangePassword.stored, account.policy, AttributeText.text(of: account.attributes),
            now.milliseconds)
        return AccountID(rawValue: connection.lastInsertedKey)
    }
}
