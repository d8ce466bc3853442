import CMicroHTTPD
import Glibc
import Synchronization

/// Connections that were refused while their client may still be sending.
///
/// When a socket is closed with bytes unread, the kernel answers with a reset, and the client may lose the refusal it was sent before
/// (RFC 9112, section 9.6). So a second descriptor keeps such a socket alive for a while, and what comes is thrown away.
final class LingeringClose: Sendable {
    private struct Entry {
        let socket: Int32
        let end: Instant
    }

    /// For how long: enough for a refusal to cross any network and be read.
    private static let time: Duration = .seconds(2)
    /// How many at once, so that refused clients cannot use the descriptors up. Others are closed as they are.
    private let most: Int
    /// How much is read from one of them at a time.
    private static let piece = 256 << 10

    private let entries = Mutex<[Entry]>([])

    /// Keeps this many at most, and never more than 128.
    init(most: Int) {
        self.most = min(most, 128)
    }

    /// Whether there is none.
    var isEmpty: Bool { entries.withLock { $0.isEmpty } }

    /// Keeps a connection that the library is about to close. Its sending side has been shut down.
    func keep(_ socket: Int32) {
        entries.withLock { entries in
            guard entries.count < most else { return }
            let copy = fcntl(socket, F_DUPFD_CLOEXEC, 0)
            if copy >= 0 { entries.append(Entry(socket: copy, end: .now.advanced(by: Self.time))) }
        }
    }

    /// Reads what has come, and closes those whose client has finished or whose time is up.
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

    /// Closes all.
    func closeAll() {
        entries.withLock { entries in
            for entry in entries { close(entry.socket) }
            entries = []
        }
    }

    /// Whether more may come.
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
