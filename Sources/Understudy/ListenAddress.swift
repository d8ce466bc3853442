import HTTP
import HTTPServer

/// The address of a listener.
public struct ListenAddress: Hashable, Sendable {
    /// An address or a name, without brackets.
    public let host: String
    /// The port. 0 for any free one.
    public let port: UInt16
    /// A socket that already listens there, such as one from a service manager. Nil to open one.
    public let socket: Int32?

    /// Creates an address from its parts.
    public init(host: String, port: UInt16, socket: Int32? = nil) {
        self.host = host
        self.port = port
        self.socket = socket
    }

    /// Creates the address of a socket that already listens. Nil if it does not listen at an address of IPv4 or IPv6.
    public init?(listening socket: Int32) {
        guard let (host, port) = HTTPServer.address(ofListening: socket) else { return nil }
        self.init(host: host, port: port, socket: socket)
    }

    /// Parses `127.0.0.1:8080`, `[::1]:8080` or `localhost:0`. The host is required; `0.0.0.0` and `[::]` mean every
    /// interface.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty, !host.contains(where: { "[]/ ".contains($0) }) else { return nil }
        self.init(host: String(host), port: port)
    }

    /// Whether only this machine can reach the address: 127.0.0.0/8, ::1 and localhost. Every other name counts as
    /// reachable from elsewhere.
    public var isLoopback: Bool {
        host.lowercased() == "localhost" || Authority.isLoopbackAddress(host)
    }

    /// Returns the address as in a URL, with the actual port.
    public func authority(port: UInt16) -> String {
        (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
    }
}
