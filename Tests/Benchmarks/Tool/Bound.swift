import Accounts
import CSQLite
import Dispatch
import FoundationEssentials
import PasswordHashing
import Synchronization

/// Changes whose hashes are ready and that are not on disk yet.
private final class Pending: Sendable {
    private let changes = Mutex<[(account: Int64, hash: String)]>([])
    private let isThere = DispatchSemaphore(value: 0)
    private let room = DispatchSemaphore(value: 0)

    init(room: Int) { written(room) }

    /// Waits for room and adds a change.
    func add(_ account: Int64, _ hash: String) {
        room.wait()
        let wasEmpty = changes.withLock { changes in
            defer { changes.append((account, hash)) }
            return changes.isEmpty
        }
        if wasEmpty { isThere.signal() }
    }

    /// Waits a moment for changes and takes all that are there. They take room until they are written.
    func take() -> [(account: Int64, hash: String)] {
        _ = isThere.wait(timeout: .now() + .milliseconds(50))
        return changes.withLock { changes in
            defer { changes = [] }
            return changes
        }
    }

    /// Makes room for as many changes as were written.
    func written(_ count: Int) { for _ in 0..<count { room.signal() } }
}

private struct SQLiteError: Error {
    let code: Int32
}

private func check(_ code: Int32, _ expected: Int32 = SQLITE_OK) throws {
    guard code == expected else { throw SQLiteError(code: code) }
}

/// What a durable change of a password at the light cost takes at least: one hash verified, another made, and one row updated in the store's
/// file, synced in groups of all that wait. No network, no message, no rule. `clients` changes are under way at once, as with so many clients.
/// Prints the changes a second and the changes in a commit.
func bound(_ directory: String, _ clients: Int, _ seconds: Int) throws {
    let hasher = Argon2idHasher(cost: .light)
    let present = try hasher.hash(password)
    let pending = Pending(room: clients)
    let start = ContinuousClock.now
    let end = start + .seconds(seconds)
    let next = Counter()
    for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
        DispatchQueue.global().async {
            while ContinuousClock.now < end {
                guard (try? hasher.verify(password, against: present)) == true, let new = try? hasher.hash(password) else { return }
                pending.add(next.next(), new.text)
            }
        }
    }

    var opened: OpaquePointer?
    try check(sqlite3_open_v2(directory + "/understudy.db", &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil))
    defer { sqlite3_close_v2(opened) }
    let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA journal_size_limit = 0;"
    try check(sqlite3_exec(opened, settings, nil, nil, nil))
    // The log stays at the end, empty, as the server leaves it. A server does not start where a log is missing.
    var keepsLog: CInt = 1
    try check(sqlite3_file_control(opened, "main", SQLITE_FCNTL_PERSIST_WAL, &keepsLog))
    var update: OpaquePointer?
    let text = "UPDATE account SET hash = ?, version = version + 1, changed_at = ?, must_change = 0, grace_used = 0 WHERE id = ?"
    try check(sqlite3_prepare_v2(opened, text, -1, &update, nil))
    defer { sqlite3_finalize(update) }
    let now = SystemClock().now.milliseconds
    var (changes, commits) = (0, 0)
    while ContinuousClock.now < end {
        let batch = pending.take()
        guard !batch.isEmpty else { continue }
        try check(sqlite3_exec(opened, "BEGIN IMMEDIATE", nil, nil, nil))
        for (account, hash) in batch {
            try check(csqlite_bind_text(update, 1, hash, Int64(hash.utf8.count)))
            try check(sqlite3_bind_int64(update, 2, now))
            try check(sqlite3_bind_int64(update, 3, account))
            try check(sqlite3_step(update), SQLITE_DONE)
            try check(sqlite3_reset(update))
        }
        try check(sqlite3_exec(opened, "COMMIT", nil, nil, nil))
        pending.written(batch.count)
        changes += batch.count
        commits += 1
    }
    print(Double(changes) / ((ContinuousClock.now - start) / .seconds(1)), Double(changes) / Double(max(1, commits)))
}

/// Counts through the accounts of `fill` that have a light hash.
private final class Counter: Sendable {
    private let last = Atomic<Int64>(20_000)

    func next() -> Int64 { last.wrappingAdd(1, ordering: .relaxed).newValue }
}
