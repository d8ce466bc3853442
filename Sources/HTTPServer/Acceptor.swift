import CMicroHTTPD
import Glibc

/// Accepts connections and hands them to libmicrohttpd, on a thread of its own.
///
/// The library could accept by itself, but out of descriptors its 0.9.75 stops listening for good or spins, and telling it to stop
/// listening while it is busy may abort the process.
final class Acceptor: Sendable {
    /// How long to wait before another try when the system has no descriptor or memory to spare.
    private static let pause: Duration = .milliseconds(20)

    private let listener: Listener
    /// A pair of sockets: when the second is closed, the first becomes readable and the thread ends.
    private let stop: (Int32, Int32)
    private let isRunning = Monitor(true)
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

    /// Takes what has already connected, closes the listening socket and ends. To be called once.
    func finish() {
        close(stop.1)
        _ = isRunning.wait { $0 ? nil : true }
        close(stop.0)
    }

    private func run(_ daemon: Daemon) {
        var isStopping = false
        while !isStopping {
            isStopping = waitForClient()
            acceptAll(daemon)
        }
        close(listener.socket)
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

    private func acceptAll(_ daemon: Daemon) {
        while true {
            guard makeRoom() else { return }
            var address = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let socket = withUnsafeMutablePointer(to: &address) { address in
                address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    understudy_accept(listener.socket, address, &length)
                }
            }
            if socket >= 0 {
                daemon.add(socket, &address, length)
                continue
            }
            switch errno {
            case EINTR, ECONNABORTED, EPERM, EPROTO: continue
            case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                core.log("no descriptor or memory left for a new connection; it has to wait")
                _ = core.table.shutDownLongestIdle()
                rest()
                return
            default: return
            }
        }
    }

    /// Whether a connection more may be accepted. At the limit, the one that has rested longest is closed for it.
    private func makeRoom() -> Bool {
        if core.table.count < core.connectionLimit { return true }
        _ = core.table.shutDownLongestIdle()
        return core.table.waitForRoom(below: core.connectionLimit, atMost: Self.pause)
    }

    /// A pause that ends early when the thread is to end.
    private func rest() {
        var wait = pollfd(fd: stop.0, events: Int16(POLLIN), revents: 0)
        poll(&wait, 1, Int32(Self.pause.milliseconds))
    }
}
