import Dispatch
import Glibc
import Synchronization

/// The one thread that writes. Requests that come while it is busy are committed together: each in a savepoint of its own, so that one that
/// fails takes no other along, all acknowledged after the one commit that syncs the disk.
final class Writer: @unchecked Sendable {
    /// A piece of writing that somebody waits for. It may run more than once, but what it did before is then undone.
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
        /// Writing that nobody waits for; it goes along with the next commit, or soon.
        var unhurried: [Request] = []
        var isIdle = false
        var isClosed = false
    }

    private final class Box<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
    }

    /// How many requests go into one commit. More would let the first wait long for the last.
    private static let batchLimit = 256
    /// How long writing that nobody waits for may wait for company.
    private static let unhurriedDelay = DispatchTimeInterval.seconds(1)
    /// How much of it may wait before it is written at once.
    private static let unhurriedLimit = 1000

    /// How long to wait for readers to end their transactions.
    private static let readersPatience = DispatchTimeInterval.milliseconds(50)
    /// From how many pages on the log is copied into the database, 4 MiB: what a start after a crash has to read is bounded by it.
    private static let logLimit = 1000

    /// Used by the writing thread alone, from ``start()`` on.
    let connection: Connection
    private let pool: ReaderPool
    private let lookups: LookupCache
    private let identities: IdentityChanges
    private let queue = Mutex(Queue())
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let hasMuchInMemory = Atomic<Bool>(false)
    /// The code with which the disk refused the last write; that of success when it did not.
    private let refusal = Atomic<Int32>(ResultCode.ok.rawValue)
    /// Whether a write is waiting that only tries whether writing is possible again.
    private let isProbing = Atomic<Bool>(false)
    /// How many commits had written to the log when that was last looked at.
    private var knownCommits = 0
    private let mustCopyLog = Atomic<Bool>(false)

    /// A writer over a connection that nobody else uses any more, beside a pool of readers and what they keep of their answers.
    init(_ connection: Connection, beside pool: ReaderPool, _ lookups: LookupCache) throws(Failure) {
        self.connection = connection
        self.pool = pool
        self.lookups = lookups
        identities = try IdentityChanges(on: connection)
    }

    /// Starts the thread. It lives, and keeps the writer alive, until ``close()``.
    func start() throws(Failure) {
        var thread = pthread_t()
        let this = Unmanaged.passRetained(self)
        let result = pthread_create(&thread, nil, { Writer.main($0) }, this.toOpaque())
        guard result == 0 else {
            this.release()
            throw .sqlite(.noMemory)
        }
        pthread_detach(thread)
    }

    /// Does a piece of work in a transaction, and returns when that is on disk. The work may be done more than once, but never twice with
    /// effect.
    func write<Result: Sendable>(_ work: @escaping @Sendable (Connection) throws(Failure) -> Result) throws(Failure) -> Result {
        let result = Box<Result>()
        let request = Request { connection throws(Failure) in
            let value = try work(connection)
            result.value.withLock { $0 = value }
        }
        guard enqueue({ $0.requests.append(request) }) else { throw .closed }
        request.finished.wait()
        if let failure = request.failure.withLock({ $0 }) { throw failure }
        guard let value = result.value.withLock({ $0 }) else { throw .sqlite(.misuse) }
        return value
    }

    /// Does a piece of work soon. Nobody learns whether it succeeded.
    func writeSoon(_ work: @escaping @Sendable (Connection) throws(Failure) -> Void) {
        let request = Request(work)
        _ = enqueue { $0.unhurried.append(request) }
    }

    /// What the disk refused the last write with; nil when it was written. While there is something, a small write is tried within a second of
    /// each call, and no more than one at a time.
    var obstacle: Failure? {
        let code = refusal.load(ordering: .relaxed)
        guard code != ResultCode.ok.rawValue else { return nil }
        if !isProbing.exchange(true, ordering: .relaxed) {
            writeSoon { connection throws(Failure) in try connection.execute("PRAGMA user_version = \(Schema.migrations.count)") }
        }
        return .sqlite(ResultCode(rawValue: code))
    }

    /// How many requests wait for the next transaction.
    var waitingCount: Int { queue.withLock { $0.requests.count } }

    /// Gives the memory of cached pages back when there is nothing to do, after work that has touched many.
    func releaseMemoryWhenIdle() {
        hasMuchInMemory.store(true, ordering: .relaxed)
    }

    /// Copies the log into the database whatever its length, and returns when that was tried.
    func copyLog() throws(Failure) {
        mustCopyLog.store(true, ordering: .relaxed)
        // The log is copied after the first commit and before the second.
        for _ in 0..<2 { try write { _ in } }
    }

    /// Writes what is waiting, then ends the thread. Later requests are refused.
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

    private static func main(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument else { return nil }
        let writer = Unmanaged<Writer>.fromOpaque(argument).takeRetainedValue()
        writer.connection.countLogPages()
        while let batch = writer.nextBatch() {
            writer.commit(batch)
            writer.tendLog()
        }
        try? writer.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        writer.ended.signal()
        return nil
    }
}

extension Writer {
    private enum Next {
        case batch([Request])
        case wait(isBrief: Bool)
        case end
    }

    /// Waits for work. Nil when the writer was closed and all is done.
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

    /// Commits requests together. Where that fails as a whole, as when one of them does not fit on the disk any more, each is tried alone.
    private func commit(_ batch: [Request]) {
        if let failures = attempt(batch) {
            for (request, failure) in zip(batch, failures) { finish(request, failure) }
        } else {
            for request in batch { finish(request, attemptAlone(request)) }
        }
        isProbing.store(false, ordering: .relaxed)
    }

    /// Tells whoever waits for a request, after remembering what it shows about the disk. A transaction that had nothing to write shows nothing.
    private func finish(_ request: Request, _ failure: Failure?) {
        if let code = failure?.refusalOfDisk {
            refusal.store(code.rawValue, ordering: .relaxed)
        } else if failure == nil, connection.loggedCommits != knownCommits {
            knownCommits = connection.loggedCommits
            refusal.store(ResultCode.ok.rawValue, ordering: .relaxed)
        }
        request.finish(failure)
    }

    /// What became of each request of one transaction; nil when the transaction as a whole came to nothing.
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
        identities.reset()
    }

    /// Commits, and sees to it that from then on nobody is told what was true before.
    private func commit() throws(Failure) {
        try lookups.change(try identities.touched(in: connection)) { () throws(Failure) in
            try pool.change { () throws(Failure) in
                do throws(Failure) {
                    try connection.run("COMMIT")
                } catch .sqlite(let code) where code.isOfSync {
                    // The log may hold the whole of it, and who opens the database after a crash may find it there.
                    throw .unconfirmed(code)
                }
            }
        }
    }

    /// Copies a long log into the database, so that the next transaction takes it up from its start again.
    ///
    /// Readers with a transaction older than the last commit would keep the end of the log from being copied, and those that still read from
    /// the log would keep it from being taken up anew. So they are asked to end theirs before and after. That takes as long as a look-up; where
    /// a reader is slower, the next commit tries again.
    private func tendLog() {
        let isWanted = mustCopyLog.exchange(false, ordering: .relaxed)
        guard isWanted || connection.logPages >= Self.logLimit, pool.endTransactions(within: Self.readersPatience) else { return }
        do {
            try pool.change { () throws(Failure) in try connection.copyLog() }
        } catch {
            // A full disk, for instance. What is in the log is safe there.
            return
        }
        _ = pool.endTransactions(within: Self.readersPatience)
    }

    private func rollBack() {
        guard connection.isInTransaction else { return }
        _ = try? connection.run("ROLLBACK")
    }
}
