import Glibc

/// A bare TCP connection for tests that send bytes which no HTTP client would.
///
/// Every call has a limit of time, so that a server that hangs fails a test instead of hanging it.
public final class RawConnection {
    private let socket: Int32
    private var isClosed = false

    /// Connects to a port of the loopback interface; nil when nobody listens. `receiveBuffer` limits what the kernel takes in for a
    /// client that does not read.
    public convenience init?(port: UInt16, receiveBuffer: Int32? = nil) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return nil }
        if var receiveBuffer { setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size)) }
        self.init(connecting: socket, to: port)
    }

    /// The same with a socket that was opened before, which this connection closes.
    public init?(connecting socket: Int32, to port: UInt16) {
        self.socket = socket
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        // A failed initializer runs `deinit`, which closes the socket.
        guard code == 0 else { return nil }
    }

    deinit {
        close()
    }

    /// The socket's number.
    public var descriptor: Int32 { socket }

    /// Closes the connection.
    public func close() {
        if !isClosed { Glibc.close(socket) }
        isClosed = true
    }

    /// Sends all of it; false when the other side has closed.
    @discardableResult
    public func send(_ bytes: some Sequence<UInt8>) -> Bool {
        let bytes = Array(bytes)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Sends a text as UTF-8.
    @discardableResult
    public func send(_ text: String) -> Bool {
        send(text.utf8)
    }

    /// Says that nothing more will be sent, while still reading.
    public func finishSending() {
        shutdown(socket, Int32(SHUT_WR))
    }

    /// Sends a text and says that nothing more will come, in the same packet where they fit into one.
    public func sendTogether(_ text: String) {
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_CORK, &on, socklen_t(MemoryLayout<Int32>.size))
        send(text)
        finishSending()
    }

    /// Reads what is there; waits for it at most `milliseconds`. Nil when that passed without a byte; empty when the other side has closed.
    public func receive(within milliseconds: Int32 = 30_000, atMost size: Int = 65536) -> [UInt8]? {
        var wait = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        guard poll(&wait, 1, milliseconds) > 0 else { return nil }
        var buffer = [UInt8](repeating: 0, count: size)
        let count = recv(socket, &buffer, size, 0)
        return count > 0 ? Array(buffer.prefix(count)) : []
    }

    /// Reads until the other side closes; nil when it has not after `milliseconds`. A reset counts as closed.
    public func receiveAll(within milliseconds: Int32 = 30_000) -> String? {
        let end = Self.now + Int64(milliseconds)
        var bytes: [UInt8] = []
        while true {
            guard let piece = receive(within: Int32(clamping: max(0, end - Self.now))) else { return nil }
            if piece.isEmpty { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece
        }
    }

    /// Reads one answer: the head, and as much body as its Content-Length says. Nil when it does not come in time or is cut.
    public func receiveAnswer(within milliseconds: Int32 = 30_000, toHead: Bool = false) -> RawAnswer? {
        let end = Self.now + Int64(milliseconds)
        var bytes: [UInt8] = kept
        while true {
            if let answer = RawAnswer(bytes, toHead: toHead) {
                kept = Array(bytes.dropFirst(answer.size))
                return answer
            }
            guard let piece = receive(within: Int32(clamping: max(0, end - Self.now))), !piece.isEmpty else {
                kept = bytes
                return nil
            }
            bytes += piece
        }
    }

    private var kept: [UInt8] = []

    /// Whether the other side closes within this time; whatever it still sends is thrown away.
    public func isClosedByPeer(within milliseconds: Int32 = 30_000) -> Bool {
        receiveAll(within: milliseconds) != nil
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// An answer as it came over the wire.
public struct RawAnswer {
    /// The status code.
    public let status: Int
    /// The lines of the head without the status line.
    public let fields: [String]
    /// The body.
    public let body: String
    /// How many bytes head and body had together.
    let size: Int

    /// Takes an answer apart; nil when it is not all there.
    init?(_ bytes: [UInt8], toHead: Bool) {
        let mark: [UInt8] = [13, 10, 13, 10]
        guard bytes.count >= 4, let headEnd = (0...bytes.count - 4).first(where: { bytes[$0..<$0 + 4].elementsEqual(mark) }) else {
            return nil
        }
        let lines = String(decoding: bytes[..<headEnd], as: UTF8.self).split(separator: "\r\n").map(String.init)
        guard let line = lines.first, let status = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
        self.status = status
        fields = Array(lines.dropFirst())
        let length = Self.field("content-length", in: fields).flatMap { Int($0) } ?? 0
        let bodySize = toHead || status < 200 || status == 204 || status == 304 ? 0 : length
        size = headEnd + 4 + bodySize
        guard bytes.count >= size else { return nil }
        body = String(decoding: bytes[headEnd + 4..<size], as: UTF8.self)
    }

    /// The value of the first field of this name, which is given in small letters.
    public func field(_ name: String) -> String? {
        Self.field(name, in: fields)
    }

    private static func field(_ name: String, in fields: [String]) -> String? {
        for field in fields {
            let parts = field.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, parts[0].lowercased() == name { return String(parts[1].drop { $0 == " " }) }
        }
        return nil
    }
}
