import CMicroHTTPD
import Glibc
import Synchronization

/// Wakes libmicrohttpd's threads without giving them anything to do.
///
/// A thread of version 0.9.75 collects 128 events at a time. If it gets exactly 128, it waits for more before it serves
/// them. If those were all its clients, none is served until something else happens: 256 clients and two threads then
/// get 300 requests a second instead of 70,000. So while there are that many connections, this type makes something
/// happen every few milliseconds.
///
/// Each thread gets one connection that never sends anything. Whenever the size of its socket's buffer is set, the
/// socket reports that it can be written to.
final class Waker: Sendable {
    /// With fewer connections in all, no thread can collect 128 events at once, because some of the events are for its
    /// own channels.
    static let crowd = 120

    /// The library's ends of the pairs, one for each thread.
    private let sockets: [Int32]
    private let others: [Int32]
    private let hasJoined = Atomic<Bool>(false)

    /// Opens the pairs. The library assigns a connection to the thread whose number is the descriptor modulo the number
    /// of threads.
    init(threads: Int) throws(HTTPServerError) {
        var sockets: [Int32] = []
        var others: [Int32] = []
        for thread in 0..<threads {
            var pair: [Int32] = [-1, -1]
            guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0, &pair) == 0 else {
                throw .cannotServe(reason: String(cString: strerror(errno)))
            }
            var socket = pair[0]
            while socket >= 0, Int(socket) % threads != thread {
                let next = fcntl(socket, F_DUPFD_CLOEXEC, socket + 1)
                close(socket)
                socket = next
            }
            guard socket >= 0 else { throw .cannotServe(reason: String(cString: strerror(errno))) }
            sockets.append(socket)
            others.append(pair[1])
        }
        self.sockets = sockets
        self.others = others
    }

    deinit {
        for socket in others { close(socket) }
        // If the library has taken them over, it closes them.
        if !hasJoined.load(ordering: .relaxed) { for socket in sockets { close(socket) } }
    }

    /// Returns whether this is one of these sockets.
    func owns(_ socket: Int32) -> Bool {
        sockets.contains(socket)
    }

    /// Passes the library its ends through `add`. The library closes them when it stops.
    func join(_ add: (Int32, UnsafeMutablePointer<sockaddr_storage>, socklen_t) -> Bool) {
        hasJoined.store(true, ordering: .relaxed)
        for socket in sockets {
            var address = sockaddr_storage()
            address.ss_family = sa_family_t(AF_UNIX)
            _ = add(socket, &address, socklen_t(MemoryLayout<sa_family_t>.size))
        }
    }

    /// Wakes every thread once. Do not call this after the library has stopped.
    func wake() {
        var size: Int32 = 16 << 10
        for socket in sockets { setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size)) }
    }
}
