import Accounts
import Glibc

/// The thread that watches the deadlines of all connections and queued jobs, and that keeps libmicrohttpd's threads
/// from sleeping too long.
final class Reaper: Sendable {
    /// How often the library's threads are woken while they have work. A request then waits at most 2 ms for nothing.
    private static let busyWake: Duration = .milliseconds(2)
    /// How often they are woken while they have no work.
    private static let idleWake: Duration = .milliseconds(50)
    /// How long this thread sleeps if no connection is open.
    private static let restWake: Duration = .milliseconds(500)

    private let core: ServerCore
    private let wakers: [Waker]
    private let period: Duration
    private let isStopped = Monitor(false)
    private let hasEnded = Monitor(true)

    init(core: ServerCore, wakers: [Waker]) {
        self.core = core
        self.wakers = wakers
        let deadlines = core.configuration.deadlines
        let shortest = min(deadlines.head, deadlines.body, deadlines.bodyGrace, deadlines.idle, deadlines.answer)
        period = min(max(shortest / 4, .milliseconds(5)), .milliseconds(250))
    }

    /// Starts the thread.
    func start() throws(HTTPServerError) {
        hasEnded.withLock { $0 = false }
        guard DetachedThread.start({ self.run() }) else {
            hasEnded.withLock { $0 = true }
            throw .cannotServe(reason: "the system gives no thread")
        }
    }

    /// Ends the thread and waits until it has ended.
    func stop() {
        isStopped.withLock { $0 = true }
        isStopped.broadcast()
        core.table.wakeWaiters()
        _ = hasEnded.wait { $0 ? true : nil }
    }

    private func run() {
        var nextLook = Instant.now
        while !isStopped.withLock({ $0 }) {
            let count = core.table.count
            let now = Instant.now
            core.lingering.sweep(at: now)
            if count == 0 {
                core.table.waitForAny(atMost: core.lingering.count == 0 ? Self.restWake : Self.idleWake)
                continue
            }
            if now >= nextLook {
                let draining = core.drainingSince
                core.table.shutDownOverdue(at: now, deadlines: core.configuration.deadlines, draining: draining)
                nextLook = now.advanced(by: draining == nil ? period : min(period, .milliseconds(20)))
            }
            core.lanes.tend(at: now)
            core.postponements.tend(at: now)
            var pause = min(Self.idleWake, .milliseconds(max(1, nextLook.since(now))))
            for deadline in [core.lanes.nextDeadline, core.postponements.nextDeadline].compactMap({ $0 }) {
                pause = min(pause, .milliseconds(max(1, deadline.since(now))))
            }
            if count >= Waker.crowd {
                for waker in wakers { waker.wake() }
                if core.wasActive() { pause = Self.busyWake }
            }
            _ = isStopped.wait(atMost: pause) { $0 ? true : nil }
        }
        hasEnded.withLock { $0 = true }
        hasEnded.broadcast()
    }
}
