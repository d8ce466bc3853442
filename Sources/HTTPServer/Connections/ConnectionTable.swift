import Glibc
import Synchronization

/// All open connections, each with its watch.
///
/// A connection is removed, under the same lock, before libmicrohttpd closes its socket. So a socket in this table
/// still belongs to its connection, and shutting it down can never affect another connection that got the same number.
final class ConnectionTable: Sendable {
    private struct Entry {
        let connection: Connection
        var watch: ConnectionWatch
    }

    private struct State {
        var entries: [Entry?] = []
        var free: [Int] = []
        var count = 0
        var isEnding = false
        /// The connection last chosen to make room.
        var leaving: ObjectIdentifier?
    }

    /// The number of connections to examine before other threads may take the lock. 64 take about 30 µs.
    private static let slice = 64

    private let state = Monitor(State())

    /// The number of open connections, including those that are just being opened.
    var count: Int { state.withLock { $0.count } }

    /// Counts a client that has been accepted. Another thread then calls ``insert(_:)``, or ``miss()`` if the
    /// connection failed.
    func expect() {
        let isFirst = state.withLock { state in
            state.count += 1
            return state.count == 1
        }
        if isFirst { state.broadcast() }
    }

    /// Undoes the count of a client.
    func miss() {
        state.withLock { $0.count -= 1 }
        state.broadcast()
    }

    /// Adds the connection of a counted client.
    func insert(_ connection: Connection) {
        let entry = Entry(connection: connection, watch: ConnectionWatch(opened: .now))
        state.withLock { state in
            if let place = state.free.popLast() {
                connection.place = place
                state.entries[place] = entry
            } else {
                connection.place = state.entries.count
                state.entries.append(entry)
            }
        }
    }

    /// Removes a connection. Its socket may be closed when this returns.
    func remove(_ connection: Connection) {
        let place = connection.place
        state.withLock { state in
            guard state.entries.indices.contains(place), state.entries[place]?.connection === connection else { return }
            state.entries[place] = nil
            state.free.append(place)
            if state.leaving == ObjectIdentifier(connection) { state.leaving = nil }
            state.count -= 1
        }
        state.broadcast()
    }

    /// Waits until a connection is open or ``wakeWaiters()`` is called, at most this long.
    func waitForAny(atMost duration: Duration) {
        _ = state.wait(atMost: duration) { $0.count > 0 || $0.isEnding ? true : nil }
    }

    /// Ends ``waitForAny(atMost:)``, now and whenever it is called again.
    func wakeWaiters() {
        state.withLock { $0.isEnding = true }
        state.broadcast()
    }

    /// Waits until no connection is open. Returns false if that did not happen in time.
    func waitForNone(atMost duration: Duration) -> Bool {
        state.wait(atMost: duration) { $0.count == 0 ? true : nil } ?? false
    }

    /// Waits until fewer than this many connections are open. Returns false if that did not happen in time.
    func waitForRoom(below limit: Int, atMost duration: Duration) -> Bool {
        state.wait(atMost: duration) { $0.count < limit ? true : nil } ?? false
    }

    /// Examines every connection. Shuts down those that are overdue, and the receiving side of those whose client has
    /// finished sending.
    func shutDownOverdue(at now: Instant, deadlines: HTTPDeadlines, draining: Instant?) {
        var place = 0
        while true {
            let isDone = state.withLock { state in
                let end = min(place + Self.slice, state.entries.count)
                while place < end {
                    if let connection = state.entries[place]?.connection {
                        let action = state.entries[place]?.watch.look(
                            connection.sample(), at: now, deadlines: deadlines, draining: draining)
                        switch action {
                        case .keep?, nil: break
                        // The library wakes as if the client had ended the connection, reads the rest and reaches the
                        // end.
                        case .announceEnd: shutdown(connection.socket, Int32(SHUT_RD))
                        case .close: shutdown(connection.socket, Int32(SHUT_RDWR))
                        }
                    }
                    place += 1
                }
                return place >= state.entries.count
            }
            if isDone { return }
        }
    }

    /// Shuts down every connection, whatever it is doing.
    func shutDownAll() {
        state.withLock { state in
            for case let entry? in state.entries { shutdown(entry.connection.socket, Int32(SHUT_RDWR)) }
        }
    }

    /// Shuts down the connection that has been idle longest between two requests, so that another can take its place.
    /// Does nothing if none is idle, or while the previously chosen one is still closing.
    func makeRoom(at now: Instant, deadlines: HTTPDeadlines) {
        state.withLock { state in
            guard state.leaving == nil else { return }
            let resting = state.entries.indices.filter { state.entries[$0]?.watch.isResting == true }
            let oldest = resting.min { one, other in
                guard let one = state.entries[one], let other = state.entries[other] else { return false }
                return one.watch.since < other.watch.since
            }
            guard let oldest, let connection = state.entries[oldest]?.connection else { return }
            // The last observation may be out of date.
            _ = state.entries[oldest]?.watch.look(connection.sample(), at: now, deadlines: deadlines)
            guard state.entries[oldest]?.watch.isResting == true else { return }
            state.leaving = ObjectIdentifier(connection)
            shutdown(connection.socket, Int32(SHUT_RDWR))
        }
    }
}
