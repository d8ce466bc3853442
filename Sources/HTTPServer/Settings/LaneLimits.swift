/// How much work of one kind a server does at once, and how much may wait.
public struct LaneLimits: Hashable, Sendable {
    /// The greatest number of threads, at least one. Each is started when first needed.
    public var threads: Int
    /// The greatest number of jobs that may wait for a thread. Further requests are answered `busy` at once.
    public var queue: Int
    /// How long a job may wait for a thread. Nil for no limit. After that, the request is answered `busy`.
    public var wait: Duration?
    /// The reduction of the threads' priority, in steps of nice(1). Five steps give a serving thread about three times
    /// as much of a busy core.
    public var niceness: Int

    /// Creates limits from their parts.
    public init(threads: Int, queue: Int, wait: Duration? = nil, niceness: Int = 0) {
        self.threads = threads
        self.queue = queue
        self.wait = wait
        self.niceness = niceness
    }

    /// The nearest valid limits.
    var sensible: LaneLimits {
        LaneLimits(threads: max(threads, 1), queue: max(queue, 0), wait: wait.map { max($0, .zero) }, niceness: min(max(niceness, 0), 19))
    }
}
