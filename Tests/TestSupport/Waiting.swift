import Glibc
public import Testing

/// Lets other threads run until a condition is true. Use it for a state that no code signals.
///
/// If the condition is still false after `limit`, records an issue and returns false.
@discardableResult
public func yieldUntil(
    within limit: Duration = .seconds(60), sourceLocation: SourceLocation = #_sourceLocation, _ condition: () -> Bool
) -> Bool {
    let end = ContinuousClock.now + limit
    while !condition() {
        guard ContinuousClock.now < end else {
            Issue.record("the condition is still false after \(limit)", sourceLocation: sourceLocation)
            return false
        }
        sched_yield()
    }
    return true
}
