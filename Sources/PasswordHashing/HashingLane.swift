import Accounts
import Dispatch
import FoundationEssentials
import Synchronization

/// Where hashes are computed: as many at once as there are cores, each with its memory, and the others in order of arrival.
///
/// The work runs on the caller's thread, which waits for its turn. Nobody is refused: work that has begun gets its hash. Whoever lets work
/// begin sees to it that few threads wait here.
public final class HashingLane: Sendable {
    private struct State: Sendable {
        var running = 0
        /// Who waits, in order. A turn that is signalled has taken over its predecessor's place.
        var waiting: [DispatchSemaphore] = []
    }

    /// How many hashes are computed at once.
    public let width: Int

    private let state = Mutex(State())

    /// A lane.
    ///
    /// - Parameter width: how many hashes are computed at once; by default as many as there are cores this process may use.
    public init(width: Int = HashingLane.coreCount) {
        self.width = max(1, width)
    }

    /// How many cores this process may use.
    public static var coreCount: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

    /// How many callers wait at this moment.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Does the work when its turn has come.
    func run<Result>(_ work: () -> Result) -> Result {
        state.withLock { enter(&$0) }?.wait()
        defer { state.withLock { leave(&$0) } }
        return work()
    }

    /// What to wait for; nil when a place is free.
    private func enter(_ state: inout State) -> DispatchSemaphore? {
        if state.running < width {
            state.running += 1
            return nil
        }
        let turn = DispatchSemaphore(value: 0)
        state.waiting.append(turn)
        return turn
    }

    private func leave(_ state: inout State) {
        guard !state.waiting.isEmpty else {
            state.running -= 1
            return
        }
        state.waiting.removeFirst().signal()
    }
}
