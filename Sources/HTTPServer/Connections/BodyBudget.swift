import Synchronization

/// The memory that the bodies of all current requests may use.
final class BodyBudget: Sendable {
    private let used = Atomic<Int>(0)
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// Reserves this many bytes and returns true. If fewer are left, reserves nothing and returns false.
    func take(_ count: Int) -> Bool {
        if used.add(count, ordering: .relaxed).newValue <= limit { return true }
        give(back: count)
        return false
    }

    /// Returns reserved bytes to the budget.
    func give(back count: Int) {
        if count > 0 { used.subtract(count, ordering: .relaxed) }
    }
}
