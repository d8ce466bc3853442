import Accounts

/// The upgrade of a database from one version to the next.
struct Migration: Sendable, ExpressibleByStringLiteral {
    private let statements: String
    private let work: (@Sendable (Connection) throws(Failure) -> Void)?

    /// Creates an upgrade from statements, and from work that they cannot do and that is done after them.
    init(_ statements: String, then work: (@Sendable (Connection) throws(Failure) -> Void)? = nil) {
        self.statements = statements
        self.work = work
    }

    /// Creates an upgrade from statements.
    init(stringLiteral statements: String) {
        self.init(statements)
    }

    func run(over connection: Connection) throws(Failure) {
        try connection.execute(statements)
        try work?(connection)
    }
}

/// The tables of the database, in versions. When a release opens an older database, it upgrades it to its own version.
enum Schema {
    /// The mark of databases of this program: "Udst".
    static let applicationID: Int64 = 0x5564_7374

    /// Each migration upgrades the version with its index to the next. Released migrations never change; new ones are
    /// only added.
    static let migrations: [Migration] = [
        Migration(first), Migration(second), Migration(third), Migration(fourth, then: DirectoryMigration.run),
        Migration(fifth), Migration(sixth), Migration("", then: ArcherUserMigration.run), Migration(eighth),
        Migration(ninth),
    ]

    /// Every row belongs to a site. Times are in milliseconds since 1970.
    ///
    /// - An account's identities are stored together, in order, in `identity`. `identity_by_key` finds their holders.
    ///   `is_unique` is 1 for a unique scheme and NULL otherwise. NULLs differ from each other, so this one index
    ///   enforces uniqueness for unique schemes only.
    /// - `identity.value` is NULL if it equals `key`, which is nearly always so.
    /// - Tables `WITHOUT ROWID` are those that are only accessed by their key. An account's row is long, so it has a
    ///   row id.
    /// - An account's key is never used again for another account (`AUTOINCREMENT`).
    private static let first = """
        CREATE TABLE site (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE
        ) STRICT;
        CREATE TABLE scheme (
            id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE
        ) STRICT;
        CREATE TABLE account (
            id INTEGER PRIMARY KEY AUTOINCREMENT, site INTEGER NOT NULL, status INTEGER NOT NULL,
            hash TEXT, version INTEGER NOT NULL, changed_at INTEGER NOT NULL, must_change INTEGER NOT NULL, grace_used INTEGER NOT NULL,
            policy TEXT, attributes TEXT NOT NULL, created_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE identity (
            account INTEGER NOT NULL, position INTEGER NOT NULL, site INTEGER NOT NULL, scheme INTEGER NOT NULL,
            key TEXT NOT NULL, value TEXT, is_unique INTEGER,
            PRIMARY KEY (account, position)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX identity_by_key ON identity (site, scheme, key, is_unique);
        CREATE TABLE history (
            account INTEGER NOT NULL, version INTEGER NOT NULL, site INTEGER NOT NULL, hash TEXT NOT NULL,
            PRIMARY KEY (account, version)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE failure (
            site INTEGER NOT NULL, subject TEXT NOT NULL, count INTEGER NOT NULL, last_at INTEGER NOT NULL, locked_until INTEGER,
            PRIMARY KEY (site, subject)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX failure_by_time ON failure (last_at);
        CREATE TABLE session (
            site INTEGER NOT NULL, digest BLOB NOT NULL, kind TEXT NOT NULL, account INTEGER,
            created_at INTEGER NOT NULL, last_used_at INTEGER NOT NULL, expires_at INTEGER, idle INTEGER, ends_at INTEGER,
            client_address TEXT, attributes TEXT NOT NULL,
            PRIMARY KEY (site, digest)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX session_by_account ON session (account) WHERE account IS NOT NULL;
        CREATE INDEX session_by_end ON session (ends_at) WHERE ends_at IS NOT NULL;
        CREATE TABLE policy (
            site INTEGER NOT NULL, name TEXT NOT NULL, rules TEXT NOT NULL,
            PRIMARY KEY (site, name)
        ) STRICT, WITHOUT ROWID;
        """

    /// The data that a system stores for a site besides accounts, sessions and policies.
    private static let second = """
        CREATE TABLE setting (
            site INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
            PRIMARY KEY (site, name)
        ) STRICT, WITHOUT ROWID;
        """

    /// An index of an account's sessions of one kind, newest first, because a program may have very many of another
    /// kind.
    private static let third = """
        DROP INDEX session_by_account;
        CREATE INDEX session_by_account ON session (account, kind, created_at) WHERE account IS NOT NULL;
        """

    /// Containers, memberships, sequences, events, and rule sets that accounts refer to by key. ``DirectoryMigration``
    /// fills them.
    private static let fourth = """
        ALTER TABLE site ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE container (
            id INTEGER PRIMARY KEY AUTOINCREMENT, site INTEGER NOT NULL, kind TEXT NOT NULL, number INTEGER NOT NULL, key TEXT,
            name TEXT NOT NULL, document TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX container_by_number ON container (site, kind, number);
        CREATE UNIQUE INDEX container_by_key ON container (site, kind, key);
        CREATE TABLE membership (
            container INTEGER NOT NULL, member_kind INTEGER NOT NULL, member INTEGER NOT NULL, site INTEGER NOT NULL,
            PRIMARY KEY (container, member_kind, member)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX membership_by_member ON membership (member_kind, member);
        CREATE TABLE sequence (
            site INTEGER NOT NULL, name TEXT NOT NULL, next INTEGER NOT NULL,
            PRIMARY KEY (site, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE event (
            id INTEGER PRIMARY KEY AUTOINCREMENT, site INTEGER NOT NULL, account INTEGER, kind TEXT NOT NULL, at INTEGER NOT NULL,
            document TEXT NOT NULL
        ) STRICT;
        CREATE INDEX event_by_kind ON event (site, kind, id);
        CREATE INDEX event_by_account ON event (account, kind, id) WHERE account IS NOT NULL;
        ALTER TABLE policy RENAME TO policy_by_name;
        CREATE TABLE policy (
            id INTEGER PRIMARY KEY AUTOINCREMENT, site INTEGER NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, rules TEXT NOT NULL,
            document TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX policy_by_name_in_site ON policy (site, name);
        CREATE UNIQUE INDEX policy_by_number ON policy (site, number);
        INSERT INTO policy (site, number, name, rules, document)
            SELECT site, row_number() OVER (PARTITION BY site ORDER BY name), name, rules, '' FROM policy_by_name ORDER BY site, name;
        DROP TABLE policy_by_name;
        INSERT INTO sequence (site, name, next) SELECT site, 'policy', max(number) + 1 FROM policy GROUP BY site;
        ALTER TABLE account RENAME COLUMN policy TO policy_name;
        ALTER TABLE account ADD COLUMN policy INTEGER;
        UPDATE account SET policy = (SELECT id FROM policy WHERE policy.site = account.site AND policy.name = account.policy_name)
            WHERE policy_name IS NOT NULL;
        ALTER TABLE account DROP COLUMN policy_name;
        CREATE INDEX account_by_policy ON account (policy) WHERE policy IS NOT NULL;
        """

    /// When an account last signed in, and when a person last made it active.
    private static let fifth = """
        ALTER TABLE account ADD COLUMN last_sign_in_at INTEGER;
        ALTER TABLE account ADD COLUMN activated_at INTEGER;
        """

    /// Rows. The table is named `record` because ROW is a word of SQL.
    private static let sixth = """
        CREATE TABLE record (
            id INTEGER PRIMARY KEY AUTOINCREMENT, site INTEGER NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, account INTEGER,
            document TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX record_by_key ON record (site, kind, key);
        CREATE INDEX record_by_kind ON record (site, kind, id);
        CREATE INDEX record_by_account ON record (account, kind, id) WHERE account IS NOT NULL;
        """

    /// An index of a site's accounts, so that a site is copied and deleted in pieces without reading the accounts of others.
    private static let eighth = """
        CREATE INDEX account_by_site ON account (site);
        """

    /// The tables stay as they are. The key of a site that was restored differs from what its rows have: see ``SiteID/part``. Earlier versions
    /// would not find them.
    private static let ninth = ""

    /// Upgrades a database to the current version. Either all steps are made or none.
    ///
    /// - Parameter mayBeNew: Whether a database without tables may be a new one. If not, it has lost its tables.
    static func bringUpToDate(
        _ connection: Connection, in directory: String, mayBeNew: Bool = true, migrations: [Migration] = Schema.migrations
    ) throws(StoreOpeningError) {
        do {
            let version = try connection.first("PRAGMA user_version") { Int($0.int(0)) } ?? 0
            let mark = try connection.first("PRAGMA application_id") { $0.int(0) } ?? 0
            let isEmpty = try connection.first("SELECT count(*) FROM sqlite_schema") { $0.int(0) == 0 } ?? false
            guard isEmpty || mark == applicationID else { throw StoreOpeningError.notAStore(directory, "mark \(mark)") }
            guard !isEmpty || mayBeNew else {
                throw StoreOpeningError.lost(directory, "has no tables", keeping: DataDirectory.madeName)
            }
            guard version <= migrations.count else {
                throw StoreOpeningError.newer(directory, found: version, known: migrations.count)
            }
            guard version < migrations.count else { return }
            try connection.execute("BEGIN IMMEDIATE; PRAGMA application_id = \(applicationID);")
            for migration in migrations.dropFirst(version) { try migration.run(over: connection) }
            try connection.execute("PRAGMA user_version = \(migrations.count); COMMIT;")
        } catch let error as StoreOpeningError {
            throw error
        } catch let error as Failure {
            throw opening(error, in: directory)
        } catch {
            throw .inaccessible(directory, "\(error)")
        }
    }

    /// Returns the error for a failure while a store is opened.
    static func opening(_ failure: Failure, in directory: String) -> StoreOpeningError {
        switch failure {
        case .sqlite(.notADatabase): .notAStore(directory, ResultCode.notADatabase.description)
        default: .inaccessible(directory, "the database cannot be opened: \(failure.whenReading.reason)")
        }
    }
}
