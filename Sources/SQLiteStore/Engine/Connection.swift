import CSQLite

/// A connection to the database with its prepared statements. One thread uses it at a time; it may be another one each time.
final class Connection: @unchecked Sendable {
    private let pointer: OpaquePointer
    /// By the address of the statement's text, which is the same at each use of a literal.
    /// There are some forty, and looking through them takes less than hashing an address.
    private var statements: [(text: UnsafePointer<UInt8>, statement: Statement)] = []

    /// How long to wait for a lock of another program's, such as somebody's `sqlite3` shell, in milliseconds.
    private static let lockTimeout: Int32 = 5000

    /// Opens the database file, which must exist.
    init(path: String, readOnly: Bool) throws(Failure) {
        _ = Self.prepared
        var opened: OpaquePointer?
        // No mutex inside: the pool and the writer see to it that a connection has one user.
        let flags = (readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let result = sqlite3_open_v2(path, &opened, flags, nil)
        guard result == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            throw .sqlite(ResultCode(rawValue: result))
        }
        pointer = opened
        sqlite3_busy_timeout(pointer, Self.lockTimeout)
    }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(pointer)
    }

    private static let prepared: Void = {
        _ = csqlite_stop_counting_memory()
    }()

    /// The prepared statement of a text, made at its first use.
    func statement(_ sql: StaticString) throws(Failure) -> Statement {
        for known in statements where known.text == sql.utf8Start { return known.statement }
        var prepared: OpaquePointer?
        let result = sql.utf8Start.withMemoryRebound(to: CChar.self, capacity: sql.utf8CodeUnitCount) { text in
            sqlite3_prepare_v3(pointer, text, Int32(sql.utf8CodeUnitCount), UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        }
        guard result == SQLITE_OK, let prepared else { throw .sqlite(ResultCode(rawValue: result)) }
        let statement = Statement(prepared)
        statements.append((sql.utf8Start, statement))
        return statement
    }

    /// Runs a statement that gives no rows, and tells how many rows it changed.
    @discardableResult
    func run<each Value: Bindable>(_ sql: StaticString, _ value: repeat each Value) throws(Failure) -> Int {
        let statement = try statement(sql)
        defer { statement.reset() }
        statement.bind(repeat each value)
        while try statement.step() {}
        return Int(sqlite3_changes64(pointer))
    }

    /// The first row of a query.
    func first<Result, each Value: Bindable>(
        _ sql: StaticString, _ value: repeat each Value, row: (Statement) -> Result
    ) throws(Failure) -> Result? {
        let statement = try statement(sql)
        defer { statement.reset() }
        statement.bind(repeat each value)
        return try statement.step() ? row(statement) : nil
    }

    /// All rows of a query.
    func all<Result, each Value: Bindable>(
        _ sql: StaticString, _ value: repeat each Value, row: (Statement) -> Result
    ) throws(Failure) -> [Result] {
        let statement = try statement(sql)
        defer { statement.reset() }
        statement.bind(repeat each value)
        var rows: [Result] = []
        while try statement.step() { rows.append(row(statement)) }
        return rows
    }

    /// Runs any number of statements once; what they give is dropped.
    func execute(_ sql: String) throws(Failure) {
        let result = sqlite3_exec(pointer, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw .sqlite(ResultCode(rawValue: result)) }
    }

    /// Gives statements a function of so many arguments, which must live as long as the connection.
    func addFunction(
        _ name: String, of arguments: Int32, context: UnsafeMutableRawPointer,
        _ body: @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void
    ) throws(Failure) {
        let result = sqlite3_create_function_v2(pointer, name, arguments, SQLITE_UTF8, context, body, nil, nil, nil)
        guard result == SQLITE_OK else { throw .sqlite(ResultCode(rawValue: result)) }
    }

    /// The key of the row inserted last.
    var lastInsertedKey: Int64 { sqlite3_last_insert_rowid(pointer) }

    /// Whether a transaction is open. SQLite ends one by itself when it meets a full disk or a failing one.
    var isInTransaction: Bool { sqlite3_get_autocommit(pointer) == 0 }

    /// How many pages the write-ahead log had after this connection's last commit.
    private(set) var logPages = 0
    /// How many commits of this connection have written to the log. Those that had nothing to write are not among them.
    private(set) var loggedCommits = 0

    /// Counts the log's pages from now on, in the place of SQLite's own way of copying a long log into the database at a commit.
    func countLogPages() {
        sqlite3_wal_hook(
            pointer,
            { connection, _, _, pages in
                guard let connection else { return SQLITE_OK }
                let this = Unmanaged<Connection>.fromOpaque(connection).takeUnretainedValue()
                this.logPages = Int(pages)
                this.loggedCommits &+= 1
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Copies what it can of the log into the database, without waiting for anybody.
    func copyLog() throws(Failure) {
        let result = sqlite3_wal_checkpoint_v2(pointer, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
        guard result == SQLITE_OK else { throw .sqlite(ResultCode(rawValue: result)) }
    }

    /// Gives memory of cached pages back.
    func releaseMemory() { sqlite3_db_release_memory(pointer) }
}
