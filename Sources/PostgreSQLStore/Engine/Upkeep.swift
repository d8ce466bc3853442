import Accounts
import Dispatch
import Synchronization

/// A thread that watches whether the database can be used, writes times of use, and deletes old tokens of commits.
final class Upkeep: Sendable {
    private struct State: Sendable {
        var uses: [Key: Timestamp] = [:]
        var obstacle: StoreError?
        var lastAnswer = ContinuousClock.now
        var isStopping = false
    }

    private struct Key: Hashable {
        let site: SiteID
        let digest: TokenDigest
    }

    /// How often the database is asked. Whoever waits for it to answer again waits that much longer at most.
    private static let interval = DispatchTimeInterval.milliseconds(250)
    /// How long the database may be silent before it counts as gone. A call that waits longer is about to fail.
    private static let silence = Duration.milliseconds(1500)
    /// How often old tokens are deleted.
    private static let sweepInterval = Duration.seconds(60)
    /// How many times of use are written together.
    private static let usesAtOnce = 1000

    private let pool: Pool
    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let isStarted = Atomic<Bool>(false)
    /// Held while times of use are written, so that whoever needs them in the database can wait for that.
    private let writing = Mutex(())

    init(_ pool: Pool) {
        self.pool = pool
    }

    /// Starts the thread. Returns false if the system starts none.
    func start() -> Bool {
        guard DetachedThread.start({ self.work() }) else { return false }
        isStarted.store(true, ordering: .releasing)
        return true
    }

    /// Ends the thread after what is to be written has been written, if the database answers.
    func stop() {
        let isFirst = state.withLock { state in
            defer { state.isStopping = true }
            return !state.isStopping
        }
        guard isFirst, isStarted.load(ordering: .acquiring) else { return }
        wake.signal()
        ended.wait()
    }

    /// Why the database cannot be used, or nil.
    var obstacle: StoreError? {
        state.withLock { state in
            if let obstacle = state.obstacle { return obstacle }
            let isSilent = ContinuousClock.now - state.lastAnswer > Self.silence
            return isSilent && isStarted.load(ordering: .relaxed) ? .unavailable("the database does not answer") : nil
        }
    }

    /// Notes times of use, which are written soon.
    func note(_ uses: [(digest: TokenDigest, site: SiteID, at: Timestamp)]) {
        state.withLock { state in
            for use in uses {
                let key = Key(site: use.site, digest: use.digest)
                state.uses[key] = max(use.at, state.uses[key] ?? use.at)
            }
        }
    }

    /// Writes the times of use that were noted before.
    func writeUses() throws(Failure) {
        try pool.use { connection throws(Failure) in try writeUses(connection) }
    }

    private func work() {
        var own: Connection?
        var nextSweep = ContinuousClock.now + Self.sweepInterval
        while true {
            let isStopping = state.withLock { $0.isStopping }
            do throws(Failure) {
                let connection: Connection
                if let own { connection = own } else { connection = try Connection(pool.address, pool.settings) }
                own = connection
                try ask(connection)
                try writeUses(connection)
                if ContinuousClock.now >= nextSweep {
                    _ = try connection.run([Self.sweep()])
                    nextSweep = ContinuousClock.now + Self.sweepInterval
                }
            } catch {
                if own?.isBroken == true { own = nil }
                state.withLock { $0.obstacle = error.reported }
            }
            if isStopping { break }
            _ = wake.wait(timeout: .now() + Self.interval)
        }
        ended.signal()
    }

    private static let ask = SQL("SELECT pg_is_in_recovery()")
    static let sweep = SQL("DELETE FROM commit_token WHERE at < now() - INTERVAL '1 hour'")

    /// Asks whether the server can be used. A standby can be read only.
    private func ask(_ connection: Connection) throws(Failure) {
        let isStandby = try connection.run([Self.ask()])[0].first?.bool(0) ?? false
        // Before anybody is told that the database can be used again, so that the next call does not fail by what was.
        if !isStandby { pool.forgetObstacle() }
        state.withLock { state in
            state.lastAnswer = ContinuousClock.now
            state.obstacle = isStandby ? .unavailable("the server is a standby") : nil
        }
        if isStandby { throw .unavailable("the server is a standby") }
    }

    private func writeUses(_ connection: Connection) throws(Failure) {
        try writing.withLock { _ throws(Failure) in
            while try writeSomeUses(connection) {}
        }
    }

    /// Returns false if there are none.
    private func writeSomeUses(_ connection: Connection) throws(Failure) -> Bool {
        let uses = state.withLock { state in
            let uses = state.uses.prefix(Self.usesAtOnce)
            for use in uses { state.uses[use.key] = nil }
            return uses.sorted { ($0.key.site.rawValue, $0.key.digest.bytes[0]) < ($1.key.site.rawValue, $1.key.digest.bytes[0]) }
        }
        guard !uses.isEmpty else { return false }
        _ = try connection.run([
            Self.touch(.ints(uses.map(\.key.site.rawValue)), .blobs(uses.map(\.key.digest.bytes)), .ints(uses.map(\.value.stored)))
        ])
        return true
    }

    private static let touch = SQL(
        """
        UPDATE session AS s SET last_used_at = u.at,
            ends_at = CASE WHEN s.idle IS NULL THEN s.ends_at ELSE least(coalesce(s.expires_at, u.at + s.idle), u.at + s.idle) END
        FROM unnest($1::BIGINT[], $2::BYTEA[], $3::BIGINT[]) AS u (site, digest, at)
        WHERE s.site = u.site AND s.digest = u.digest AND s.last_used_at < u.at
        """)
}
