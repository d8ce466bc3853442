import CMicroHTTPD
import Calls
import Glibc
import HTTP
import Synchronization

/// Work on the answer to a suspended connection.
struct LaneJob: @unchecked Sendable {
    // The handle is only given back to the library, which allows that from any thread.
    let connection: Connection
    let handle: OpaquePointer
    let busy: HTTPResponse
    let work: @Sendable () -> HTTPResponse

    /// Works, and wakes the connection up with the answer.
    func run() {
        finish(work())
    }

    /// Wakes the connection up with the answer for when there is no room.
    func giveUp() {
        finish(busy)
    }

    private func finish(_ response: HTTPResponse) {
        connection.answer.withLock { $0 = response }
        MHD_resume_connection(handle)
    }
}

/// A lane for each thing that work waits for, so that none is held up by what waits for another: a thousand sign-ins that wait for a core
/// leave a write its few milliseconds.
struct Lanes: Sendable {
    private let disk: Lane
    private let searching: Lane
    private let hashing: Lane

    /// Lanes with so many threads each, and so much room each.
    init(threads: Int, capacity: Int) {
        disk = Lane(threads: threads, capacity: capacity, niceness: 0)
        searching = Lane(threads: 2, capacity: capacity, niceness: 0)
        hashing = Lane(threads: threads, capacity: capacity, niceness: 5)
    }

    /// The lane for a kind of work.
    subscript(lane: HTTPWait.Lane) -> Lane {
        switch lane {
        case .disk: disk
        case .searching: searching
        case .hashing: hashing
        }
    }

    /// Closes all, as ``Lane/close(abandoning:)`` does.
    func close(abandoning: Bool) {
        for lane in HTTPWait.Lane.allCases { self[lane].close(abandoning: abandoning) }
    }

    /// Waits until no job waits or runs in any; false when that did not come in time. To be called on closed lanes.
    func waitUntilEmpty(atMost duration: Duration) -> Bool {
        let end = Instant.now.advanced(by: duration)
        return HTTPWait.Lane.allCases.allSatisfy { self[$0].waitUntilEmpty(atMost: .milliseconds(max(0, end.since(.now)))) }
    }
}

/// Threads that run work which waits, so that the serving threads never do. As many as are needed are started, up to a limit; jobs beyond
/// them queue up to another, and what is more is turned away.
///
/// Those that hash run at a lower priority than those that serve: hashing passwords on every core leaves quick answers quick.
final class Lane: Sendable {
    private struct State {
        var queue: [LaneJob?] = []
        var first = 0
        var threads = 0
        /// How many of them wait for a job, or are about to.
        var idle = 0
        var running = 0
        var isClosed = false

        var waiting: Int { queue.count - first }

        /// The oldest job. The places of those taken are given back once they are many.
        mutating func take() -> LaneJob? {
            guard first < queue.count else { return nil }
            let job = queue[first]
            queue[first] = nil
            first += 1
            if first == queue.count {
                queue.removeAll(keepingCapacity: true)
                first = 0
            } else if first >= 1024 {
                queue.removeFirst(first)
                first = 0
            }
            return job
        }

        mutating func takeAll() -> [LaneJob] {
            var jobs: [LaneJob] = []
            while let job = take() { jobs.append(job) }
            return jobs
        }
    }

    private let state = Monitor(State())
    private let threads: Int
    private let capacity: Int
    private let niceness: Int32

    /// - Parameter niceness: how much lower the lane's priority is, in steps of nice(1): five give a serving thread about three times the share
    ///   of a busy core.
    init(threads: Int, capacity: Int, niceness: Int32) {
        self.threads = max(threads, 1)
        self.capacity = max(capacity, 0)
        self.niceness = niceness
    }

    /// Takes a job, which then runs exactly once; false, and it never runs, when the queue is full or the lane closed.
    func submit(_ job: LaneJob) -> Bool {
        let (isTaken, needsThread) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            let needsThread = state.idle <= state.waiting && state.threads < threads
            guard needsThread || state.idle > state.waiting || state.waiting - state.idle < capacity else { return (false, false) }
            state.queue.append(job)
            if needsThread {
                state.threads += 1
                state.idle += 1
            }
            return (true, needsThread)
        }
        if needsThread, !Thread.start({ self.serve() }) { threadDidNotStart() }
        if isTaken { state.signal() }
        return isTaken
    }

    /// The system gives no more threads: those there are go on; without any, nothing would ever run what waits.
    private func threadDidNotStart() {
        let jobs = state.withLock { state in
            state.threads -= 1
            state.idle -= 1
            return state.threads == 0 ? state.takeAll() : []
        }
        for job in jobs { job.giveUp() }
    }

    /// Takes no more jobs. Those that wait give up when `abandoning`, else they still run; the threads then end.
    func close(abandoning: Bool) {
        let jobs = state.withLock { state in
            state.isClosed = true
            return abandoning ? state.takeAll() : []
        }
        state.broadcast()
        for job in jobs { job.giveUp() }
    }

    /// Waits until no job waits or runs; false when that did not come in time. To be called on a closed lane.
    func waitUntilEmpty(atMost duration: Duration) -> Bool {
        state.wait(atMost: duration) { $0.waiting == 0 && $0.running == 0 ? true : nil } ?? false
    }

    private func serve() {
        // Nobody in particular means the calling thread.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness)
        while let job = next() {
            job.run()
            let isClosed = state.withLock { state in
                state.running -= 1
                state.idle += 1
                return state.isClosed
            }
            if isClosed { state.broadcast() }
        }
    }

    private func next() -> LaneJob? {
        state.wait { state -> LaneJob?? in
            if let job = state.take() {
                state.idle -= 1
                state.running += 1
                return .some(job)
            }
            return state.isClosed ? .some(nil) : nil
        }
    }
}
