import Accounts
import Calls
import HTTP
import Operations
import Synchronization

/// The last changes whose answers did not arrive, because the client had gone or a fault rule kept the answer back.
///
/// It keeps nothing of a message: what a change says is compared by a hash that differs from process to process, for half a minute.
final class UnansweredChanges: Sendable {
    /// A change that a call repeats.
    struct Earlier: Sendable {
        /// The number of its entry.
        let id: UInt64
        /// How many whole seconds ago it was answered.
        let seconds: Int64
    }

    /// A change whose answer did not arrive, by what it says.
    struct Change: Sendable {
        let id: UInt64
        let site: SiteID
        let row: OperationFacts
        let content: Int
        let end: MonotonicTime
    }

    /// How long after a change another one counts as its repetition, in nanoseconds.
    private static let memory: Int64 = 30_000_000_000
    /// The greatest number of changes.
    private static let limit = 100

    private let changes = Mutex<[Change]>([])
    /// Whether there are any. Nearly always there are none.
    private let hasAny = Atomic(false)

    /// Returns the last change that a call repeats, or nil. `content` hashes what the call says.
    func earlier(than call: CallFacts, _ content: () -> Int?) -> Earlier? {
        guard hasAny.load(ordering: .acquiring), let row = call.row, row.isChange, let content = content() else { return nil }
        return earlier(than: call.times.routed, in: call.site, row, saying: content)
    }

    /// Returns the last change that one at a moment repeats, or nil.
    func earlier(than moment: MonotonicTime, in site: SiteID, _ row: OperationFacts, saying content: Int) -> Earlier? {
        changes.withLock { changes in
            changes.removeAll { $0.end.nanoseconds(to: moment) > Self.memory }
            hasAny.store(!changes.isEmpty, ordering: .releasing)
            return changes.last { $0.site == site && $0.row === row && $0.content == content }.map {
                Earlier(id: $0.id, seconds: max(0, $0.end.nanoseconds(to: moment) / 1_000_000_000))
            }
        }
    }

    /// Keeps a call if it is a change that was made and whose answer does not arrive. `id` is the number of its entry.
    func note(_ call: CallFacts, _ response: HTTPResponse, as id: UInt64, _ content: () -> Int?) {
        guard call.outcome == .ok, call.state == .aborted || response.isLost, let row = call.row, row.isChange, let content = content()
        else { return }
        let end = call.times.answered ?? call.times.routed
        add(Change(id: id, site: call.site, row: row, content: content, end: end))
    }

    /// Keeps a change. If there are too many, the oldest one goes.
    func add(_ change: Change) {
        changes.withLock { changes in
            if changes.count >= Self.limit { changes.removeFirst() }
            changes.append(change)
            hasAny.store(true, ordering: .releasing)
        }
    }
}

extension OperationFacts {
    /// Whether a repetition of it may change something twice.
    fileprivate var isChange: Bool {
        switch action {
        case .changePassword, .create, .update, .delete: true
        case .signIn, .signOut, .lookUp, .search, .session, .describe, .other: false
        }
    }
}

extension HTTPResponse {
    /// Whether nothing of it is sent.
    fileprivate var isLost: Bool { if case .nothing? = delivery?.extent { true } else { false } }
}
