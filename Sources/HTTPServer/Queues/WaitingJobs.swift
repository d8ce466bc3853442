/// The jobs that wait for a thread of a lane: those that read something before their work, and the others. They wait apart, so that no job
/// waits for a reading that it has no part in. Together they have the room of one queue.
struct WaitingJobs<Job> {
    /// What a job does first.
    enum Kind {
        /// It reads, together with others that do.
        case reads
        /// It does its work.
        case works
    }

    private var readers: FairQueue<Job>
    private var workers: FairQueue<Job>

    init(_ limits: LaneLimits) {
        readers = FairQueue(limits)
        workers = FairQueue(limits)
    }

    /// The number of jobs that wait.
    var count: Int { readers.count + workers.count }

    /// Returns the number of jobs of a kind.
    func count(_ kind: Kind) -> Int { self[kind].count }

    /// No job has waited too long before this moment. Nil if no job has to be watched.
    var nextDeadline: Instant? { [readers.nextDeadline, workers.nextDeadline].compactMap { $0 }.min() }

    /// All jobs that wait.
    var jobs: [Job] { readers.jobs + workers.jobs }

    /// Adds a job. `spare` is the number of threads that can take a job at once.
    mutating func enter(_ job: Job, _ kind: Kind, at place: QueuePlace, spare: Int, now: Instant) -> FairQueue<Job>.Entrance {
        let others = count - self[kind].count
        return self[kind].enter(job, at: place, spare: spare - others, now: now)
    }

    /// Removes and returns the next job of a kind, which then runs until ``end(_:at:)``.
    mutating func take(_ kind: Kind, at now: Instant) -> Job? { self[kind].take(at: now) }

    /// Records that a job with this place has ended.
    mutating func end(_ kind: Kind, at place: QueuePlace) { self[kind].end(place) }

    /// Removes and returns the jobs that have waited too long.
    mutating func removeLate(at now: Instant) -> [Job] { readers.removeLate(at: now) + workers.removeLate(at: now) }

    /// Removes and returns every job that meets a condition.
    mutating func remove(where condition: (Job) -> Bool) -> [Job] {
        readers.remove(where: condition) + workers.remove(where: condition)
    }

    private subscript(kind: Kind) -> FairQueue<Job> {
        get { kind == .reads ? readers : workers }
        _modify {
            if kind == .reads { yield &readers } else { yield &workers }
        }
    }
}
