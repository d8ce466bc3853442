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
    }

    /// How many connections are looked at before others may take the lock: 64 looks are about 30 µs.
    private static let slice = 64

    private let state = Monitor(State())

    /// How many connections are open.
    var count: Int { state.withLock { $0.count } }

    /// Takes a connection in.
    func insert(_ connection: Connection) {
        let entry = Entry(connection: connection, watch: ConnectionWatch(opened: .now))
        let isFirst = state.withLock { state in
            state.count += 1
            if let place = state.free.popLast() {
                connection.place = place
                state.entries[place] = entry
            } else {
                connection.place = state.entries.count
                state.entries.append(entry)
            }
            return state.count == 1
        }
        if isFirst { state.broadcast() }
    }

    /// Takes a connection out; its socket may be closed when this returns.
    func remove(_ connection: Connection) {
        let place = connection.place
        state.withLock { state in
            guard state.entries.indices.contains(place), state.entries[place]?.connection === connection else { return }
            state.entries[place] = nil
            state.free.append(place)
            state.count -= 1
        }
        state.broadcast()
    }

    /// Waits until a connection is open; at most this long.
    func waitForAny(atMost duration: Duration) {
        _ = state.wait(atMost: duration) { $0.count > 0 ? true : nil }
    }

    /// Waits until none is open; false when that did not come in time.
    func waitForNone(atMost duration: Duration) -> Bool {
        state.wait(atMost: duration) { $0.count == 0 ? true : nil } ?? false
    }

    /// Waits until fewer than this many are open; false when that did not come in time.
    func waitForRoom(below limit: Int, atMost duration: Duration) -> Bool {
        state.wait(atMost: duration) { $0.count < limit ? true : nil } ?? false
    }

    /// Looks at every connection and shuts down those whose time is up.
    func shutDownOverdue(at now: Instant, deadlines: HTTPDeadlines, draining: Instant?) {
        var place = 0
        while true {
            let isDone = state.withLock { state in
                let end = min(place + Self.slice, state.entries.count)
                while place < end {
                    if let connection = state.entries[place]?.connection {
                        let action = state.entries[place]?.watch.look(connection.sight(), at: now, deadlines: deadlines, draining: draining)
                        if case .close = action { shutdown(connection.socket, Int32(SHUT_RDWR)) }
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

    /// Shuts down the connection that has rested longest between two requests; false when none rests.
    func shutDownLongestIdle() -> Bool {
        state.withLock { state in
            let resting = state.entries.compactMap { $0 }.filter { $0.watch.isResting }
            guard let oldest = resting.min(by: { $0.watch.since < $1.watch.since }) else { return false }
            shutdown(oldest.connection.socket, Int32(SHUT_RDWR))
            return true
        }
    }
}
