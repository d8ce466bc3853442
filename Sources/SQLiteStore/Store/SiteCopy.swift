import Accounts

/// A table of a site's rows, and how a row is copied to another site.
struct CopiedTable: Sendable {
    /// What a column holds.
    enum Column: Sendable {
        /// The same in both sites.
        case same
        /// The key of the site.
        case site
        /// The key of an account, a container or a rule set, or nothing.
        case account
        case container
        case policy
        /// The kind of a member: 0 for an account and 1 for a container. The key follows in the next column.
        case memberKind
        /// The key of a member.
        case member
        /// The subject of failures, which may name an account.
        case subject
    }

    /// Reads the rows of the site that is the first parameter, in the order in which they are written.
    let query: StaticString
    /// Writes a row with the columns of the query.
    let insertion: StaticString
    /// The columns of both.
    let columns: [Column]

    /// Everything that is kept for a site, except the site itself. Events and rows get new keys, as nothing refers to them.
    static let all: [CopiedTable] = [
        CopiedTable(
            query: "SELECT site, name, value FROM setting WHERE site = ?",
            insertion: "INSERT INTO setting (site, name, value) VALUES (?, ?, ?)", columns: [.site, .same, .same]),
        CopiedTable(
            query: "SELECT site, name, next FROM sequence WHERE site = ?",
            insertion: "INSERT INTO sequence (site, name, next) VALUES (?, ?, ?)", columns: [.site, .same, .same]),
        CopiedTable(
            query: "SELECT id, site, number, name, rules, document FROM policy WHERE site = ? ORDER BY id",
            insertion: "INSERT INTO policy (id, site, number, name, rules, document) VALUES (?, ?, ?, ?, ?, ?)",
            columns: [.policy, .site, .same, .same, .same, .same]),
        CopiedTable(
            query: """
                SELECT id, site, status, hash, version, changed_at, must_change, grace_used, policy, attributes, created_at, last_sign_in_at,
                    activated_at
                FROM account WHERE site = ? ORDER BY id
                """,
            insertion: """
                INSERT INTO account (id, site, status, hash, version, changed_at, must_change, grace_used, policy, attributes, created_at,
                    last_sign_in_at, activated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            columns: [.account, .site, .same, .same, .same, .same, .same, .same, .policy, .same, .same, .same, .same]),
        CopiedTable(
            query: """
                SELECT identity.account, position, identity.site, scheme, key, value, is_unique
                FROM account CROSS JOIN identity ON identity.account = account.id WHERE account.site = ? ORDER BY account.id
                """,
            insertion: "INSERT INTO identity (account, position, site, scheme, key, value, is_unique) VALUES (?, ?, ?, ?, ?, ?, ?)",
            columns: [.account, .same, .site, .same, .same, .same, .same]),
        CopiedTable(
            query: """
                SELECT history.account, history.version, history.site, history.hash
                FROM account CROSS JOIN history ON history.account = account.id WHERE account.site = ? ORDER BY account.id
                """,
            insertion: "INSERT INTO history (account, version, site, hash) VALUES (?, ?, ?, ?)", columns: [.account, .same, .site, .same]),
        CopiedTable(
            query: "SELECT id, site, kind, number, key, name, document FROM container WHERE site = ? ORDER BY id",
            insertion: "INSERT INTO container (id, site, kind, number, key, name, document) VALUES (?, ?, ?, ?, ?, ?, ?)",
            columns: [.container, .site, .same, .same, .same, .same, .same]),
        CopiedTable(
            query: """
                SELECT membership.container, member_kind, member, membership.site
                FROM container CROSS JOIN membership ON membership.container = container.id WHERE container.site = ? ORDER BY container.id
                """,
            insertion: "INSERT INTO membership (container, member_kind, member, site) VALUES (?, ?, ?, ?)",
            columns: [.container, .memberKind, .member, .site]),
        CopiedTable(
            query: "SELECT site, account, kind, at, document FROM event WHERE site = ? ORDER BY id",
            insertion: "INSERT INTO event (site, account, kind, at, document) VALUES (?, ?, ?, ?, ?)",
            columns: [.site, .account, .same, .same, .same]),
        CopiedTable(
            query: "SELECT site, kind, key, account, document FROM record WHERE site = ? ORDER BY id",
            insertion: "INSERT INTO record (site, kind, key, account, document) VALUES (?, ?, ?, ?, ?)",
            columns: [.site, .same, .same, .account, .same]),
        CopiedTable(
            query: "SELECT site, subject, count, last_at, locked_until FROM failure WHERE site = ?",
            insertion: "INSERT INTO failure (site, subject, count, last_at, locked_until) VALUES (?, ?, ?, ?, ?)",
            columns: [.site, .subject, .same, .same, .same]),
        CopiedTable(
            query: """
                SELECT site, digest, kind, account, created_at, last_used_at, expires_at, idle, ends_at, client_address, attributes
                FROM session WHERE site = ?
                """,
            insertion: """
                INSERT INTO session (site, digest, kind, account, created_at, last_used_at, expires_at, idle, ends_at, client_address, attributes)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            columns: [.site, .same, .same, .account, .same, .same, .same, .same, .same, .same, .same]),
    ]
}

/// The keys of a site's accounts, containers and rule sets, and the first of as many new ones. A new key has the place of the
/// old one in the order, so a copy's keys have no gaps, however often a site is copied.
struct CopiedKeys: Sendable {
    /// In ascending order.
    let old: [Int64]
    /// The first of the new keys.
    let first: Int64

    /// Returns the new key, or nil if the old one is none of the site's.
    func new(_ key: Int64) -> Int64? {
        var low = 0
        var high = old.count
        while low < high {
            let middle = (low + high) / 2
            if old[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low < old.count && old[low] == key ? first + Int64(low) : nil
    }
}

/// The translation of a site's rows to those of its copy.
struct SiteTranslation: Sendable {
    let site: Int64
    let accounts: CopiedKeys
    let containers: CopiedKeys
    let policies: CopiedKeys

    /// Returns a row of the copy. Nil if a key in it that must not be missing is none of the site's.
    func row(of table: CopiedTable, _ statement: Statement) -> [StoredValue]? {
        var row: [StoredValue] = []
        row.reserveCapacity(table.columns.count)
        var memberKeys = accounts
        for (index, column) in zip(Int32(0)..., table.columns) {
            let value = statement.value(index)
            switch column {
            case .same: row.append(value)
            case .site: row.append(.integer(site))
            case .account: row.append(Self.key(value, in: accounts))
            case .container: row.append(Self.key(value, in: containers))
            case .policy: row.append(Self.key(value, in: policies))
            case .memberKind:
                if case .integer(1) = value { memberKeys = containers }
                row.append(value)
            case .member:
                let member = Self.key(value, in: memberKeys)
                if case .null = member { return nil }
                row.append(member)
            case .subject:
                guard case .text(let subject) = value else { return nil }
                let moved = FailureSubject.moved(subject) { accounts.new($0.rawValue).map(AccountID.init(rawValue:)) }
                guard let moved else { return nil }
                row.append(.text(moved))
            }
        }
        return row
    }

    /// A key of something that was deleted becomes NULL, as it is treated like none.
    private static func key(_ value: StoredValue, in keys: CopiedKeys) -> StoredValue {
        guard case .integer(let old) = value, let new = keys.new(old) else { return .null }
        return .integer(new)
    }
}
