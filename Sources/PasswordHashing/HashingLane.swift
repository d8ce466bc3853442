import Accounts
import Dispatch
import FoundationEssentials
import Synchronization

/// Limits how many hashes are computed at once to the number of cores, because each needs its own memory. Others wait
/// in order of arrival.
///
/// The work runs on the caller's thread, which waits for its turn. No caller is refused: once a call has begun, it gets
/// its hash. Callers must therefore make sure that only few threads wait here.
public final class HashingLane: Sendable {
    private struct State: Sendable {
        var running = 0
        /// The waiting callers, in order. A caller that is signalled has already got its predecessor's place.
        var waiting: [DispatchSemaphore] = []
    }

    /// The number of hashes computed at once.
    public let width: Int

    private let state = Mutex(State())

    /// Creates a lane.
    ///
    /// - Parameter width: The number of hashes computed at once. By default the number of cores that this process may
    ///   use.
    public init(width: Int = HashingLane.coreCount) {
        self.width = max(1, width)
    }

    /// The number of cores that this process may use.
    public static var coreCount: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

    /// The number of callers that wait at this moment.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Waits for a turn and then does the work.
    func run<Result>(_ work: () -> Result) -> Result {
        state.withLock { enter(&$0) }?.wait()
        // The next caller is woken without the lock, because waking takes a system call.
        defer { state.withLock { leave(&$0) }?.signal() }
        return work()
    }

    /// Takes a place and returns nil, or returns the semaphore to wait for.
    private func enter(_ state: inout State) -> DispatchSemaphore? {
        if state.running < width {
            state.running += 1
            return nil
        }
        let turn = DispatchSemaphore(value: 0)
        state.waiting.append(turn)
        return turn
    }

    /// Gives the place to the first waiting caller and returns its semaphore. Returns nil if none waits.
    private func leave(_ state: inout State) -> DispatchSemaphore? {
        guard !state.waiting.isEmpty else {
            state.running -= 1
            return nil
        }
        return state.waiting.removeFirst()
    }
}
