// The C library's socket types come from the module that is read first. In release builds, that is this one.
import CMicroHTTPD
import Glibc
import Synchronization

/// A non-blocking listening socket. It is closed with the last reference to it.
final class Listener: Sendable {
    /// The greatest number of bytes of answers that may wait in the system for a client that does not read: 32 KiB.
    /// Bytes on their way to the client do not count, so a client that reads is not slowed down. Without this limit, a
    /// client that does not read would have megabytes of answers created for it.
    private static let unsentBytes: Int32 = 32 << 10

    let socket: Int32
    /// The actual port.
    let port: UInt16
    private let isClosed = Atomic<Bool>(false)

    /// Binds and listens. If `listening` is false, only binds, so that nobody can connect. Uses the first address of
    /// the host's name that can be bound.
    init(host: String, port: UInt16, listening: Bool = true) throws(HTTPServerError) {
        var host = host
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard code == 0 else { throw .unknownHost(host, reason: String(cString: gai_strerror(code))) }
        var problem: Int32 = EADDRNOTAVAIL
        var next = list
        while let address = next {
            let socket = Glibc.socket(
                address.pointee.ai_family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
            if socket >= 0 {
                var on: Int32 = 1
                setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
                Self.limitUnsent(of: socket)
                // The kernel limits the backlog to net.core.somaxconn.
                if bind(socket, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0, !listening || listen(socket, 4096) == 0 {
                    self.socket = socket
                    self.port = SocketAddress.local(of: socket).port
                    return
                }
                problem = errno
                close(socket)
            } else {
                problem = errno
            }
            next = address.pointee.ai_next
        }
        throw Self.error(problem, host: host, port: port)
    }

    /// Takes over a socket that already listens.
    init(open socket: Int32) throws(HTTPServerError) {
        try Self.check(open: socket)
        _ = fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK)
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
        Self.limitUnsent(of: socket)
        self.socket = socket
        port = SocketAddress.local(of: socket).port
    }

    /// Throws if a descriptor is no socket that listens at an address of IPv4 or IPv6.
    static func check(open socket: Int32) throws(HTTPServerError) {
        var listens: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) == 0, listens != 0, SocketAddress.local(of: socket).port != 0
        else { throw .unusableSocket(socket) }
    }

    /// Sets ``unsentBytes``. Accepted connections inherit it.
    private static func limitUnsent(of socket: Int32) {
        var unsent = unsentBytes
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, &unsent, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit {
        finish()
    }

    /// Stops listening: further connection attempts are refused. The socket must not be in use.
    func finish() {
        if !isClosed.exchange(true, ordering: .relaxed) { close(socket) }
    }

    private static func error(_ code: Int32, host: String, port: UInt16) -> HTTPServerError {
        switch code {
        case EADDRINUSE: .addressInUse(host: host, port: port)
        case EACCES: .cannotListen(host: host, port: port, reason: "ports below 1024 need privileges; choose a higher one")
        case EADDRNOTAVAIL: .unknownHost(host, reason: "no interface of this machine has this address")
        default: .cannotListen(host: host, port: port, reason: String(cString: strerror(code)))
        }
    }
}

/// A socket address in text form.
struct SocketAddress {
    /// The numeric address. An IPv4 address on an IPv6 socket is written as an IPv4 address.
    let text: String
    let port: UInt16

    /// The address and port as in a URL.
    var authority: String { (text.contains(":") ? "[\(text)]" : text) + ":\(port)" }

    /// Creates a text for an IPv4 or IPv6 address. For anything else the text is empty.
    init(_ address: UnsafePointer<sockaddr>, length: socklen_t) {
        var host = [CChar](repeating: 0, count: 64)
        switch Int32(address.pointee.sa_family) {
        case AF_INET where length >= socklen_t(MemoryLayout<sockaddr_in>.size):
            port = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self).sin_port.bigEndian
        case AF_INET6 where length >= socklen_t(MemoryLayout<sockaddr_in6>.size):
            port = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self).sin6_port.bigEndian
        default:
            (text, port) = ("", 0)
            return
        }
        guard getnameinfo(address, length, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) == 0 else {
            text = ""
            return
        }
        let text = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.text = text.hasPrefix("::ffff:") && text.contains(".") ? String(text.dropFirst(7)) : text
    }

    /// Returns the local address of a socket.
    static func local(of socket: Int32) -> SocketAddress {
        ask(socket, getsockname)
    }

    /// Returns the peer's address of a socket.
    static func peer(of socket: Int32) -> SocketAddress {
        ask(socket, getpeername)
    }

    private static func ask(
        _ socket: Int32, _ function: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) -> SocketAddress {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                SocketAddress(address, length: function(socket, address, &length) == 0 ? length : 0)
            }
        }
    }
}
