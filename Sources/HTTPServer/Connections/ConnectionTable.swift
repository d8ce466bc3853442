import Glibc
import Synchronization

/// All open connections, each with its watch.
///
/// A connection is taken out, under the same lock, before libmicrohttpd closes its socket. So a socket that is found here is still that
/// connection's, and to shut it down can never hit another that was given the same number.
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
        /// The connection that was last chosen to make room.
        var leaving: ObjectIdentifier?
    }

    /// How many connections are looked at before others may take the lock: 64 looks are about 30 µs.
    private static let slice = 64

    private let state = Monitor(State())

    /// How many connections are open, those counted that are just being opened.
    var count: Int { state.withLock { $0.count } }

    /// Counts a client that has been accepted. ``insert(_:)`` follows on another thread, or ``miss()`` when nothing comes of it.
    func expect() {
        let isFirst = state.withLock { state in
            state.count += 1
            return state.count == 1
        }
        if isFirst { state.broadcast() }
    }

    /// Takes the count of a client back.
    func miss() {
        state.withLock { $0.count -= 1 }
        state.broadcast()
    }

    /// Takes the connection of a client in that has been counted.
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

    /// Takes a connection out; its socket may be closed when this returns.
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

    /// Waits until a connection is open or ``wakeWaiters()`` is called; at most this long.
    func waitForAny(atMost duration: Duration) {
        _ = state.wait(atMost: duration) { $0.count > 0 || $0.isEnding ? true : nil }
    }

    /// Ends ``waitForAny(atMost:)``, now and whenever it is called again.
    func wakeWaiters() {
        state.withLock { $0.isEnding = true }
        state.broadcast()
    }

    /// Waits until none is open; false when that did not come in time.
    func waitForNone(atMost duration: Duration) -> Bool {
        state.wait(atMost: duration) { $0.count == 0 ? true : nil } ?? false
    }

    /// Waits until fewer than this many are open; false when that did not come in time.
    func waitForRoom(below limit: Int, atMost duration: Duration) -> Bool {
        state.wait(atMost: duration) { $0.count < limit ? true : nil } ?? false
    }

    /// Looks at every connection and shuts down those whose time is up, and the receiving side of those whose client has ended its part.
    func shutDownOverdue(at now: Instant, deadlines: HTTPDeadlines, draining: Instant?) {
        var place = 0
        while true {
            let isDone = state.withLock { state in
                let end = min(place + Self.slice, state.entries.count)
                while place < end {
                    if let connection = state.entries[place]?.connection {
                        let action = state.entries[place]?.watch.look(connection.sight(), at: now, deadlines: deadlines, draining: draining)
                        switch action {
                        case .keep?, nil: break
                        // The library is woken as by the end itself, reads what is left and comes to the end.
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

    /// Shuts every connection down, whatever it does.
    func shutDownAll() {
        state.withLock { state in
            for case let entry? in state.entries { shutdown(entry.connection.socket, Int32(SHUT_RDWR)) }
        }
    }

    /// Shuts down the connection that has rested longest between two requests, so that another can take its place. Does nothing when none
    /// rests, or while the one chosen before is still on its way out.
    func makeRoom(at now: Instant, deadlines: HTTPDeadlines) {
        state.withLock { state in
            guard state.leaving == nil else { return }
            let resting = state.entries.indices.filter { state.entries[$0]?.watch.isResting == true }
            let oldest = resting.min { one, other in
                guard let one = state.entries[one], let other = state.entries[other] else { return false }
                return one.watch.since < other.watch.since
            }
            guard let oldest, let connection = state.entries[oldest]?.connection else { return }
            // What was seen at the last look may have passed.
            _ = state.entries[oldest]?.watch.look(connection.sight(), at: now, deadlines: deadlines)
            guard state.entries[oldest]?.watch.isResting == true else { return }
            state.leaving = ObjectIdentifier(connection)
            shutdown(connection.socket, Int32(SHUT_RDWR))
        }
    }
}
