public import Accounts

/// The right to fill or to clean up a database at the start, which one process at a time has. It ends with
/// ``release()``, or with the process.
public final class StartLock: Sendable {
    private let connection: Connection

    /// How long to wait for others. They may be loading fixtures with many passwords.
    private static let patience = Duration.seconds(3600)

    private static let prepare = SQL(
        "SELECT set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)")
    private static let lock = SQL("SELECT version FROM release WHERE id = 1 FOR UPDATE")

    fileprivate init(_ connection: Connection) throws(Failure) {
        self.connection = connection
        _ = try connection.run([SQL.begin(), Self.prepare(), Self.lock()], patience: Self.patience)
    }

    /// Lets the next process begin.
    public func release() {
        // Without a connection the server ends the transaction itself.
        _ = try? connection.run([SQL.rollback()])
    }
}

extension PostgreSQLStore {
    /// Waits until no other process has the right to fill the database, and takes it.
    public func lockForStart() throws(StoreError) -> StartLock {
        do throws(Failure) {
            return try StartLock(Connection(pool.address, pool.settings))
        } catch {
            throw error.reported
        }
    }

    /// Whether a process has begun to fill the database and has not come to the end of it.
    public var isHalfFilled: Bool {
        get throws(StoreError) { try query(FillingSQL.find()).first != nil }
    }

    /// Records that a process begins to fill the database, or that it has come to the end.
    public func setHalfFilled(_ isHalfFilled: Bool) throws(StoreError) {
        _ = try query(isHalfFilled ? FillingSQL.begin() : FillingSQL.end())
    }
}

/// The mark is a value of a site that does not exist. The statements may be repeated.
private enum FillingSQL {
    static let find = SQL("SELECT value FROM setting WHERE site = 0 AND name = 'filling'")
    static let begin = SQL("INSERT INTO setting (site, name, value) VALUES (0, 'filling', '') ON CONFLICT DO NOTHING")
    static let end = SQL("DELETE FROM setting WHERE site = 0 AND name = 'filling'")
}
