import Accounts
import CMicroHTTPD
import Calls
import Glibc
import HTTP
import Synchronization

/// Work on the answer for a suspended connection.
final class LaneJob: Sendable {
    private let connection: Connection
    // The handle is only passed back to the library, which allows that from any thread.
    private nonisolated(unsafe) let handle: OpaquePointer
    private let busy: @Sendable () -> HTTPResponse
    private let work: @Sendable () -> HTTPAnswer
    /// Its place in the queue while it waits.
    let place: QueuePlace
    /// What is read before its work. Nil if that is nothing.
    let early: EarlyReading?
    /// What it does first.
    var kind: WaitingJobs<LaneJob>.Kind { early == nil ? .works : .reads }
    /// Whether no thread was free when it arrived. Set before it enters the queue.
    nonisolated(unsafe) var hadToWait = false
    /// When it was submitted.
    let arrival = Instant.now

    /// Creates a job. `client` is a number for the network of the client, who shares the threads with others.
    init(
        connection: Connection, handle: OpaquePointer, client: Int, wait: HTTPWait, busy: @escaping @Sendable () -> HTTPResponse,
        work: @escaping @Sendable () -> HTTPAnswer
    ) {
        self.connection = connection
        self.handle = handle
        self.busy = busy
        self.work = work
        place = QueuePlace(client: client, account: wait.account, isKnown: wait.isKnown)
        early = wait.early
    }

    /// Does the work and resumes the connection with the answer. If the work must wait for something else, the rest of
    /// it goes to the lane for that. So no lane is delayed by another lane's work.
    func run() {
        switch ClientPresence.following({ self.hasClientGone }, work) {
        case .now(let response): finish(response)
        case .later(let wait, let busy, let work):
            connection.core.submit(
                LaneJob(connection: connection, handle: handle, client: place.client, wait: wait, busy: busy) { .now(work()) }, for: wait,
                of: connection)
        }
    }

    /// Resumes the connection with the answer for a full lane.
    func giveUp() {
        finish(ClientPresence.following({ self.hasClientGone }, busy))
    }

    /// Whether the client does not wait any more. One that has only announced that it sends no more looks the same as one that has gone, so
    /// it must have had time to get its answer.
    private var hasClientGone: Bool {
        let progress = understudy_progress_of(connection.socket)
        return progress.is_cut != 0 || progress.is_finished != 0 && Instant.now.since(arrival) >= Lane.lookPeriod.milliseconds
    }

    /// Whether the client has closed the connection. It looks the same if the client has only announced that it sends
    /// no more. Such a client is answered as busy if it must wait.
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

/// Threads for work that waits, so that the serving threads never wait. Threads are started as needed, up to a limit.
/// Further jobs wait in a ``FairQueue``, as suspended connections and not as threads.
///
/// If only so many jobs may run at once (``LaneLimits/concurrent``), a job that waits for the disk leaves its turn to
/// another. So the threads do not compete for the cores, and a thread that ends a job takes the next one without having
/// slept.
///
/// Jobs that read something before their work are taken together: one thread reads for all of them, and then they run. Other jobs run
/// meanwhile.
final class Lane: ThreadPool {
    private struct State {
        var queue: WaitingJobs<LaneJob>
        var threads = 0
        /// The number of threads that wait for a job, or are about to.
        var idle = 0
        var running = 0
        /// The running jobs that wait for something other than a core.
        var blocked = 0
        /// Jobs that were taken and have read what they need before their work, in reverse order.
        var prepared: [LaneJob] = []
        /// The number of threads that read for jobs.
        var readings = 0
        /// The number of jobs that they read for.
        var reading = 0
        /// Whether the last job that was taken was one of those that have read.
        var preparedWasLast = false
        var isClosed = false
        /// Whether jobs that do not run yet give up.
        var isAbandoned = false
        /// When the queue is next searched for clients that have gone.
        var nextLook = Instant.now
    }

    /// The outcome of submitting a job.
    private struct Submission {
        var isTaken = false
        var need = Need()
        var left: LaneJob?
    }

    /// What a thread does next.
    private enum Task {
        case run(LaneJob)
        case read(for: [LaneJob])
    }

    /// What makes waiting jobs run.
    private struct Need {
        /// The number of idle threads to wake.
        var wakeUps = 0
        /// The number of threads to start.
        var threads = 0
    }

    /// How often the queue is searched for clients that have gone. Checking one client takes half a microsecond.
    static let lookPeriod: Duration = .milliseconds(250)

    private let state: Monitor<State>
    private let limits: LaneLimits

    init(_ limits: LaneLimits) {
        self.limits = limits.sensible
        state = Monitor(State(queue: WaitingJobs(limits.sensible)))
    }

    /// Adds a job, which then either runs or gives up, exactly once. If there is no room for it or the lane is closed,
    /// it gives up at once.
    func submit(_ job: LaneJob) {
        let submission = state.withLock { state in Self.submit(job, to: &state, limits) }
        if submission.isTaken { satisfy(submission.need) } else { job.giveUp() }
        submission.left?.giveUp()
    }

    private static func submit(_ job: LaneJob, to state: inout State, _ limits: LaneLimits) -> Submission {
        guard !state.isClosed else { return Submission() }
        let (room, tasks) = (room(in: state, limits), tasks(in: state))
        // One that reads joins those that are about to.
        let joins = job.kind == .reads && state.queue.count(.reads) > 0
        let canRun = tasks < room && (job.kind == .works || state.readings < StoreInquiry.readingsAtOnce && !joins)
        let needsThread = canRun && state.idle <= tasks && state.threads < limits.threads
        let spare = min(state.idle + (needsThread ? 1 : 0), room)
        job.hadToWait = state.queue.count >= spare
        switch state.queue.enter(job, job.kind, at: job.place, spare: spare, now: job.arrival) {
        case .refused: return Submission()
        case .waits(let left):
            if needsThread { addThread(to: &state) }
            return Submission(isTaken: true, need: Need(wakeUps: canRun && !needsThread ? 1 : 0, threads: needsThread ? 1 : 0), left: left)
        }
    }

    /// The number of jobs that may start now.
    private static func room(in state: State, _ limits: LaneLimits) -> Int {
        max(0, limits.running - (state.running - state.blocked))
    }

    /// The number of things that as many threads can begin with now.
    private static func tasks(in state: State) -> Int {
        let canRead = state.queue.count(.reads) > 0 && state.readings < StoreInquiry.readingsAtOnce
        return state.prepared.count + state.queue.count(.works) + (canRead ? 1 : 0)
    }

    private static func addThread(to state: inout State) {
        state.threads += 1
        state.idle += 1
    }

    private func satisfy(_ need: Need) {
        for _ in 0..<need.wakeUps { state.signal() }
        for _ in 0..<need.threads {
            if !DetachedThread.start({ self.serve() }) { threadDidNotStart() }
        }
    }

    // MARK: Waiting jobs

    func threadWaits() {
        let need = state.withLock { state -> Need in
            state.blocked += 1
            return Self.need(of: &state, limits, for: min(1, Self.tasks(in: state)))
        }
        satisfy(need)
    }

    /// Returns what makes other threads begin with some of what there is to do.
    private static func need(of state: inout State, _ limits: LaneLimits, for tasks: Int) -> Need {
        let wanted = min(tasks, room(in: state, limits))
        guard wanted > 0 else { return Need() }
        let wakeUps = min(wanted, state.idle)
        let threads = max(0, min(wanted - wakeUps, limits.threads - state.threads))
        for _ in 0..<threads { addThread(to: &state) }
        return Need(wakeUps: wakeUps, threads: threads)
    }

    /// The thread goes on at once, even if more jobs run than should: what follows a wait is short.
    func threadContinues() {
        state.withLock { $0.blocked -= 1 }
    }

    // MARK: Threads that did not start

    /// Handles a thread that the system did not start. The existing threads continue. If there are none, nothing would
    /// ever run the waiting jobs, so these give up.
    private func threadDidNotStart() {
        let jobs = state.withLock { state in
            state.threads -= 1
            state.idle -= 1
            return state.threads == 0 ? state.queue.remove { _ in true } : []
        }
        for job in jobs { job.giveUp() }
    }

    /// The number of jobs that wait for a thread or for what they read before their work.
    var waitingCount: Int { state.withLock { $0.queue.count + $0.reading + $0.prepared.count } }

    /// When ``tend(at:)`` next has something to do. Nil if no job waits.
    var nextDeadline: Instant? {
        state.withLock { $0.queue.count == 0 ? nil : $0.queue.nextDeadline }
    }

    /// Answers clients that have waited too long, and from time to time removes those that have gone.
    func tend(at now: Instant) {
        let (late, looked) = state.withLock { state -> ([LaneJob], [LaneJob]) in
            guard state.queue.count > 0 else { return ([], []) }
            let late = state.queue.removeLate(at: now)
            guard now >= state.nextLook else { return (late, []) }
            state.nextLook = now.advanced(by: Self.lookPeriod)
            return (late, state.queue.jobs)
        }
        for job in late { job.giveUp() }
        let abandoned = Set(looked.filter { Self.isAbandoned($0, at: now) }.map(ObjectIdentifier.init))
        guard !abandoned.isEmpty else { return }
        for job in state.withLock({ $0.queue.remove { abandoned.contains(ObjectIdentifier($0)) } }) { job.giveUp() }
    }

    /// Whether a job's client has gone while the job waited. Only jobs that have waited for long are checked, since a
    /// client that has only announced that it sends no more looks the same. A job that found an idle thread is about to
    /// run, however long the system takes to schedule that thread.
    private static func isAbandoned(_ job: LaneJob, at now: Instant) -> Bool {
        job.hadToWait && now.since(job.arrival) >= lookPeriod.milliseconds && job.isAbandoned
    }

    /// Accepts no more jobs. Waiting jobs give up if `abandoning`, also those that have read or are reading, and otherwise still run. Then
    /// the threads end.
    func close(abandoning: Bool) {
        let jobs = state.withLock { state -> [LaneJob] in
            state.isClosed = true
            guard abandoning else { return [] }
            state.isAbandoned = true
            defer { state.prepared = [] }
            return state.queue.remove { _ in true } + state.prepared
        }
        state.broadcast()
        for job in jobs { job.giveUp() }
    }

    /// Waits until no job waits or runs. Returns false if that did not happen in time. Call this only on a closed lane.
    func waitUntilEmpty(atMost duration: Duration) -> Bool {
        state.wait(atMost: duration) { $0.queue.count == 0 && $0.running == 0 && $0.prepared.isEmpty ? true : nil } ?? false
    }

    private func serve() {
        // `who` = 0 is the calling thread (setpriority(2)).
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Int32(limits.niceness))
        if limits.concurrent != nil { WaitingThread.join(self) }
        var ended: Task?
        while let task = next(after: ended) {
            switch task {
            case .run(let job):
                if Self.isAbandoned(job, at: .now) { job.giveUp() } else { job.run() }
            case .read(let jobs): read(for: jobs)
            }
            ended = task
        }
        // Others may wait for the last job.
        state.broadcast()
    }

    /// Reads what jobs need before their work. As many threads as there is work for then run them, and read for those that wait.
    private func read(for jobs: [LaneJob]) {
        EarlyReading.perform(jobs.compactMap(\.early))
        let (need, abandoned) = state.withLock { state -> (Need, [LaneJob]) in
            state.readings -= 1
            state.reading -= jobs.count
            guard !state.isAbandoned else { return (Need(), jobs) }
            state.prepared = jobs.reversed() + state.prepared
            // The current thread goes on with one thing itself.
            return (Self.need(of: &state, limits, for: Self.tasks(in: state) - 1), [])
        }
        satisfy(need)
        for job in abandoned { job.giveUp() }
    }

    /// Records that a task has ended, and waits for the next one. Returns nil if the lane is closed and nothing is left to do.
    private func next(after ended: Task?) -> Task? {
        var ended = ended
        return state.wait { state -> Task?? in
            if let task = ended {
                ended = nil
                state.running -= 1
                state.idle += 1
                if case .run(let job) = task { state.queue.end(job.kind, at: job.place) }
            }
            if Self.room(in: state, limits) > 0, let task = Self.task(in: &state) {
                state.idle -= 1
                state.running += 1
                return .some(task)
            }
            return state.isClosed && state.queue.count == 0 && state.prepared.isEmpty ? .some(nil) : nil
        }
    }

    /// Takes what is to be done next. Jobs that have read and jobs that need not take turns.
    private static func task(in state: inout State) -> Task? {
        if !state.prepared.isEmpty, state.queue.count(.works) == 0 || !state.preparedWasLast {
            state.preparedWasLast = true
            return state.prepared.popLast().map(Task.run)
        }
        if state.readings < StoreInquiry.readingsAtOnce, state.queue.count(.reads) > 0 {
            var jobs: [LaneJob] = []
            while jobs.count < StoreInquiry.readTogether, let job = state.queue.take(.reads, at: .now) { jobs.append(job) }
            state.readings += 1
            state.reading += jobs.count
            return .read(for: jobs)
        }
        state.preparedWasLast = false
        return state.queue.take(.works, at: .now).map(Task.run)
    }
}
