public import Calls
public import HTTP
import Operations
import Synchronization

/// Counts calls for the metrics. Its memory is bounded by the tables of operations: no label is anything that a caller can choose.
public final class CallMetrics: CallObserver {
    /// The calls of one system by duration.
    struct Durations: Sendable {
        /// The numbers of calls that took at most as long as ``bounds`` say, and of all others at the end.
        var counts = Array(repeating: 0, count: CallMetrics.bounds.count + 1)
        /// The sum of all durations in seconds.
        var sum = 0.0
    }

    struct State {
        var calls = CallCounts()
        /// By the keys of the systems, of which there are few.
        var durations: [(system: String, durations: Durations)] = []
    }

    private let state = Mutex(State())

    /// The bounds of the histogram in seconds, from a look-up to a hash that had to wait.
    static let bounds = [0.000_1, 0.000_25, 0.001, 0.005, 0.025, 0.1, 0.5, 2.5]

    /// Creates counters at zero.
    public init() {}

    /// Counts a call.
    public func answered(_ call: CallContext, with response: HTTPResponse) {
        let found = call.findings
        let kind = SiteJournal.Kind(service: found.service, row: found.row, outcome: found.outcome, reason: found.reason)
        let duration = Double(found.times.routed.nanoseconds(to: found.times.answered ?? .now)) / 1e9
        let bucket = Self.bounds.firstIndex { duration <= $0 } ?? Self.bounds.count
        let system = kind.service?.system.key ?? ""
        state.withLock { state in
            state.calls.count(kind)
            let index = state.durations.firstIndex { $0.system == system } ?? state.durations.count
            if index == state.durations.count { state.durations.append((system, Durations())) }
            state.durations[index].durations.counts[bucket] += 1
            state.durations[index].durations.sum += duration
        }
    }

    /// The counters as they are now.
    var values: (calls: [SiteJournal.Kind: Int], durations: [String: Durations]) {
        state.withLock { ($0.calls.byKind, Dictionary(uniqueKeysWithValues: $0.durations.map { ($0.system, $0.durations) })) }
    }
}
