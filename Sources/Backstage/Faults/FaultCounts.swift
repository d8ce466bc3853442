import Synchronization

/// How often fault rules have applied, by the names of their effects, since the server started. Rules that went count too.
final class FaultCounts: Sendable {
    private struct State {
        var counts: [String: Int] = [:]
    }

    private let state = Mutex(State())

    /// Counts that an effect applied.
    func add(_ effect: String) {
        state.withLock { $0.counts[effect, default: 0] += 1 }
    }

    /// The counts by effect.
    var values: [String: Int] { state.withLock { $0.counts } }
}
