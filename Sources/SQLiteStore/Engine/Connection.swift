import CSQLite

/// A connection to the database with its prepared statements. Only one thread at a time uses it, but different threads
/// may.
final class Connection: @unchecked Sendable {
    let pointer: OpaquePointer
    /// The statements, found by the address of their text, which is the same at each use of a literal. There are about
    /// forty, and searching them takes less time than hashing an address.
    private var statements: [(text: UnsafePointer<UInt8>, statement: Statement)] = []
    private var statementsByText: [String: Statement] = [:]

    /// How long to wait for a lock of another program, such as a `sqlite3` shell. In milliseconds.
    private static let lockTimeout: Int32 = 5000

    /// Opens the database file, which must exist.
    init(path: String, readOnly: Bool) throws(Failure) {
        _ = Self.prepared
        var opened: OpaquePointer?
        // SQLite needs no mutex: the pool and the writer ensure that a connection has one user.
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
        statementsByText.removeAll()
        sqlite3_close_v2(pointer)
    }

    private static let prepared: Void = {
        _ = csqlite_stop_counting_memory()
    }()

    /// Returns the prepared statement of a text. It is prepared at its first use.
    func statement(_ sql: StaticString) throws(Failure) -> Statement {
        for known in statements where known.text == sql.utf8Start { return known.statement }
        let statement = try sql.utf8Start.withMemoryRebound(to: CChar.self, capacity: sql.utf8CodeUnitCount) { text throws(Failure) in
            try prepare(text, length: sql.utf8CodeUnitCount)
        }
        statements.append((sql.utf8Start, statement))
        return statement
    }

    /// Returns the prepared statement of a text that is put together at run time. There must be few of them, as each is kept.
    func statement(of text: String) throws(Failure) -> Statement {
        if let known = statementsByText[text] { return known }
        let statement = try prepare(text)
        statementsByText[text] = statement
        return statement
    }

    /// Prepares a statement whose text is composed at run time. The caller keeps it for as long as it is used.
    func prepare(_ sql: String) throws(Failure) -> Statement {
        try prepare(sql, length: sql.utf8.count)
    }

    private func prepare(_ text: UnsafePointer<CChar>, length: Int) throws(Failure) -> Statement {
        var prepared: OpaquePointer?
        let result = sqlite3_prepare_v3(pointer, text, Int32(length), UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard result == SQLITE_OK, let prepared else { throw .sqlite(ResultCode(rawValue: result)) }
        return Statement(prepared)
    }

    /// Runs a statement without result rows and returns the number of changed rows.
    @discardableResult
    func run<each Value: Bindable>(_ sql: StaticString, _ value: repeat each Value) throws(Failure) -> Int {
        let statement = try statement(sql)
        defer { statement.reset() }
        statement.bind(repeat each value)
        while try statement.step() {}
        return changeCount
    }

    /// Calls a closure with each row of a query.
    func forEach<each Value: Bindable>(
        _ sql: StaticString, _ value: repeat each Value, row: (Statement) throws(Failure) -> Void
    ) throws(Failure) {
        let statement = try statement(sql)
        defer { statement.reset() }
        statement.bind(repeat each value)
        while try statement.step() { try row(statement) }
    }

    /// Returns the first row of a query, or nil.
    func first<Result, each Value: Bindable>(
        _ sql: StaticString, _ value: repeat each Value, row: (Statement) -> Result
    ) throws(Failure) -> Result? {
        let statement = try statement(sql)
        defer { statement.reset() }
        statement.bind(repeat each value)
        return try statement.step() ? row(statement) : nil
    }

    /// Returns whether a query has a row.
    func hasRow<each Value: Bindable>(_ sql: StaticString, _ value: repeat each Value) throws(Failure) -> Bool {
        try first(sql, repeat each value) { _ in true } ?? false
    }

    /// Returns all rows of a query.
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

    /// Runs any number of statements once and discards their results.
    func execute(_ sql: String) throws(Failure) {
        let result = sqlite3_exec(pointer, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw .sqlite(ResultCode(rawValue: result)) }
    }

    /// Registers a function with this many arguments for use in statements. It must live as long as the connection.
    func addFunction(
        _ name: String, of arguments: Int32, context: UnsafeMutableRawPointer,
        _ body: @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void
    ) throws(Failure) {
        let result = sqlite3_create_function_v2(pointer, name, arguments, SQLITE_UTF8, context, body, nil, nil, nil)
        guard result == SQLITE_OK else { throw .sqlite(ResultCode(rawValue: result)) }
    }

    /// The number of rows that the last statement changed.
    var changeCount: Int { Int(sqlite3_changes64(pointer)) }

    /// The key of the last inserted row.
    var lastInsertedKey: Int64 { sqlite3_last_insert_rowid(pointer) }

    /// Whether a transaction is open. SQLite ends a transaction itself if the disk is full or fails.
    var isInTransaction: Bool { sqlite3_get_autocommit(pointer) == 0 }

    /// The number of pages in the write-ahead log after this connection's last commit.
    private(set) var logPages = 0
    /// The number of this connection's commits that have written to the log.
    private(set) var loggedCommits = 0

    /// Starts to count the log's pages. This replaces SQLite's own mechanism, which copies a long log into the database
    /// at a commit.
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

    /// Copies as much of the log as possible into the database, without waiting for anyone.
    func copyLog() throws(Failure) {
        let result = sqlite3_wal_checkpoint_v2(pointer, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
        guard result == SQLITE_OK else { throw .sqlite(ResultCode(rawValue: result)) }
    }

    /// Writes something that changes nothing, to see whether writing is possible.
    func touch() throws(Failure) {
        try execute("PRAGMA user_version = \(Schema.migrations.count)")
    }

    /// Copies the log into the database, waiting a while for readers. Returns whether all of it is there now.
    func copyWholeLog() throws(Failure) -> Bool {
        try first("PRAGMA wal_checkpoint(FULL)") { $0.int(0) == 0 && $0.int(1) == $0.int(2) } ?? false
    }

    /// Releases the memory of cached pages.
    func releaseMemory() { sqlite3_db_release_memory(pointer) }
}
