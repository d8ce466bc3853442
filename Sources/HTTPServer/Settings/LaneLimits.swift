/// How much work of one kind a server does at once, and how much may wait.
public struct LaneLimits: Hashable, Sendable {
    /// The greatest number of threads, at least one. Each is started when first needed.
    public var threads: Int
    /// The greatest number of jobs that run at once, not counting those that wait for a disk or a network. Nil for no limit
    /// but the number of threads.
    public var concurrent: Int?
    /// The greatest number of jobs that may wait for a thread. Further requests are answered `busy` at once.
    public var queue: Int
    /// How long a job may wait for a thread. Nil for no limit. After that, the request is answered `busy`.
    public var wait: Duration?
    /// The reduction of the threads' priority, in steps of nice(1). Five steps give a serving thread about three times
    /// as much of a busy core.
    public var niceness: Int

    /// Creates limits from their parts.
    public init(threads: Int, concurrent: Int? = nil, queue: Int, wait: Duration? = nil, niceness: Int = 0) {
        self.threads = threads
        self.concurrent = concurrent
        self.queue = queue
        self.wait = wait
        self.niceness = niceness
    }

    /// The nearest valid limits.
    var sensible: LaneLimits {
        LaneLimits(
            threads: max(threads, 1), concurrent: concurrent.map { max($0, 1) }, queue: max(queue, 0),
            wait: wait.map { max($0, .zero) }, niceness: min(max(niceness, 0), 19))
    }

    /// The greatest number of jobs that use a core at once.
    var running: Int { min(threads, concurrent ?? threads) }
}
