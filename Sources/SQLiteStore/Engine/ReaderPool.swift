import Dispatch
import Synchronization

/// A connection for reading. It keeps its transaction open between uses as long as nothing is committed. Beginning and
/// ending a transaction takes two system calls, which is as long as the look-up itself.
final class Reader: @unchecked Sendable {
    let connection: Connection
    /// The pool's count of commits when the transaction was begun. Nil if none is open.
    private var snapshot: UInt64?
    /// The pool's phase in which it was taken.
    fileprivate var phase: UInt64 = 0

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Opens a transaction that sees at least this many commits, unless one is open. The snapshot is taken when the
    /// transaction first reads, so it may include more.
    ///
    /// While a commit is in progress (an odd count), another reader may already have seen it, so an open transaction is
    /// not reused.
    func begin(after commits: UInt64) throws(Failure) {
        guard snapshot != commits || commits & 1 == 1 else { return }
        end()
        try connection.run("BEGIN")
        snapshot = commits
    }

    /// Ends the transaction, unless it sees exactly this many commits.
    func end(unlessAfter commits: UInt64? = nil) {
        guard let open = snapshot, open != commits else { return }
        snapshot = nil
        // Ending a read-only transaction can fail only because it has already ended.
        _ = try? connection.run("COMMIT")
    }
}

/// Connections for reading. A reader takes the connection that was returned last, so that its cache is warm. If all are
/// taken, it waits in line. A connection is opened when it is first needed.
final class ReaderPool: Sendable {
    private struct State: Sendable {
        var free: [Reader] = []
        var opened = 0
        var waiting: [DispatchSemaphore] = []
        var isClosed = false
        /// Increases each time the readers' transactions must end.
        var phase: UInt64 = 0
        /// The number of connections in use that were taken in this phase, and in earlier ones.
        var inUse = 0
        var inUseFromBefore = 0
        /// Signalled when no connection from an earlier phase is in use.
        var quiescing: DispatchSemaphore?
    }

    private enum Place {
        case reader(Reader)
        case new(phase: UInt64)
        case after(DispatchSemaphore)
        case closed
    }

    private let path: String
    private let limit: Int
    private let state = Mutex(State())
    /// Twice the number of commits, plus one while a commit is in progress.
    private let commits = Atomic<UInt64>(0)

    /// Creates a pool for a database file with at most this many connections.
    init(path: String, limit: Int) {
        self.path = path
        self.limit = max(1, limit)
    }

    /// Reads from the database. Everything committed before is visible, and all statements of one body see the same
    /// state.
    func read<Result>(_ body: (Connection) throws(Failure) -> Result) throws(Failure) -> Result {
        let reader = try take()
        do {
            try reader.begin(after: commits.load(ordering: .sequentiallyConsistent))
            let result = try body(reader.connection)
            giveBack(reader)
            return result
        } catch {
            reader.end()
            giveBack(reader)
            throw error
        }
    }

    /// Commits. Readers see the new state from some moment during this call on, and no reader that begins after that
    /// moment sees the old one. Only the writing thread may call this.
    func change(_ commit: () throws(Failure) -> Void) throws(Failure) {
        commits.wrappingAdd(1, ordering: .sequentiallyConsistent)
        defer { commits.wrappingAdd(1, ordering: .sequentiallyConsistent) }
        try commit()
    }

    /// The number of commits so far.
    var commitCount: UInt64 { commits.load(ordering: .sequentiallyConsistent) / 2 }

    /// Ends all open transactions: those of unused connections at once, the others when they are returned, for which it
    /// waits. A reader that begins meanwhile sees the last commit and is not waited for. Returns false if this took
    /// longer than `patience`.
    ///
    /// Only the writing thread may call this.
    func endTransactions(within patience: DispatchTimeInterval) -> Bool {
        let ended = state.withLock { state -> DispatchSemaphore? in
            for reader in state.free { reader.end() }
            state.phase &+= 1
            state.inUseFromBefore += state.inUse
            state.inUse = 0
            state.quiescing = state.inUseFromBefore > 0 ? DispatchSemaphore(value: 0) : nil
            return state.quiescing
        }
        return ended.map { $0.wait(timeout: .now() + patience) == .success } ?? true
    }

    /// Closes the connections as they are returned. No more reads are possible.
    func close() {
        let woken = state.withLock { state in
            state.isClosed = true
            state.free = []
            defer { state.waiting = [] }
            return state.waiting
        }
        for turn in woken { turn.signal() }
    }

    private func take() throws(Failure) -> Reader {
        while true {
            switch state.withLock({ place(in: &$0) }) {
            case .reader(let reader): return reader
            case .new(let phase): return try open(in: phase)
            case .after(let turn): turn.wait()
            case .closed: throw .closed
            }
        }
    }

    private func place(in state: inout State) -> Place {
        if state.isClosed { return .closed }
        if let reader = state.free.popLast() {
            reader.phase = state.phase
            state.inUse += 1
            return .reader(reader)
        }
        if state.opened < limit {
            state.opened += 1
            state.inUse += 1
            return .new(phase: state.phase)
        }
        let turn = DispatchSemaphore(value: 0)
        state.waiting.append(turn)
        return .after(turn)
    }

    private func open(in phase: UInt64) throws(Failure) -> Reader {
        do {
            let connection = try Connection(path: path, readOnly: true)
            try connection.execute(Tuning.reader)
            let reader = Reader(connection)
            reader.phase = phase
            return reader
        } catch {
            let next = state.withLock { state -> DispatchSemaphore? in
                state.opened -= 1
                leave(phase, in: &state)
                return state.waiting.isEmpty ? nil : state.waiting.removeFirst()
            }
            next?.signal()
            throw error
        }
    }

    private func giveBack(_ reader: Reader) {
        reader.end(unlessAfter: commits.load(ordering: .sequentiallyConsistent))
        let next = state.withLock { state -> DispatchSemaphore? in
            // The phase may have ended meanwhile.
            if reader.phase != state.phase { reader.end() }
            leave(reader.phase, in: &state)
            guard !state.isClosed else { return nil }
            state.free.append(reader)
            return state.waiting.isEmpty ? nil : state.waiting.removeFirst()
        }
        next?.signal()
    }

    private func leave(_ phase: UInt64, in state: inout State) {
        guard phase != state.phase else {
            state.inUse -= 1
            return
        }
        state.inUseFromBefore -= 1
        guard state.inUseFromBefore == 0 else { return }
        state.quiescing?.signal()
        state.quiescing = nil
    }
}
