/// How much work of one kind a server does at once, and how much may wait.
public struct LaneLimits: Hashable, Sendable {
    /// At most how many threads do it, at least one. They are started when first needed.
    public var threads: Int
    /// How many pieces of work may wait for a thread. Beyond it requests are answered `busy` at once.
    public var queue: Int
    /// How long a piece of work may wait for a thread; nil for as long as it takes. After it the request is answered `busy`.
    public var wait: Duration?
    /// How much lower the threads' priority is, in steps of nice(1): five give a serving thread about three times the share of a busy core.
    public var niceness: Int

    /// Limits made of their parts.
    public init(threads: Int, queue: Int, wait: Duration? = nil, niceness: Int = 0) {
        self.threads = threads
        self.queue = queue
        self.wait = wait
        self.niceness = niceness
    }

    /// The nearest limits that make sense.
    var sensible: LaneLimits {
        LaneLimits(threads: max(threads, 1), queue: max(queue, 0), wait: wait.map { max($0, .zero) }, niceness: min(max(niceness, 0), 19))
    }
}
