import Accounts
import CMicroHTTPD
import Glibc
import Synchronization

/// Accepts connections on its own thread and passes them to libmicrohttpd.
///
/// The library could accept connections itself. But if version 0.9.75 runs out of descriptors, it stops listening for
/// good or spins, and a request to stop listening while it is busy may abort the process.
final class Acceptor: Sendable {
    /// The time to wait before another attempt if the system has no free descriptor or memory.
    private static let pause: Duration = .milliseconds(20)

    private let listener: Listener
    /// A pair of sockets. Shutting down the second makes the first readable, which ends the thread.
    private let stop: (Int32, Int32)
    private let isRunning = Monitor(false)
    /// Whether the last attempt found no descriptor. This is logged only once.
    private let isShort = Atomic<Bool>(false)
    private let core: ServerCore

    init(listener: Listener, core: ServerCore) throws(HTTPServerError) {
        self.listener = listener
        self.core = core
        var pair: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &pair) == 0 else {
            throw .cannotServe(reason: String(cString: strerror(errno)))
        }
        stop = (pair[0], pair[1])
    }

    /// Starts the thread.
    func start(_ daemon: Daemon) throws(HTTPServerError) {
        isRunning.withLock { $0 = true }
        guard DetachedThread.start({ self.run(daemon) }) else {
            isRunning.withLock { $0 = false }
            throw .cannotServe(reason: "the system gives no thread")
        }
    }

    deinit {
        close(stop.0)
        close(stop.1)
    }

    /// Makes the thread accept the clients that have already connected, close the listening socket and end. Waits until
    /// it has ended. Does nothing if it was not started.
    func finish() {
        shutdown(stop.1, Int32(SHUT_WR))
        _ = isRunning.wait { $0 ? nil : true }
    }

    private func run(_ daemon: Daemon) {
        var isStopping = false
        while !isStopping {
            isStopping = waitForClient()
            acceptAll(daemon)
        }
        listener.finish()
        isRunning.withLock { $0 = false }
        isRunning.broadcast()
    }

    /// Waits for a client. Returns whether the thread must end.
    private func waitForClient() -> Bool {
        var waits = [
            pollfd(fd: listener.socket, events: Int16(POLLIN), revents: 0), pollfd(fd: stop.0, events: Int16(POLLIN), revents: 0),
        ]
        poll(&waits, 2, -1)
        return waits[1].revents != 0
    }

    /// Accepts every waiting client. At the limit, an idle connection may be closed for the first one; the others must
    /// connect again.
    private func acceptAll(_ daemon: Daemon) {
        if core.table.count >= core.currentLimit {
            core.table.makeRoom(at: .now, deadlines: core.configuration.deadlines)
            guard core.table.waitForRoom(below: core.currentLimit, atMost: Self.pause) else { return }
        }
        repeat {
            var address = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let socket = withUnsafeMutablePointer(to: &address) { address in
                address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    understudy_accept(listener.socket, address, &length)
                }
            }
            if socket >= 0 {
                core.table.expect()
                if !daemon.add(socket, &address, length) { core.table.miss() }
                isShort.store(false, ordering: .relaxed)
                continue
            }
            switch errno {
            case EINTR, ECONNABORTED, EPERM, EPROTO: continue
            case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                waitForDescriptors()
                return
            default: return
            }
        } while core.table.count < core.currentLimit
    }

    /// Waits because the system has no resources for a connection. The client waits until another connection closes.
    private func waitForDescriptors() {
        if !isShort.exchange(true, ordering: .relaxed) {
            core.log("no descriptor or memory is left for new connections; they wait until others close")
        }
        core.table.makeRoom(at: .now, deadlines: core.configuration.deadlines)
        rest()
    }

    /// Pauses, but not longer than until the thread must end.
    private func rest() {
        var wait = pollfd(fd: stop.0, events: Int16(POLLIN), revents: 0)
        poll(&wait, 1, Int32(Self.pause.milliseconds))
    }
}
