import Glibc

/// Listens on the loopback interface and answers every connection with the same bytes, whatever it is asked, then closes it. For tests of
/// clients, with answers that no HTTP server gives.
public final class CannedServer: Sendable {
    /// The port it listens on.
    public let port: UInt16
    private let socket: Int32

    /// Listens; nil when the system does not allow it.
    public init?(answering bytes: [UInt8]) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, size) == 0 && listen(socket, 16) == 0 && getsockname(socket, address, &size) == 0
            }
        }
        self.socket = socket
        port = address.sin_port.bigEndian
        guard isListening else { return nil }
        _ = Background { Self.serve(socket, bytes) }
    }

    deinit {
        // Wakes the thread, which then closes the socket and ends. Closed here, its number could be another test's before the thread has ended,
        // and the thread would answer that one's clients.
        shutdown(socket, Int32(SHUT_RDWR))
    }

    private static func serve(_ socket: Int32, _ bytes: [UInt8]) {
        defer { close(socket) }
        while true {
            let client = accept(socket, nil, nil)
            guard client >= 0 else { return }
            var request = [UInt8](repeating: 0, count: 65536)
            recv(client, &request, request.count, 0)
            send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            shutdown(client, Int32(SHUT_WR))
            // Until the client has closed, so that no reset overtakes the answer.
            while recv(client, &request, request.count, 0) > 0 {}
            close(client)
        }
    }
}
