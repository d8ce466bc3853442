import Glibc

/// The thread that watches every connection's deadlines.
final class Reaper: Sendable {
    private let core: ServerCore
    private let period: Duration
    private let isStopped = Monitor(false)

    init(core: ServerCore) {
        self.core = core
        let deadlines = core.configuration.deadlines
        let shortest = min(deadlines.head, deadlines.body, deadlines.bodyGrace, deadlines.idle, deadlines.answer)
        period = min(max(shortest / 4, .milliseconds(5)), .milliseconds(250))
    }

    /// Starts the thread.
    func start() throws(HTTPServerError) {
        guard Thread.start({ self.run() }) else { throw .cannotServe(reason: "the system gives no thread") }
    }

    /// Lets the thread end after its next look.
    func stop() {
        isStopped.withLock { $0 = true }
        isStopped.broadcast()
    }

    private func run() {
        while !isStopped.withLock({ $0 }) {
            core.table.waitForAny(atMost: .seconds(1))
            let draining = core.drainingSince
            core.table.shutDownOverdue(at: .now, deadlines: core.configuration.deadlines, draining: draining)
            _ = isStopped.wait(atMost: draining == nil ? period : min(period, .milliseconds(20))) { $0 ? true : nil }
        }
    }
}
