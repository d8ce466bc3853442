import Dispatch
import Glibc
import Synchronization

/// A connection for reading. It keeps its transaction open between uses as long as nothing is committed. Beginning and
/// ending a transaction takes two system calls, which is as long as the look-up itself.
private struct Reader {
    let connection: Connection
    /// The pool's count of commits when the transaction was begun. Nil if none is open.
    private var snapshot: UInt64?
    /// The KiB for cached pages.
    private var cache: Int64 = 0

    init(path: String) throws(Failure) {
        connection = try Connection(path: path, readOnly: true)
        try connection.execute(Tuning.reader)
        try fitCache()
    }

    /// Adapts the memory for cached pages to the size of the database.
    mutating func fitCache() throws(Failure) {
        let pages = try connection.first("PRAGMA page_count") { $0.int(0) } ?? 0
        let fitting = Tuning.readerCache(pages: pages)
        guard fitting != cache else { return }
        try connection.execute("PRAGMA cache_size = -\(fitting)")
        cache = fitting
    }

    /// Opens a transaction that sees at least this many commits, unless one is open. The snapshot is taken when the
    /// transaction first reads, so it may include more.
    ///
    /// While a commit is in progress (an odd count), another reader may already have seen it, so an open transaction is
    /// not reused.
    mutating func begin(after commits: UInt64) throws(Failure) {
        guard snapshot != commits || commits & 1 == 1 else { return }
        end()
        try connection.run("BEGIN")
        snapshot = commits
    }

    /// Ends the transaction, unless it sees exactly this many commits.
    mutating func end(unlessAfter commits: UInt64? = nil) {
        guard let open = snapshot, open != commits else { return }
        snapshot = nil
        // Ending a read-only transaction can fail only because it has already ended.
        _ = try? connection.run("COMMIT")
    }
}

/// A place of the pool for one connection. Whoever claims it has the connection to itself.
private final class ReaderPlace: @unchecked Sendable {
    private let isClaimed = Atomic<Bool>(false)
    /// The pool's phase in which it was last claimed for reading.
    let phase = Atomic<UInt64>(0)
    /// The connection, once it has been opened. Only the claimant may use it.
    var reader: Reader?

    /// Returns whether the place is now the caller's.
    func claim() -> Bool { isClaimed.compareExchange(expected: false, desired: true, ordering: .sequentiallyConsistent).exchanged }

    func leave() { isClaimed.store(false, ordering: .sequentiallyConsistent) }
}

/// Connections for reading. A reader takes the first that is free, so that few connections have warm caches. If all are
/// taken, it waits in line. A connection is opened when it is first needed.
///
/// A call reads up to seven times, from many threads. So taking a connection costs two atomic operations and no lock: a
/// counter of free places is the line, and the places are found by trying.
final class ReaderPool: Sendable {
    private let path: String
    private let places: [ReaderPlace]
    /// Counts the free places.
    private let free: DispatchSemaphore
    private let isClosed = Atomic<Bool>(false)
    /// Increases each time the readers' transactions must end.
    private let phase = Atomic<UInt64>(0)
    /// Twice the number of commits, plus one while a commit is in progress.
    private let commits = Atomic<UInt64>(0)

    /// How long ``endTransactions(within:)`` waits before it looks again.
    private static let pause: UInt32 = 200

    /// Creates a pool for a database file with at most this many connections.
    init(path: String, limit: Int) {
        self.path = path
        places = (0..<max(1, limit)).map { _ in ReaderPlace() }
        free = DispatchSemaphore(value: 0)
        for _ in places { free.signal() }
    }

    /// Reads from the database. Everything committed before is visible, and all statements of one body see the same
    /// state.
    func read<Result>(_ body: (Connection) throws(Failure) -> Result) throws(Failure) -> Result {
        free.wait()
        let place = claimed()
        defer {
            leave(place)
            free.signal()
        }
        return try read(at: place, body)
    }

    private func read<Result>(at place: ReaderPlace, _ body: (Connection) throws(Failure) -> Result) throws(Failure) -> Result {
        guard !isClosed.load(ordering: .sequentiallyConsistent) else { throw .closed }
        var reader = if let open = place.reader { open } else { try Reader(path: path) }
        let phase = phase.load(ordering: .sequentiallyConsistent)
        let isOfEarlierPhase = place.phase.load(ordering: .relaxed) != phase
        if isOfEarlierPhase { reader.end() }
        place.phase.store(phase, ordering: .sequentiallyConsistent)
        defer { place.reader = reader }
        do {
            // The log has been copied since, so the database may be much larger.
            if isOfEarlierPhase { try reader.fitCache() }
            try reader.begin(after: commits.load(ordering: .sequentiallyConsistent))
            let result = try body(reader.connection)
            let isOfThisPhase = phase == self.phase.load(ordering: .sequentiallyConsistent)
            reader.end(unlessAfter: isOfThisPhase ? commits.load(ordering: .sequentiallyConsistent) : nil)
            return result
        } catch {
            reader.end()
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
    func endTransactions(within patience: Duration) -> Bool {
        let phase = phase.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
        let end = ContinuousClock.now + patience
        var earlier = places
        while true {
            earlier.removeAll { place in
                if place.phase.load(ordering: .sequentiallyConsistent) == phase { return true }
                guard place.claim() else { return false }
                place.reader?.end()
                leave(place)
                return true
            }
            if earlier.isEmpty { return true }
            guard .now < end else { return false }
            usleep(Self.pause)
        }
    }

    /// Closes the connections as they are returned. No more reads are possible.
    func close() {
        isClosed.store(true, ordering: .sequentiallyConsistent)
        for place in places where place.claim() { leave(place) }
    }

    /// Returns a place that is now the caller's. The caller has been counted, so that one is free or about to be.
    private func claimed() -> ReaderPlace {
        while true {
            for place in places where place.claim() { return place }
            sched_yield()
        }
    }

    /// Gives a place back. If the pool was closed, its connection is closed: here, or by a later claimant.
    private func leave(_ place: ReaderPlace) {
        if isClosed.load(ordering: .sequentiallyConsistent) { place.reader = nil }
        place.leave()
        guard isClosed.load(ordering: .sequentiallyConsistent), place.claim() else { return }
        place.reader = nil
        place.leave()
    }
}
