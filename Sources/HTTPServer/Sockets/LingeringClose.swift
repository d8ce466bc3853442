import CMicroHTTPD
import Glibc
import Synchronization

/// Connections that were refused while the client may still be sending.
///
/// If a socket is closed with unread bytes, the kernel sends a reset, and the client may lose the refusal that it was
/// sent before (RFC 9112, section 9.6). So a second descriptor keeps such a socket open for a while, and everything
/// received is discarded.
final class LingeringClose: Sendable {
    private struct Entry {
        let socket: Int32
        let end: Instant
    }

    /// How long to keep a socket: long enough for a refusal to cross any network and be read.
    private static let time: Duration = .seconds(2)
    /// The greatest number of sockets to keep, so that refused clients cannot use up the descriptors. Further ones are
    /// closed at once.
    private let most: Int
    /// The number of bytes to read from one socket at a time.
    private static let piece = 256 << 10

    private let entries = Mutex<[Entry]>([])

    /// Creates an empty set for at most this many connections, and never more than 128.
    init(most: Int) {
        self.most = min(most, 128)
    }

    /// The number of connections that are kept.
    var count: Int { entries.withLock { $0.count } }

    /// Keeps a connection that the library is about to close. Its sending side has been shut down.
    func keep(_ socket: Int32) {
        entries.withLock { entries in
            guard entries.count < most else { return }
            let copy = fcntl(socket, F_DUPFD_CLOEXEC, 0)
            if copy >= 0 { entries.append(Entry(socket: copy, end: .now.advanced(by: Self.time))) }
        }
    }

    /// Reads what has arrived. Closes connections whose client has finished, and those that were kept long enough.
    func sweep(at now: Instant) {
        entries.withLock { entries in
            guard !entries.isEmpty else { return }
            withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 1) { buffer in
                entries.removeAll { entry in
                    guard now < entry.end, Self.drain(entry.socket, buffer) else {
                        close(entry.socket)
                        return true
                    }
                    return false
                }
            }
        }
    }

    /// Closes all connections.
    func closeAll() {
        entries.withLock { entries in
            for entry in entries { close(entry.socket) }
            entries = []
        }
    }

    /// Returns whether more may arrive.
    private static func drain(_ socket: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Bool {
        var total = 0
        while total < piece {
            let count = understudy_receive_now(socket, buffer.baseAddress, buffer.count)
            if count < 0 { return errno == EAGAIN || errno == EINTR }
            if count == 0 { return false }
            total += count
        }
        return true
    }
}
