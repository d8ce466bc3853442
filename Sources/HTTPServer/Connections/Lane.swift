import CMicroHTTPD
import Calls
import Glibc
import HTTP
import Synchronization

/// Work on the answer to a suspended connection.
final class LaneJob: Sendable {
    private let connection: Connection
    // The handle is only given back to the library, which allows that from any thread.
    private nonisolated(unsafe) let handle: OpaquePointer
    private let busy: @Sendable () -> HTTPResponse
    private let work: @Sendable () -> HTTPAnswer
    /// Where it stands while it waits.
    let place: QueuePlace
    /// Whether no thread was free for it when it came. Set before it enters the queue.
    nonisolated(unsafe) var hadToWait = false

    init(
        connection: Connection, handle: OpaquePointer, wait: HTTPWait, busy: @escaping @Sendable () -> HTTPResponse,
        work: @escaping @Sendable () -> HTTPAnswer
    ) {
        self.connection = connection
        self.handle = handle
        self.busy = busy
        self.work = work
        place = QueuePlace(client: connection.clientNumber, account: wait.account, isKnown: wait.isKnown)
    }

    /// Works, and wakes the connection up with the answer. Where that waits for something else, the rest of the work goes to the lane for it,
    /// so that no lane is held up by what belongs to another.
    func run() {
        switch work() {
        case .now(let response): finish(response)
        case .later(let wait, let busy, let work):
            connection.core.lanes[wait.lane].submit(
                LaneJob(connection: connection, handle: handle, wait: wait, busy: busy) { .now(work()) })
        }
    }

    /// Wakes the connection up with the answer for when there is no room.
    func giveUp() {
        finish(busy())
    }

    /// Whether the client has closed the connection. One that has merely said that it will send no more cannot be told from it, so that one
    /// is answered as busy when it has to wait.
    var isAbandoned: Bool {
        // A suspended connection keeps its socket.
        let progress = understudy_progress_of(connection.socket)
        return progress.is_finished != 0 || progress.is_cut != 0
    }

    private func finish(_ response: HTTPResponse) {
        connection.answer.withLock { $0 = response }
        MHD_resume_connection(handle)
    }
}

/// Threads that run work which waits, so that the serving threads never do. As many as are needed are started, up to a limit. Jobs beyond them
/// wait in a ``FairQueue``: as suspended connections, not as threads.
final class Lane: Sendable {
    private struct State {
        var queue: FairQueue<LaneJob>
        var threads = 0
        /// How many of them wait for a job, or are about to.
        var idle = 0
        var running = 0
        var isClosed = false
        /// When those who wait are looked through for clients that have gone.
        var nextLook = Instant.now
    }

    /// What comes of a job that was submitted.
    private struct Submission {
        var isTaken = false
        var needsThread = false
        var left: LaneJob?
    }

    /// How often those who wait are looked through for clients that have gone. A look at one takes half a microsecond.
    private static let lookPeriod: Duration = .milliseconds(250)

    private let state: Monitor<State>
    private let limits: LaneLimits

    init(_ limits: LaneLimits) {
        self.limits = limits.sensible
        state = Monitor(State(queue: FairQueue(limits.sensible)))
    }

    /// Takes a job, which then runs or gives up, exactly once. When there is no room for it or the lane is closed, it gives up at once.
    func submit(_ job: LaneJob) {
        let submission = state.withLock { state in Self.submit(job, to: &state, limits) }
        if submission.needsThread, !Thread.start({ self.serve() }) { threadDidNotStart() }
        if submission.isTaken { state.signal() } else { job.giveUp() }
        submission.left?.giveUp()
    }

    private static func submit(_ job: LaneJob, to state: inout State, _ limits: LaneLimits) -> Submission {
        guard !state.isClosed else { return Submission() }
        let needsThread = state.idle <= state.queue.count && state.threads < limits.threads
        let spare = state.idle + (needsThread ? 1 : 0)
        job.hadToWait = state.queue.count >= spare
        switch state.queue.enter(job, at: job.place, spare: spare, now: .now) {
        case .refused: return Submission()
        case .waits(let left):
            if needsThread {
                state.threads += 1
                state.idle += 1
            }
            return Submission(isTaken: true, needsThread: needsThread, left: left)
        }
    }

    /// The system gives no more threads: those there are go on; without any, nothing would ever run what waits.
    private func threadDidNotStart() {
        let jobs = state.withLock { state in
            state.threads -= 1
            state.idle -= 1
            return state.threads == 0 ? state.queue.remove { _ in true } : []
        }
        for job in jobs { job.giveUp() }
    }

    /// How many jobs wait.
    var waitingCount: Int { state.withLock { $0.queue.count } }

    /// When ``tend(at:)`` has something to do next; nil when nobody waits.
    var nextDeadline: Instant? {
        state.withLock { $0.queue.count == 0 ? nil : $0.queue.nextDeadline }
    }

    /// Answers those who have waited too long, and now and then those who have gone.
    func tend(at now: Instant) {
        let (late, looked) = state.withLock { state -> ([LaneJob], [LaneJob]) in
            guard state.queue.count > 0 else { return ([], []) }
            let late = state.queue.removeLate(at: now)
            guard now >= state.nextLook else { return (late, []) }
            state.nextLook = now.advanced(by: Self.lookPeriod)
            return (late, state.queue.jobs)
        }
        for job in late { job.giveUp() }
        let abandoned = Set(looked.filter(\.isAbandoned).map(ObjectIdentifier.init))
        guard !abandoned.isEmpty else { return }
        for job in state.withLock({ $0.queue.remove { abandoned.contains(ObjectIdentifier($0)) } }) { job.giveUp() }
    }

    /// Takes no more jobs. Those that wait give up when `abandoning`, else they still run; the threads then end.
    func close(abandoning: Bool) {
        let jobs = state.withLock { state in
            state.isClosed = true
            return abandoning ? state.queue.remove { _ in true } : []
        }
        state.broadcast()
        for job in jobs { job.giveUp() }
    }

    /// Waits until no job waits or runs; false when that did not come in time. To be called on a closed lane.
    func waitUntilEmpty(atMost duration: Duration) -> Bool {
        state.wait(atMost: duration) { $0.queue.count == 0 && $0.running == 0 ? true : nil } ?? false
    }

    private func serve() {
        // Nobody in particular means the calling thread.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Int32(limits.niceness))
        while let job = next() {
            if job.hadToWait, job.isAbandoned { job.giveUp() } else { job.run() }
            let isClosed = state.withLock { state in
                state.running -= 1
                state.idle += 1
                state.queue.end(job.place)
                return state.isClosed
            }
            if isClosed { state.broadcast() }
        }
    }

    private func next() -> LaneJob? {
        state.wait { state -> LaneJob?? in
            if let job = state.queue.take(at: .now) {
                state.idle -= 1
                state.running += 1
                return .some(job)
            }
            return state.isClosed ? .some(nil) : nil
        }
    }
}
