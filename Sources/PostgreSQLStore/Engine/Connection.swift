import Accounts
import CPostgreSQL
import Glibc

/// A connection to the database. Only one thread at a time uses it, but different threads may.
///
/// Statements are sent in batches, in libpq's pipeline mode: a batch is one round trip, whatever is in it. A statement is
/// prepared when it is first used, in the same batch.
final class Connection: @unchecked Sendable {
    /// A part of a batch that the server answers.
    private enum Message {
        case preparation(SQL)
        case statement(Int)
        case end
    }

    private let pointer: OpaquePointer
    /// The names of prepared statements. Their texts are kept, so that no other one gets the identifier of one of them.
    private var prepared: [ObjectIdentifier: (sql: SQL, name: String)] = [:]
    /// How long a statement may take. The server ends it a little earlier by itself.
    private let statementTimeout: Duration
    /// Whether the connection has failed and cannot be used any more.
    private(set) var isBroken = false
    /// Whether the server is CockroachDB, which lacks some of PostgreSQL's settings.
    let isCockroach: Bool
    /// Counts the batches that are sent. Nil if nobody counts them.
    var roundTrips: RoundTrips?

    /// How much longer than the server's limit for a statement to wait for its answer.
    private static let allowance = Duration.milliseconds(500)
    /// How many times the limit of a statement a batch of several may take. Few have more than one that is slow, or waits for others.
    private static let slowStatements = 3

    /// Connects. Blocks for at most the time-out for each host.
    init(_ address: PostgreSQLAddress, _ settings: PostgreSQLSettings) throws(Failure) {
        var parameters = address.parameters
        parameters["connect_timeout"] = parameters["connect_timeout"] ?? String(max(2, settings.connectTimeout.components.seconds))
        parameters["client_encoding"] = "UTF8"
        parameters["fallback_application_name"] = "understudy"
        statementTimeout = settings.statementTimeout
        // A batch may take longer than it takes to notice that the server's host is gone.
        let silence = String((settings.statementTimeout + Self.allowance).wholeMilliseconds)
        parameters["tcp_user_timeout"] = parameters["tcp_user_timeout"] ?? silence
        guard let pointer = Self.connect(parameters) else { throw .unavailable("there is no memory for a connection") }
        self.pointer = pointer
        // libpq would write what the server has to say to standard error.
        PQsetNoticeProcessor(pointer, { _, _ in }, nil)
        isCockroach = PQparameterStatus(pointer, "crdb_version") != nil
        guard PQstatus(pointer) == CONNECTION_OK else { throw .unavailable(message) }
        guard Self.isUTF8(PQparameterStatus(pointer, "server_encoding")) else {
            throw .unavailable("the database's encoding is not UTF8")
        }
        guard PQsetnonblocking(pointer, 1) == 0, PQenterPipelineMode(pointer) == 1 else { throw .unavailable(message) }
        let milliseconds = String(max(1, settings.statementTimeout.wholeMilliseconds))
        _ = try run([Self.prepareSession(.text(milliseconds))] + (isCockroach ? [] : [Self.prepareServer()]))
    }

    deinit {
        PQfinish(pointer)
    }

    /// Everything is in a schema of its own. The path names nothing else, so that nobody can put something in front.
    private static let prepareSession = SQL(
        "SELECT set_config('search_path', '\(Schema.name)', false), set_config('statement_timeout', $1, false)")
    /// An acknowledged change is on the disk, whatever the default of the server or the user is. Compiling short statements
    /// takes longer than running them, and so does planning them again for each array that they are given. A client whose machine is
    /// gone must not keep its locks for hours.
    ///
    /// Every statement has an index for what it seeks. While a table is small, its statistics say that reading all of it is faster, and the plan
    /// stays when the table has grown. So plans use the indexes, also for the order of rows.
    private static let prepareServer = SQL(
        """
        SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
            ELSE current_setting('synchronous_commit') END, false), set_config('jit', 'off', false),
            set_config('plan_cache_mode', 'force_generic_plan', false), set_config('enable_seqscan', 'off', false),
            set_config('enable_bitmapscan', 'off', false),
            set_config('tcp_keepalives_idle', '15', false), set_config('tcp_keepalives_interval', '5', false),
            set_config('tcp_keepalives_count', '3', false)
        """)

    private static func connect(_ parameters: [String: String]) -> OpaquePointer? {
        let pairs = parameters.map { (strdup($0.key), strdup($0.value)) }
        defer {
            for (keyword, value) in pairs {
                free(keyword)
                free(value)
            }
        }
        let keywords = pairs.map { UnsafePointer($0.0) } + [nil]
        let values = pairs.map { UnsafePointer($0.1) } + [nil]
        return PQconnectdbParams(keywords, values, 0)
    }

    private static func isUTF8(_ encoding: UnsafePointer<CChar>?) -> Bool {
        // A server that does not say it, as some proxies do, answers in the client's encoding.
        guard let encoding else { return true }
        return ["UTF8", "utf8", "UTF-8"].contains(String(cString: encoding))
    }

    /// The first line of libpq's message. It names hosts, users and databases, but no password.
    private var message: String {
        let text = String(cString: PQerrorMessage(pointer))
        return String(text.split(whereSeparator: \.isNewline).first ?? "no reason is known")
    }

    /// Runs statements in one round trip and returns their results in order. If one fails, those behind it are not run.
    ///
    /// - Parameter patience: How long to wait. Nil for the usual time: the server's limit for one statement, or a few times that for several,
    ///   each of which has the limit for itself.
    func run(_ statements: [Statement], patience: Duration? = nil) throws(Failure) -> [ResultRows] {
        let usual = statementTimeout * min(statements.count, Self.slowStatements) + Self.allowance
        let deadline = ContinuousClock.now + (patience ?? usual)
        let messages = try send(statements)
        do throws(Failure) {
            return try receive(messages, until: deadline)
        } catch {
            if case .refused = error { try endTransaction(until: deadline) } else { isBroken = true }
            throw error
        }
    }

    /// Ends a transaction that an error has left open.
    private func endTransaction(until deadline: ContinuousClock.Instant) throws(Failure) {
        guard PQtransactionStatus(pointer) != PQTRANS_IDLE else { return }
        do throws(Failure) {
            _ = try receive(try send([SQL.rollback()]), until: deadline)
        } catch {
            // Without a connection the server ends the transaction itself.
            isBroken = true
        }
    }

    private static let stateField = Int32(CPOSTGRESQL_STATE)
    private static let messageField = Int32(CPOSTGRESQL_MESSAGE)

    private func send(_ statements: [Statement]) throws(Failure) -> [Message] {
        var messages: [Message] = []
        var names: [ObjectIdentifier: String] = [:]
        for (index, statement) in statements.enumerated() {
            if statement.sql.isPlannedAnew {
                guard send(statement, named: nil) else { throw broken() }
                messages.append(.statement(index))
                continue
            }
            let id = ObjectIdentifier(statement.sql)
            var name = prepared[id]?.name ?? names[id]
            if name == nil {
                let new = "s\(prepared.count + names.count)"
                let types = statement.types
                guard PQsendPrepare(pointer, new, statement.sql.text, Int32(types.count), types) == 1 else { throw broken() }
                messages.append(.preparation(statement.sql))
                names[id] = new
                name = new
            }
            guard let name, send(statement, named: name) else { throw broken() }
            messages.append(.statement(index))
        }
        guard PQpipelineSync(pointer) == 1 else { throw broken() }
        roundTrips?.add(statements)
        return messages + [.end]
    }

    private func broken() -> Failure {
        isBroken = true
        return .lost(message)
    }

    /// Sends the values of a statement that is prepared under a name, or the statement itself with its values.
    private func send(_ statement: Statement, named name: String?) -> Bool {
        let values = statement.values
        // All values one after another, and a byte more, so that an empty one has an address as well.
        var bytes: [UInt8] = []
        var starts: [Int?] = []
        for value in values {
            starts.append(value.bytes == nil ? nil : bytes.count)
            bytes += value.bytes ?? []
        }
        bytes.append(0)
        let lengths = values.map { Int32(clamping: $0.bytes?.count ?? 0) }
        let formats = values.map { _ in Int32(1) }
        return bytes.withUnsafeBytes { bytes in
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers = starts.map { offset in offset.flatMap { start?.advanced(by: $0) } }
            let count = Int32(values.count)
            guard let name else {
                return PQsendQueryParams(pointer, statement.sql.text, count, statement.types, pointers, lengths, formats, 1) == 1
            }
            return PQsendQueryPrepared(pointer, name, count, pointers, lengths, formats, 1) == 1
        }
    }

    private func receive(_ messages: [Message], until deadline: ContinuousClock.Instant) throws(Failure) -> [ResultRows] {
        var results: [ResultRows] = []
        var failure: Failure?
        for message in messages {
            while true {
                guard let pointer = try nextResult(until: deadline) else { break }
                let rows = ResultRows(pointer)
                let status = PQresultStatus(pointer)
                if status == PGRES_PIPELINE_SYNC {
                    if let failure { throw failure }
                    return results
                }
                switch (message, status) {
                case (.preparation(let sql), PGRES_COMMAND_OK): prepared[ObjectIdentifier(sql)] = (sql, "s\(prepared.count)")
                case (.statement, PGRES_COMMAND_OK), (.statement, PGRES_TUPLES_OK): results.append(rows)
                case (_, PGRES_PIPELINE_ABORTED): break
                default: failure = failure ?? self.failure(pointer, after: results.count)
                }
            }
        }
        throw failure ?? .lost(self.message)
    }

    private func failure(_ result: OpaquePointer, after index: Int) -> Failure {
        let state = PQresultErrorField(result, Self.stateField).map { SQLState(String(cString: $0)) }
        let message = PQresultErrorField(result, Self.messageField).map { String(cString: $0) }
        guard let state, !state.endsConnection else {
            isBroken = true
            return .lost(message ?? self.message)
        }
        return .refused(index, state, message ?? "no reason is known")
    }

    /// Returns the next result, or nil after the last one of a statement. Sends what has not been sent yet meanwhile.
    private func nextResult(until deadline: ContinuousClock.Instant) throws(Failure) -> OpaquePointer? {
        while true {
            let unsent = PQflush(pointer)
            guard unsent >= 0 else { throw .lost(message) }
            if PQisBusy(pointer) == 0 { return PQgetResult(pointer) }
            try wait(writing: unsent == 1, until: deadline)
            guard PQconsumeInput(pointer) == 1 else { throw .lost(message) }
        }
    }

    private func wait(writing: Bool, until deadline: ContinuousClock.Instant) throws(Failure) {
        var waited = pollfd(fd: PQsocket(pointer), events: Int16(POLLIN) | (writing ? Int16(POLLOUT) : 0), revents: 0)
        while true {
            let left = (deadline - ContinuousClock.now).wholeMilliseconds
            guard left > 0 else { throw .lost("no answer in time") }
            let count = WaitingThread.during { poll(&waited, 1, Int32(clamping: left)) }
            if count > 0 { return }
            guard count == 0 || errno == EINTR else { throw .lost(String(cString: strerror(errno))) }
        }
    }
}

extension Statement {
    fileprivate var types: [Oid] { values.map { Oid($0.type) } }
}
