import Calls
import Synchronization

/// Reads a value that takes long to read, and returns the last one until reading it has cost at most a thousandth of the time.
final class SparingReader<Value: Sendable>: Sendable {
    private struct Reading: Sendable {
        let value: Value?
        /// The time from which the value is read again.
        let end: Int64
    }

    private let last = Mutex<Reading?>(nil)
    private let now: @Sendable () -> Int64

    /// Creates a reader that has read nothing. `now` returns the nanoseconds of a clock.
    init(now: @escaping @Sendable () -> Int64 = { MonotonicTime.now.nanoseconds }) { self.now = now }

    /// Returns what `read` returned last or returns now. Whoever comes while it is read waits for that.
    func value(_ read: () -> Value?) -> Value? {
        last.withLock { last in
            let begin = now()
            if let last, begin < last.end { return last.value }
            let value = read()
            let end = now()
            last = Reading(value: value, end: end &+ (end &- begin) &* 1000)
            return value
        }
    }
}
