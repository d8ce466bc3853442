import Synchronization

/// How much memory the bodies of all requests under way may take.
final class BodyBudget: Sendable {
    private let used = Atomic<Int>(0)
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes this many bytes; false, and nothing is taken, when they are not left.
    func take(_ count: Int) -> Bool {
        if used.add(count, ordering: .relaxed).newValue <= limit { return true }
        give(back: count)
        return false
    }

    /// Gives bytes back that were taken.
    func give(back count: Int) {
        if count > 0 { used.subtract(count, ordering: .relaxed) }
    }
}
