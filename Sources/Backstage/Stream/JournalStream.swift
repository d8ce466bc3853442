import Accounts
import Calls
import HTTP
import JSON
import Synchronization

/// The journal as server-sent events, for one listener.
///
/// It keeps a position in the journal and no entries. A listener that is slow, or was away, reads from the journal what is still there,
/// and is told of the rest by the event `gap`.
final class JournalStream: HTTPBodySource {
    private struct State {
        /// The number of the last answered call that was looked at, in the order of answers.
        var position: UInt64
        var clearings: Int
        /// What is written and not sent yet. A batch is at most a few dozen entries.
        var pending: [UInt8]
        var lastSent = ContinuousClock.now
    }

    /// How long nothing is sent before a comment shows that the connection lives.
    private static let heartbeat = Duration.seconds(15)
    /// How many entries are looked at before what was found is sent.
    private static let batch = 32

    private let world: AdministeredWorld
    private let call: AdminCall
    private let place: JournalListeners.Place
    private let state: Mutex<State>

    /// Creates the stream of a call. Throws for a wrong filter.
    init(_ call: AdminCall, _ world: AdministeredWorld, _ place: JournalListeners.Place) throws(AdminError) {
        _ = try JournalSelection(call, world)
        self.world = world
        self.call = call
        self.place = place
        let (newest, clearings) = world.journal.position
        let last = call.request.fields.first("Last-Event-ID").flatMap { UInt64($0) }
        state = Mutex(State(position: min(last ?? newest, newest), clearings: clearings, pending: Array(": understudy\n\n".utf8)))
    }

    func next(atMost count: Int) -> [UInt8]? {
        state.withLock { state in
            if state.pending.isEmpty { read(&state) }
            if state.pending.isEmpty, state.lastSent.duration(to: .now) >= Self.heartbeat { state.pending = Array(":\n\n".utf8) }
            guard !state.pending.isEmpty else { return [] }
            state.lastSent = .now
            let piece = Array(state.pending.prefix(count))
            state.pending.removeFirst(piece.count)
            return piece
        }
    }

    /// Writes the events since the last look.
    private func read(_ state: inout State) {
        let (newest, clearings) = world.journal.position
        if clearings != state.clearings {
            state.clearings = clearings
            state.pending += Self.event("cleared", nil, .object([]))
        }
        guard newest > state.position, var selection = try? JournalSelection(call, world) else { return }
        let (entries, dropped) = selection.reading.answered(after: state.position, atMost: Self.batch)
        if dropped > state.position {
            let gap = JSON.object([.init("from", .number(state.position + 1)), .init("to", .number(dropped))])
            state.pending += Self.event("gap", dropped, gap)
            state.position = dropped
        }
        for (number, entry) in entries where number > state.position {
            state.position = number
            let isPicked = selection.matches(entry)
            // Whoever looks at some calls only wants to know, too, that the world of the site is another one.
            guard isPicked || !entry.facts.isCall else { continue }
            state.pending += Self.event(isPicked ? "request" : "world", number, selection.view.json(entry, withMessages: false))
        }
        // Answers of other sites were counted too.
        if entries.count < Self.batch { state.position = max(state.position, newest) }
    }

    private static func event(_ name: String, _ id: UInt64?, _ value: JSON) -> [UInt8] {
        Array("event: \(name)\n\(id.map { "id: \($0)\n" } ?? "")data: ".utf8) + value.bytes + Array("\n\n".utf8)
    }
}

/// Bounds the number of listeners.
final class JournalListeners: Sendable {
    /// The greatest number of listeners at once.
    static let limit = 32

    private let count = Atomic(0)

    /// The number of listeners.
    var number: Int { count.load(ordering: .relaxed) }

    /// A listener's place, which is free again when it is released.
    final class Place: Sendable {
        private let listeners: JournalListeners

        fileprivate init(_ listeners: JournalListeners) {
            self.listeners = listeners
        }

        deinit {
            listeners.count.subtract(1, ordering: .relaxed)
        }
    }

    /// Returns a place, or nil if there is none.
    func enter() -> Place? {
        guard count.add(1, ordering: .relaxed).newValue <= Self.limit else {
            count.subtract(1, ordering: .relaxed)
            return nil
        }
        return Place(self)
    }
}
