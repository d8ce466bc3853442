import Accounts
import Dispatch
import Synchronization

/// The only thread that writes. Requests that arrive while it is busy are committed together. Each has its own
/// savepoint, so that one that fails does not affect the others. All are acknowledged after the single commit that
/// syncs the disk.
final class Writer: @unchecked Sendable {
    /// A write whose caller waits for it. It may run more than once, but then its earlier effects have been undone.
    private final class Request: Sendable {
        let work: @Sendable (Connection) throws(Failure) -> Void
        let finished = DispatchSemaphore(value: 0)
        let failure = Mutex<Failure?>(nil)

        init(_ work: @escaping @Sendable (Connection) throws(Failure) -> Void) {
            self.work = work
        }

        func finish(_ failure: Failure?) {
            self.failure.withLock { $0 = failure }
            finished.signal()
        }
    }

    private struct Queue: Sendable {
        var requests: [Request] = []
        /// Writes that nobody waits for. They are part of the next commit, or of one soon.
        var unhurried: [Request] = []
        var isIdle = false
        var isClosed = false
    }

    private final class Box<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
    }

    /// The greatest number of requests in one commit. With more, the first would wait long for the last.
    private static let batchLimit = 256
    /// How long a write that nobody waits for may wait for others.
    private static let unhurriedDelay = DispatchTimeInterval.seconds(1)
    /// The number of such writes that makes them be written at once.
    private static let unhurriedLimit = 1000

    /// How long to wait for readers to end their transactions.
    private static let readersPatience = Duration.milliseconds(50)
    /// Only the writing thread uses this, from ``start()`` on.
    let connection: Connection
    /// The number of pages from which the log is copied into the database.
    private let logLimit: Int
    private let pool: ReaderPool
    private let lookups: LookupCache
    private let people: PersonCache
    private let changes: PersonChanges
    private let queue = Mutex(Queue())
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let hasMuchInMemory = Atomic<Bool>(false)
    /// The code with which the disk refused the last write. The code of success if it did not.
    private let refusal = Atomic<Int32>(ResultCode.ok.rawValue)
    /// The code which showed that the database is damaged. The code of success if none did. It stays until the program
    /// ends, because a write that succeeds shows nothing about other pages.
    private let damage = Atomic<Int32>(ResultCode.ok.rawValue)
    /// Whether a write is waiting that only tests whether writing is possible again.
    private let isProbing = Atomic<Bool>(false)
    /// The number of commits that had written to the log at the last check.
    private var knownCommits = 0
    private let mustCopyLog = Atomic<Bool>(false)
    /// Called by the writing thread at the end, once all of the log is in the database and before the log is cut off.
    private let logCopied: @Sendable () -> Void

    /// Creates a writer for a connection that nobody else uses, together with the pool of readers and their caches.
    init(
        _ connection: Connection, beside pool: ReaderPool, _ lookups: LookupCache, _ people: PersonCache,
        logLimit: Int = Tuning.logLimit(.durable),
        logCopied: @escaping @Sendable () -> Void = {}
    ) throws(Failure) {
        self.logCopied = logCopied
        self.logLimit = logLimit
        self.connection = connection
        self.pool = pool
        self.lookups = lookups
        self.people = people
        changes = try PersonChanges(on: connection)
    }

    /// Starts the thread. It lives until ``close()`` and keeps the writer alive.
    func start() throws(Failure) {
        guard DetachedThread.start({ self.serve() }) else { throw .sqlite(.noMemory) }
    }

    /// Does work in a transaction. When this returns, the transaction is on disk. The work may run more than once, but
    /// takes effect at most once.
    func write<Result: Sendable>(_ work: @escaping @Sendable (Connection) throws(Failure) -> Result) throws(Failure) -> Result {
        let result = Box<Result>()
        let request = Request { connection throws(Failure) in
            let value = try work(connection)
            result.value.withLock { $0 = value }
        }
        guard enqueue({ $0.requests.append(request) }) else { throw .closed }
        WaitingThread.during { request.finished.wait() }
        if let failure = request.failure.withLock({ $0 }) { throw failure }
        guard let value = result.value.withLock({ $0 }) else { throw .sqlite(.misuse) }
        return value
    }

    /// Does work on the rows of a site that nobody has seen yet, so that no answer about it is cached.
    func write<Result: Sendable>(
        unseen site: Int64, _ work: @escaping @Sendable (Connection) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try write { [self] connection throws(Failure) in
            changes.unseen = site
            defer { changes.unseen = nil }
            return try work(connection)
        }
    }

    /// Does work soon. Whether it succeeds is not reported.
    func writeSoon(_ work: @escaping @Sendable (Connection) throws(Failure) -> Void) {
        let request = Request(work)
        _ = enqueue { $0.unhurried.append(request) }
    }

    /// The error which showed that the database is damaged, or with which the disk refused the last write. Nil if the
    /// database is whole and the last write succeeded. If the disk refused, each call makes the writer try a small write
    /// within a second, but only one at a time.
    var obstacle: Failure? {
        let damage = damage.load(ordering: .relaxed)
        guard damage == ResultCode.ok.rawValue else { return .sqlite(ResultCode(rawValue: damage)) }
        let code = refusal.load(ordering: .relaxed)
        guard code != ResultCode.ok.rawValue else { return nil }
        if !isProbing.exchange(true, ordering: .relaxed) {
            writeSoon { connection throws(Failure) in try connection.touch() }
        }
        return .sqlite(ResultCode(rawValue: code))
    }

    /// Records what a failed read or write reveals about the database.
    func note(_ failure: Failure) {
        if let code = failure.damage { damage.store(code.rawValue, ordering: .relaxed) }
    }

    /// The number of requests that wait for the next transaction.
    var waitingCount: Int { queue.withLock { $0.requests.count } }

    /// Releases the memory of cached pages when there is nothing to do, after work that used many pages.
    func releaseMemoryWhenIdle() {
        hasMuchInMemory.store(true, ordering: .relaxed)
    }

    /// Copies the log into the database whatever its length. Returns after the attempt.
    func copyLog() throws(Failure) {
        mustCopyLog.store(true, ordering: .relaxed)
        // The log is copied after the first commit and before the second.
        for _ in 0..<2 { try write { _ in } }
    }

    /// Writes all waiting requests and then ends the thread. Later requests are refused.
    func close() {
        let wasOpen = queue.withLock { queue in
            defer { queue.isClosed = true }
            return !queue.isClosed
        }
        guard wasOpen else { return }
        wake.signal()
        ended.wait()
    }

    private func enqueue(_ add: (inout Queue) -> Void) -> Bool {
        let state = queue.withLock { queue -> (isOpen: Bool, wasIdle: Bool) in
            guard !queue.isClosed else { return (false, false) }
            add(&queue)
            defer { queue.isIdle = false }
            return (true, queue.isIdle)
        }
        if state.wasIdle { wake.signal() }
        return state.isOpen
    }

    private func serve() {
        connection.countLogPages()
        while let batch = nextBatch() {
            commit(batch)
            tendLog()
        }
        if (try? connection.copyWholeLog()) == true {
            logCopied()
            try? connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        }
        ended.signal()
    }
}

extension Writer {
    private enum Next {
        case batch([Request])
        case wait(isBrief: Bool)
        case end
    }

    /// Waits for work. Returns nil if the writer was closed and all work is done.
    private func nextBatch() -> [Request]? {
        var isPressing = false
        while true {
            switch queue.withLock({ Self.next(in: &$0, takingUnhurried: isPressing) }) {
            case .batch(let batch): return batch
            case .end: return nil
            case .wait(let isBrief):
                if hasMuchInMemory.exchange(false, ordering: .relaxed) { connection.releaseMemory() }
                isPressing = wake.wait(timeout: isBrief ? .now() + Self.unhurriedDelay : .distantFuture) == .timedOut
            }
        }
    }

    private static func next(in queue: inout Queue, takingUnhurried: Bool) -> Next {
        queue.isIdle = false
        if queue.requests.isEmpty, queue.unhurried.isEmpty {
            if queue.isClosed { return .end }
        } else if !queue.requests.isEmpty || takingUnhurried || queue.isClosed || queue.unhurried.count >= unhurriedLimit {
            let batch = Array(queue.requests.prefix(batchLimit)) + queue.unhurried.prefix(batchLimit)
            queue.requests.removeFirst(min(batchLimit, queue.requests.count))
            queue.unhurried.removeFirst(min(batchLimit, queue.unhurried.count))
            return .batch(batch)
        }
        queue.isIdle = true
        return .wait(isBrief: !queue.unhurried.isEmpty)
    }

    /// Commits requests together. If that fails as a whole, for example because one of them no longer fits on the disk,
    /// tries each alone.
    private func commit(_ batch: [Request]) {
        if let failures = attempt(batch) {
            for (request, failure) in zip(batch, failures) { finish(request, failure) }
        } else {
            for request in batch { finish(request, attemptAlone(request)) }
        }
        isProbing.store(false, ordering: .relaxed)
    }

    /// Reports the result to the waiting caller, after recording what it reveals about the disk. A transaction that had
    /// nothing to write reveals nothing.
    private func finish(_ request: Request, _ failure: Failure?) {
        if let failure { note(failure) }
        if let code = failure?.refusalOfDisk {
            refusal.store(code.rawValue, ordering: .relaxed)
        } else if failure == nil, connection.loggedCommits != knownCommits {
            knownCommits = connection.loggedCommits
            refusal.store(ResultCode.ok.rawValue, ordering: .relaxed)
        }
        request.finish(failure)
    }

    /// Returns the result of each request in one transaction, or nil if the whole transaction failed.
    private func attempt(_ batch: [Request]) -> [Failure?]? {
        guard batch.count > 1 else { return batch.map { attemptAlone($0) } }
        var failures: [Failure?] = []
        do {
            try begin()
            for request in batch {
                try connection.run("SAVEPOINT request")
                do {
                    try request.work(connection)
                    failures.append(nil)
                } catch {
                    guard connection.isInTransaction else { return nil }
                    try connection.run("ROLLBACK TO request")
                    failures.append(error)
                }
                try connection.run("RELEASE request")
            }
            try commit()
            return failures
        } catch {
            rollBack()
            return nil
        }
    }

    private func attemptAlone(_ request: Request) -> Failure? {
        do {
            try begin()
            try request.work(connection)
            try commit()
            return nil
        } catch {
            rollBack()
            return error
        }
    }

    private func begin() throws(Failure) {
        try connection.run("BEGIN IMMEDIATE")
        changes.reset()
    }

    /// Commits, and ensures that no reader sees the previous state from then on.
    private func commit() throws(Failure) {
        let touched = try changes.touched(in: connection)
        try lookups.change(touched) { () throws(Failure) in
            try people.change(touched) { () throws(Failure) in
                try pool.change { () throws(Failure) in
                    do throws(Failure) {
                        try connection.run("COMMIT")
                    } catch .sqlite(let code) where code.isOfSync {
                        // The log may contain the whole transaction, so it may be found there when the database is opened
                        // after a crash.
                        throw .unconfirmed(code)
                    }
                }
            }
        }
    }

    /// Copies a long log into the database, so that the next transaction starts again at the log's beginning.
    ///
    /// A reader with a transaction older than the last commit would prevent the end of the log from being copied. A
    /// reader that still reads from the log would prevent it from being reused. So readers are asked to end their
    /// transactions before and after. That takes as long as a look-up. If a reader is slower, the next commit tries
    /// again.
    private func tendLog() {
        let isWanted = mustCopyLog.exchange(false, ordering: .relaxed)
        guard isWanted || connection.logPages >= logLimit, pool.endTransactions(within: Self.readersPatience) else { return }
        do {
            try pool.change { () throws(Failure) in try connection.copyLog() }
        } catch {
            // For example because the disk is full. The content of the log is safe there.
            return
        }
        _ = pool.endTransactions(within: Self.readersPatience)
    }

    private func rollBack() {
        guard connection.isInTransaction else { return }
        _ = try? connection.run("ROLLBACK")
    }
}
