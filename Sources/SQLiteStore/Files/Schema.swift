import Accounts

/// The database's tables, in versions. A release brings every older database to its own version when it opens it.
enum Schema {
    /// Marks a database as one of ours: "Udst".
    static let applicationID: Int64 = 0x5564_7374

    /// Each brings the version of its index to the next. What has been released is never changed, only added to.
    static let migrations = [first, second, third]

    /// Every row belongs to a site. A moment is in milliseconds since 1970.
    ///
    /// - An account's identities lie together, in their order, in `identity`; `identity_by_key` finds their holders. `is_unique` is 1 for a
    ///   unique scheme and NULL otherwise, and since NULLs differ from each other the one index keeps the former unique and lets the latter be.
    /// - `identity.value` is NULL where it is the same as `key`, which is nearly always.
    /// - Tables `WITHOUT ROWID` are those that are only ever reached by their key; an account's row is long, so it has a row id.
    /// - An account's key is never given to another one (`AUTOINCREMENT`).
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

    /// What a system keeps of a site besides accounts, sessions and rule sets.
    private static let second = """
        CREATE TABLE setting (
            site INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
            PRIMARY KEY (site, name)
        ) STRICT, WITHOUT ROWID;
        """

    /// One kind of an account's sessions, the newest first: a program may have very many of another kind.
    private static let third = """
        DROP INDEX session_by_account;
        CREATE INDEX session_by_account ON session (account, kind, created_at) WHERE account IS NOT NULL;
        """

    /// Brings a database to the present version. All steps happen or none.
    ///
    /// - Parameter mayBeNew: whether a database without tables is one that is still to be filled; if not, it has lost them.
    static func bringUpToDate(
        _ connection: Connection, in directory: String, mayBeNew: Bool = true, migrations: [String] = Schema.migrations
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
            for migration in migrations.dropFirst(version) { try connection.execute(migration) }
            try connection.execute("PRAGMA user_version = \(migrations.count); COMMIT;")
        } catch let error as StoreOpeningError {
            throw error
        } catch let error as Failure {
            throw opening(error, in: directory)
        } catch {
            throw .inaccessible(directory, "\(error)")
        }
    }

    /// What a failure means that comes while a store is opened.
    static func opening(_ failure: Failure, in directory: String) -> StoreOpeningError {
        switch failure {
        case .sqlite(.notADatabase): .notAStore(directory, ResultCode.notADatabase.description)
        default: .inaccessible(directory, "the database cannot be opened: \(failure.whenReading.reason)")
        }
    }
}
