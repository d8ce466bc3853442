import Dispatch
import Synchronization

/// A connection for reading that keeps its transaction open from one use to the next as long as nothing was committed in between: starting
/// and ending one takes two system calls, as long as the look-up itself.
final class Reader: @unchecked Sendable {
    let connection: Connection
    /// The pool's count of commits when the transaction was begun; nil when none is open.
    private var snapshot: UInt64?
    /// In which phase of the pool it was taken.
    fileprivate var phase: UInt64 = 0

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// Opens a transaction that sees all of so many commits, unless one is open. The snapshot is taken when the transaction first reads, so
    /// it may show more.
    ///
    /// While a commit is under way (an odd count) another reader may have seen it already, so an open transaction is not used again.
    func begin(after commits: UInt64) throws(Failure) {
        guard snapshot != commits || commits & 1 == 1 else { return }
        end()
        try connection.run("BEGIN")
        snapshot = commits
    }

    /// Ends the transaction, unless it sees all of so many commits.
    func end(unlessAfter commits: UInt64? = nil) {
        guard let open = snapshot, open != commits else { return }
        snapshot = nil
        // Ending a transaction that has only read cannot fail but by being over already.
        _ = try? connection.run("COMMIT")
    }
}

/// Connections for reading. Who reads takes one, the one given back last first so that its cache is warm, and waits in line when all are
/// taken. A connection is opened when it is first needed.
final class ReaderPool: Sendable {
    private struct State: Sendable {
        var free: [Reader] = []
        var opened = 0
        var waiting: [DispatchSemaphore] = []
        var isClosed = false
        /// Goes up each time the readers' transactions are to end.
        var phase: UInt64 = 0
        /// How many connections are in use that were taken in this phase, and in those before.
        var inUse = 0
        var inUseFromBefore = 0
        /// Waits until no connection is in use from before.
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
    /// Twice the number of commits, and one more while one is under way.
    private let commits = Atomic<UInt64>(0)

    /// A pool over a database file, with so many connections at most.
    init(path: String, limit: Int) {
        self.path = path
        self.limit = max(1, limit)
    }

    /// Reads. All that was committed before is seen, and all of one body's statements see the same.
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

    /// Commits. A reader sees the new state from some moment of this call on, and nobody who begins to read after that moment sees the old
    /// one. For the writing thread alone.
    func change(_ commit: () throws(Failure) -> Void) throws(Failure) {
        commits.wrappingAdd(1, ordering: .sequentiallyConsistent)
        defer { commits.wrappingAdd(1, ordering: .sequentiallyConsistent) }
        try commit()
    }

    /// How many commits there have been.
    var commitCount: UInt64 { commits.load(ordering: .sequentiallyConsistent) / 2 }

    /// Ends all open transactions: those of connections that nobody uses at once, the others as they are given back, for which it waits.
    /// Whoever begins to read meanwhile sees the last commit and is not waited for. False when it took longer than `patience`.
    ///
    /// For the writing thread alone.
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

    /// Closes the connections as they come back; from now on nobody reads.
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
            // The phase may have ended since.
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
