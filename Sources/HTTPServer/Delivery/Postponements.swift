import CMicroHTTPD
import Synchronization

/// Suspended connections that continue at a moment, without a thread that waits for it.
///
/// The deadlines of connections do not apply to them. Their number is bounded: what does not fit continues at once.
final class Postponements: Sendable {
    private struct Item {
        let until: Instant
        let connection: Connection
        let endsWithClient: Bool
        let action: @Sendable () -> Void
    }

    private struct State {
        /// The latest first.
        var items: [Item] = []
        var isClosed = false
        var nextLook = Instant.now
    }

    /// How often clients that have gone are searched.
    private static let lookPeriod: Duration = .milliseconds(250)

    private let state = Mutex(State())
    private let most: Int

    init(most: Int) {
        self.most = most
    }

    /// The number of connections.
    var count: Int { state.withLock { $0.items.count } }

    /// When ``tend(at:)`` next has something to do. Nil if there are no connections.
    var nextDeadline: Instant? { state.withLock { $0.items.last?.until } }

    /// Calls a closure at a moment, exactly once and perhaps on another thread. Calls it at once and returns false if there is no room or
    /// the server stops.
    ///
    /// - Parameter endsWithClient: Whether it is called earlier if the client goes.
    @discardableResult
    func add(_ connection: Connection, until: Instant, endsWithClient: Bool, _ action: @escaping @Sendable () -> Void) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.isClosed, state.items.count < most else { return false }
            var (low, high) = (0, state.items.count)
            while low < high {
                let middle = (low + high) / 2
                if state.items[middle].until > until { low = middle + 1 } else { high = middle }
            }
            state.items.insert(Item(until: until, connection: connection, endsWithClient: endsWithClient, action: action), at: low)
            return true
        }
        if !isTaken { action() }
        return isTaken
    }

    /// Lets connections continue whose moment has come, or whose client has gone.
    func tend(at now: Instant) {
        let due = state.withLock { state in
            var due: [Item] = []
            while let last = state.items.last, last.until <= now { due.append(state.items.removeLast()) }
            guard now >= state.nextLook else { return due }
            state.nextLook = now.advanced(by: Self.lookPeriod)
            // A suspended connection keeps its socket.
            let isGone = { (item: Item) in
                guard item.endsWithClient else { return false }
                let progress = understudy_progress_of(item.connection.socket)
                return progress.is_finished != 0 || progress.is_cut != 0
            }
            var kept: [Item] = []
            for item in state.items { if isGone(item) { due.append(item) } else { kept.append(item) } }
            state.items = kept
            return due
        }
        for item in due { item.action() }
    }

    /// Lets all connections continue now, and later ones at once.
    func close() {
        let items = state.withLock { state in
            state.isClosed = true
            defer { state.items = [] }
            return state.items
        }
        for item in items { item.action() }
    }
}
