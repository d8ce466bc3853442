import Accounts
public import Calls
public import HTTP
import Operations
import Synchronization

/// Counts calls for the metrics. Its memory is bounded by the tables of operations: no label is anything that a caller can choose.
public final class CallMetrics: CallObserver {
    struct State {
        var calls = CallCounts()
        /// By the keys of the systems, of which there are few.
        var times: [(system: String, times: WorkTimes)] = []
    }

    private let state = Mutex(State())

    /// Creates counters at zero.
    public init() {}

    /// Counts a call.
    public func answered(_ call: CallContext, with response: HTTPResponse) {
        let found = call.findings
        let duration = Double(found.times.routed.nanoseconds(to: found.times.answered ?? .now)) / 1e9
        let system = found.service?.system.key ?? ""
        state.withLock { state in
            state.calls.count(found.service, found.row, found.outcome, found.reason)
            let index = state.times.firstIndex { $0.system == system } ?? state.times.count
            if index == state.times.count { state.times.append((system, WorkTimes())) }
            state.times[index].times.add(duration)
        }
    }

    /// The counters as they are now.
    var values: (calls: [SiteJournal.Kind: Int], times: [String: WorkTimes]) {
        state.withLock { ($0.calls.byKind, Dictionary(uniqueKeysWithValues: $0.times.map { ($0.system, $0.times) })) }
    }
}
