// The C library's socket types come through whichever module is read first, in release builds through this one.
import CMicroHTTPD
import Glibc
import Synchronization

/// A listening socket that does not block, closed with the last reference to it.
final class Listener: Sendable {
    /// How much of its answers may wait in the system for a client that does not read, in bytes: 32 KiB. What is on its way to the client
    /// does not count, so a client that reads gets no less; without the limit one that does not read has megabytes of answers made for it.
    private static let unsentBytes: Int32 = 32 << 10

    let socket: Int32
    /// The port it really has.
    let port: UInt16
    private let isClosed = Atomic<Bool>(false)

    /// Binds and listens; only binds, so that nobody can connect, when `listening` is false. The first address that the host's name has and
    /// that can be bound is taken.
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
                // Connections inherit it.
                var unsent = Self.unsentBytes
                setsockopt(socket, Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, &unsent, socklen_t(MemoryLayout<Int32>.size))
                // The kernel shortens the backlog to net.core.somaxconn.
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

    deinit {
        finish()
    }

    /// Stops listening: whoever connects from now on is refused. The socket must not be in use.
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

/// An address as the system gives it.
struct SocketAddress {
    /// The numeric address; an IPv4 address that came in on an IPv6 socket is written as the former.
    let text: String
    let port: UInt16

    /// Address and port as they stand in a URL.
    var authority: String { (text.contains(":") ? "[\(text)]" : text) + ":\(port)" }

    /// Reads an IPv4 or IPv6 address; anything else is an empty text.
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

    /// The address a socket is bound to.
    static func local(of socket: Int32) -> SocketAddress {
        ask(socket, getsockname)
    }

    /// The address a socket is connected to.
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
