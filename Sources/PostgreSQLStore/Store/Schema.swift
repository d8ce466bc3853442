import Accounts
import Glibc

/// The tables, in versions. When a release opens an older database, it upgrades it to its own version. One process does
/// that while others wait.
///
/// - Every table begins its key with the site, so that rows of a site can be kept together on one of many servers.
/// - Texts are compared by their bytes, whatever the locale of the database.
/// - `identity.holder` is the account for a scheme whose values need not be unique, and 0 otherwise. So one index enforces
///   uniqueness and gives the order of searches.
/// - `latch` has the rows that transactions lock; see ``Latch``. `commit_token` has a row for each transaction; see
///   ``CommitToken``.
enum Schema {
    /// The schema that has the tables.
    static let name = "understudy"

    /// Each migration upgrades the version with its index to the next. Released migrations never change; new ones are only
    /// added.
    static let migrations: [[String]] = [first, second, third]

    private static let first = [
        "CREATE SEQUENCE site_id", "CREATE SEQUENCE account_id", "CREATE SEQUENCE container_id", "CREATE SEQUENCE policy_id",
        "CREATE SEQUENCE event_id", "CREATE SEQUENCE record_id",
        """
        CREATE TABLE site (
            id BIGINT PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, folded TEXT COLLATE "C" NOT NULL UNIQUE, epoch BIGINT NOT NULL DEFAULT 0)
        """,
        """
        CREATE TABLE account (
            site BIGINT NOT NULL, id BIGINT NOT NULL, status BIGINT NOT NULL, hash TEXT COLLATE "C", version BIGINT NOT NULL,
            changed_at BIGINT NOT NULL, must_change BOOLEAN NOT NULL, grace_used BIGINT NOT NULL, policy BIGINT, attributes JSONB NOT NULL,
            created_at BIGINT NOT NULL, last_sign_in_at BIGINT, activated_at BIGINT,
            PRIMARY KEY (site, id))
        """,
        "CREATE INDEX account_by_policy ON account (site, policy) WHERE policy IS NOT NULL",
        """
        CREATE TABLE identity (
            site BIGINT NOT NULL, account BIGINT NOT NULL, position BIGINT NOT NULL, scheme TEXT COLLATE "C" NOT NULL,
            key TEXT COLLATE "C" NOT NULL, value TEXT COLLATE "C", holder BIGINT NOT NULL,
            PRIMARY KEY (site, account, position))
        """,
        "CREATE UNIQUE INDEX identity_by_key ON identity (site, scheme, key, holder)",
        """
        CREATE TABLE history (
            site BIGINT NOT NULL, account BIGINT NOT NULL, version BIGINT NOT NULL, hash TEXT COLLATE "C" NOT NULL,
            PRIMARY KEY (site, account, version))
        """,
        """
        CREATE TABLE failure (
            site BIGINT NOT NULL, subject TEXT COLLATE "C" NOT NULL, count BIGINT NOT NULL, last_at BIGINT NOT NULL, locked_until BIGINT,
            PRIMARY KEY (site, subject))
        """,
        "CREATE INDEX failure_by_time ON failure (site, last_at)",
        """
        CREATE TABLE session (
            site BIGINT NOT NULL, digest BYTEA NOT NULL, kind TEXT COLLATE "C" NOT NULL, account BIGINT, created_at BIGINT NOT NULL,
            last_used_at BIGINT NOT NULL, expires_at BIGINT, idle BIGINT, ends_at BIGINT, client_address TEXT COLLATE "C",
            attributes JSONB NOT NULL,
            PRIMARY KEY (site, digest))
        """,
        "CREATE INDEX session_by_account ON session (site, account, kind, created_at) WHERE account IS NOT NULL",
        "CREATE INDEX session_by_end ON session (site, ends_at) WHERE ends_at IS NOT NULL",
        """
        CREATE TABLE policy (
            site BIGINT NOT NULL, id BIGINT NOT NULL, number BIGINT NOT NULL, name TEXT COLLATE "C" NOT NULL,
            rules TEXT COLLATE "C" NOT NULL, document JSONB NOT NULL,
            PRIMARY KEY (site, id), UNIQUE (site, name), UNIQUE (site, number))
        """,
        """
        CREATE TABLE setting (
            site BIGINT NOT NULL, name TEXT COLLATE "C" NOT NULL, value TEXT COLLATE "C" NOT NULL,
            PRIMARY KEY (site, name))
        """,
        """
        CREATE TABLE container (
            site BIGINT NOT NULL, id BIGINT NOT NULL, kind TEXT COLLATE "C" NOT NULL, number BIGINT NOT NULL, key TEXT COLLATE "C",
            name TEXT COLLATE "C" NOT NULL, document JSONB NOT NULL,
            PRIMARY KEY (site, id), UNIQUE (site, kind, number), UNIQUE (site, kind, key))
        """,
        """
        CREATE TABLE membership (
            site BIGINT NOT NULL, container BIGINT NOT NULL, member_kind BIGINT NOT NULL, member BIGINT NOT NULL,
            PRIMARY KEY (site, container, member_kind, member))
        """,
        "CREATE INDEX membership_by_member ON membership (site, member_kind, member)",
        """
        CREATE TABLE sequence (
            site BIGINT NOT NULL, name TEXT COLLATE "C" NOT NULL, next BIGINT NOT NULL,
            PRIMARY KEY (site, name))
        """,
        """
        CREATE TABLE event (
            site BIGINT NOT NULL, id BIGINT NOT NULL, account BIGINT, kind TEXT COLLATE "C" NOT NULL, at BIGINT NOT NULL,
            document JSONB NOT NULL,
            PRIMARY KEY (site, id))
        """,
        "CREATE INDEX event_by_kind ON event (site, kind, id)",
        "CREATE INDEX event_by_account ON event (site, account, kind, id) WHERE account IS NOT NULL",
        """
        CREATE TABLE record (
            site BIGINT NOT NULL, id BIGINT NOT NULL, kind TEXT COLLATE "C" NOT NULL, key TEXT COLLATE "C" NOT NULL, account BIGINT,
            document JSONB NOT NULL,
            PRIMARY KEY (site, id), UNIQUE (site, kind, key))
        """,
        "CREATE INDEX record_by_kind ON record (site, kind, id)",
        "CREATE INDEX record_by_account ON record (site, account, kind, id) WHERE account IS NOT NULL",
        "CREATE TABLE latch (site BIGINT NOT NULL, slot BIGINT NOT NULL, PRIMARY KEY (site, slot))",
        """
        CREATE TABLE commit_token (
            token BYTEA PRIMARY KEY, at TIMESTAMPTZ NOT NULL DEFAULT now(), is_void BOOLEAN NOT NULL DEFAULT false, results BIGINT[])
        """,
        "CREATE INDEX commit_token_by_time ON commit_token (at)",
    ]

    /// Indexes for an order only. While a table is empty, all of its indexes that begin with the site seem equally good for a search by
    /// the others' columns, and a plan that is made then stays when the table has grown. An index with a condition is used only by
    /// statements that imply it.
    private static let second = [
        "DROP INDEX failure_by_time", "CREATE INDEX failure_by_age ON failure (site, last_at) WHERE last_at IS NOT NULL",
        "DROP INDEX record_by_kind", "CREATE INDEX record_in_order ON record (site, kind, id) WHERE id IS NOT NULL",
    ]

    /// The index has the containers of a member in their order. Without them, the database took the order from the key, where a search for a member
    /// looks at all memberships of the site.
    private static let third = [
        "DROP INDEX membership_by_member", "CREATE INDEX membership_by_member ON membership (site, member_kind, member, container)",
    ]

    /// The tables whose rows belong to a site.
    static let tables = [
        "history", "identity", "account", "failure", "session", "policy", "setting", "container", "membership", "sequence", "event",
        "record", "latch",
    ]

    /// How long an upgrade may take. A large table may need an index.
    private static let patience = Duration.seconds(3600)
    /// How often to try again if another process creates the same thing, or if a table is in use.
    private static let tries = 20
    /// How long to wait before that, in microseconds.
    private static let pause: UInt32 = 250_000

    private static let prepare = [
        "CREATE SCHEMA IF NOT EXISTS \(name)", "CREATE TABLE IF NOT EXISTS release (id BIGINT PRIMARY KEY, version BIGINT NOT NULL)",
    ]
    private static let addVersion = SQL("INSERT INTO release (id, version) VALUES (1, 0) ON CONFLICT DO NOTHING")
    private static let unlimited = SQL("SET LOCAL statement_timeout = 0")
    /// Whoever waits for a table keeps all others from it that come later, so nobody waits for long.
    private static let hurried = SQL("SET LOCAL lock_timeout = '1s'")
    private static let version = SQL("SELECT version FROM release WHERE id = 1")
    private static let lockVersion = SQL("SELECT version FROM release WHERE id = 1 FOR UPDATE")
    private static let setVersion = SQL("UPDATE release SET version = $1 WHERE id = 1")
    private static let hasRelease = SQL(
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = '\(name)' AND table_name = 'release'")

    /// Upgrades a database to this release's version. If a table is in use for long, tries again a few times, and lets others have the table
    /// in between. Throws if a later release has written the database.
    static func bringUpToDate(_ connection: Connection, migrations: [[String]] = Schema.migrations) throws(SchemaError) {
        for attempt in 1...tries {
            do throws(Failure) {
                if try version(connection) == migrations.count { return }
                for text in prepare { _ = try connection.run([SQL(text)()]) }
                _ = try connection.run([addVersion()])
                let rows = try connection.run([SQL.begin(), unlimited(), lockVersion()], patience: patience)
                let found = Int(clamping: rows[2].first?.int(0) ?? 0)
                guard found <= migrations.count else {
                    _ = try connection.run([SQL.commit()])
                    throw Failure.refused(0, newer, String(found))
                }
                let changes = migrations.dropFirst(found).joined().map { SQL($0)() }
                _ = try connection.run([hurried()] + changes + [setVersion(.int(migrations.count)), SQL.commit()], patience: patience)
                return
            } catch {
                switch error {
                case .refused(_, newer, let found): throw .newer(found: found, known: migrations.count)
                case .refused(_, let state, _) where isMeeting(state) && attempt < tries && !connection.isBroken: usleep(pause)
                case .refused(_, .lockNotAvailable, _): throw .inUse
                default: throw .failed(error)
                }
            }
        }
    }

    /// Returns the version of the database, or nil if it has none.
    static func version(_ connection: Connection) throws(Failure) -> Int? {
        guard try connection.run([hasRelease()])[0].first?.int(0) ?? 0 > 0 else { return nil }
        let found = try connection.run([version()])[0].first.map { Int(clamping: $0.int(0)) }
        if let found, found > migrations.count { throw .refused(0, newer, String(found)) }
        return found
    }

    /// The state of an error for a version that this release does not know. The server has no such state.
    private static let newer = SQLState("newer")

    /// Whether another process creates the same thing at the same moment, or uses a table.
    private static func isMeeting(_ state: SQLState) -> Bool {
        [.uniqueViolation, .duplicateTable, .duplicateSchema].contains(state) || state.isInterference
    }
}

/// Why a database cannot be used.
enum SchemaError: Error {
    /// A later release has written it.
    case newer(found: String, known: Int)
    /// Tables are in use all the time, so that they cannot be upgraded.
    case inUse
    /// The server refused something, or the connection was lost.
    case failed(Failure)
}
