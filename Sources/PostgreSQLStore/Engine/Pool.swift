import Accounts
import Dispatch
import Synchronization

/// How often connections have waited for the database.
final class RoundTrips: Sendable {
    private let number = Atomic<Int>(0)
    private let isKeeping = Atomic<Bool>(false)
    private let kept = Mutex<[[Statement]]>([])

    var count: Int { number.load(ordering: .relaxed) }

    /// Counts a batch that is sent.
    func add(_ statements: [Statement]) {
        number.add(1, ordering: .relaxed)
        if isKeeping.load(ordering: .relaxed) { kept.withLock { $0.append(statements) } }
    }

    /// Returns the batches that are sent while a function runs, for tests that look at how their statements are run.
    func batches(during body: () throws -> Void) rethrows -> [[Statement]] {
        isKeeping.store(true, ordering: .relaxed)
        defer { isKeeping.store(false, ordering: .relaxed) }
        try body()
        return kept.withLock { kept in
            defer { kept = [] }
            return kept
        }
    }
}

/// The connections of a store. Those that are free are used again, the last one first.
final class Pool: Sendable {
    private struct State: Sendable {
        var free: [Connection] = []
        var isClosed = false
        /// Why the last attempt to connect failed, and until when no other call tries it again.
        var obstacle: (failure: Failure, until: ContinuousClock.Instant)?
    }

    let address: PostgreSQLAddress
    let settings: PostgreSQLSettings
    /// How many batches the connections of calls have sent.
    let roundTrips = RoundTrips()
    private let state = Mutex(State())
    /// One permit for each connection that may be in use.
    private let permits: DispatchSemaphore

    /// How long nobody tries to connect after an attempt has failed. Meanwhile calls fail at once, so that no threads are
    /// lost to waiting.
    private static let pause = Duration.milliseconds(250)

    init(_ address: PostgreSQLAddress, _ settings: PostgreSQLSettings) {
        self.address = address
        self.settings = settings
        permits = DispatchSemaphore(value: max(1, settings.connections))
    }

    /// Until when a call that begins to wait now waits for a connection.
    var deadline: DispatchTime { .now() + .milliseconds(Int(clamping: settings.statementTimeout.wholeMilliseconds)) }

    /// The failure of a call that has waited for a connection until its deadline.
    var exhaustion: Failure { .unavailable("all \(settings.connections) connections are in use") }

    /// Calls a function with a connection that nobody else uses meanwhile.
    ///
    /// - Parameters:
    ///   - isFresh: Whether to make a new connection, because a free one may have been lost with the others.
    ///   - deadline: Until when to wait for a connection. Nil for the usual time.
    func use<Result>(
        fresh isFresh: Bool = false, until deadline: DispatchTime? = nil, _ body: (Connection) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let deadline = deadline ?? self.deadline
        guard WaitingThread.during({ permits.wait(timeout: deadline) }) == .success else { throw exhaustion }
        defer { permits.signal() }
        let connection = try take(fresh: isFresh)
        defer { giveBack(connection) }
        return try body(connection)
    }

    private func take(fresh isFresh: Bool) throws(Failure) -> Connection {
        let (free, failure) = state.withLock { state -> (Connection?, Failure?) in
            if state.isClosed { return (nil, .closed) }
            if isFresh { state.free = [] }
            if let connection = state.free.popLast() { return (connection, nil) }
            if let obstacle = state.obstacle, ContinuousClock.now < obstacle.until { return (nil, obstacle.failure) }
            return (nil, nil)
        }
        if let failure { throw failure }
        if let free { return free }
        return try connect()
    }

    private func connect() throws(Failure) -> Connection {
        do throws(Failure) {
            let connection = try Connection(address, settings)
            connection.roundTrips = roundTrips
            state.withLock { $0.obstacle = nil }
            return connection
        } catch {
            state.withLock { $0.obstacle = (error, ContinuousClock.now + Self.pause) }
            throw error
        }
    }

    /// Lets calls connect at once, because somebody else has reached the server.
    func forgetObstacle() { state.withLock { $0.obstacle = nil } }

    private func giveBack(_ connection: Connection) {
        state.withLock { state in
            // What one connection has lost, the others have probably lost too.
            if connection.isBroken { state.free = [] } else if !state.isClosed { state.free.append(connection) }
        }
    }

    /// Closes the free connections, and the others when they are given back.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.free = []
        }
    }
}
