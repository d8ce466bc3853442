import CMicroHTTPD
import Glibc
import Synchronization

/// Accepts connections and hands them to libmicrohttpd, on a thread of its own.
///
/// The library could accept by itself, but out of descriptors its 0.9.75 stops listening for good or spins, and telling it to stop
/// listening while it is busy may abort the process.
final class Acceptor: Sendable {
    /// How long to wait before another try when the system has no descriptor or memory to spare.
    private static let pause: Duration = .milliseconds(20)

    private let listener: Listener
    /// A pair of sockets: when the second is shut down, the first becomes readable and the thread ends.
    private let stop: (Int32, Int32)
    private let isRunning = Monitor(true)
    /// Whether the last try found no descriptor; told only once.
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
        guard Thread.start({ self.run(daemon) }) else { throw .cannotServe(reason: "the system gives no thread") }
    }

    deinit {
        close(stop.0)
        close(stop.1)
    }

    /// Has the thread take what has already connected, close the listening socket and end; waits for that.
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

    /// Whether the thread is to end.
    private func waitForClient() -> Bool {
        var waits = [
            pollfd(fd: listener.socket, events: Int16(POLLIN), revents: 0), pollfd(fd: stop.0, events: Int16(POLLIN), revents: 0),
        ]
        poll(&waits, 2, -1)
        return waits[1].revents != 0
    }

    /// Takes every client that waits. At the limit, the first may have another closed that rests; those behind it have to come again.
    private func acceptAll(_ daemon: Daemon) {
        if core.table.count >= core.connectionLimit {
            core.table.makeRoom(at: .now, deadlines: core.configuration.deadlines)
            guard core.table.waitForRoom(below: core.connectionLimit, atMost: Self.pause) else { return }
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
        } while core.table.count < core.connectionLimit
    }

    /// The system has nothing to make a connection of. The client waits until another has closed.
    private func waitForDescriptors() {
        if !isShort.exchange(true, ordering: .relaxed) {
            core.log("no descriptor or memory is left for new connections; they wait until others close")
        }
        core.table.makeRoom(at: .now, deadlines: core.configuration.deadlines)
        rest()
    }

    /// A pause that ends early when the thread is to end.
    private func rest() {
        var wait = pollfd(fd: stop.0, events: Int16(POLLIN), revents: 0)
        poll(&wait, 1, Int32(Self.pause.milliseconds))
    }
}
