import Accounts
import Dispatch
import FoundationEssentials
import Synchronization

/// Where hashes are computed: so many at once as there are cores, a bounded number waiting in order of arrival, and a prompt refusal for the
/// rest. A flood of sign-ins then slows down sign-ins, and nothing else.
///
/// The work runs on the caller's thread, which waits for its turn.
public final class HashingLane: Sendable {
    private struct State: Sendable {
        var running = 0
        /// Who waits, in order. A turn that is signalled has taken over its predecessor's place.
        var waiting: [DispatchSemaphore] = []
    }

    private enum Place {
        case free
        case after(DispatchSemaphore)
        case none
    }

    /// How many hashes are computed at once.
    public let width: Int
    /// How many callers may wait.
    public let queueLimit: Int

    private let state = Mutex(State())

    /// A lane.
    ///
    /// - Parameters:
    ///   - width: how many hashes are computed at once; by default as many as there are cores this process may use.
    ///   - queueLimit: how many callers may wait; by default 32 for each hash at once, which is a second's work at the standard cost.
    public init(width: Int = HashingLane.coreCount, queueLimit: Int? = nil) {
        self.width = max(1, width)
        self.queueLimit = max(0, queueLimit ?? self.width * 32)
    }

    /// How many cores this process may use.
    public static var coreCount: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

    /// How many callers wait at this moment.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Does the work when its turn has come; refuses at once when too many wait.
    func run<Result>(_ work: () -> Result) throws(PasswordHashingError) -> Result {
        switch state.withLock({ enter(&$0) }) {
        case .free: break
        case .after(let turn): turn.wait()
        case .none: throw .busy
        }
        defer { state.withLock { leave(&$0) } }
        return work()
    }

    private func enter(_ state: inout State) -> Place {
        if state.running < width {
            state.running += 1
            return .free
        }
        guard state.waiting.count < queueLimit else { return .none }
        let turn = DispatchSemaphore(value: 0)
        state.waiting.append(turn)
        return .after(turn)
    }

    private func leave(_ state: inout State) {
        guard !state.waiting.isEmpty else {
            state.running -= 1
            return
        }
        state.waiting.removeFirst().signal()
    }
}
