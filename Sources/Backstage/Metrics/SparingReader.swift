import Calls
import Synchronization

/// Reads a value that takes long to read, and returns the last one until reading it has cost at most a thousandth of the time, or five
/// minutes have passed. If there was none to read, it is tried again after five seconds.
final class SparingReader<Value: Sendable>: Sendable {
    private struct Reading: Sendable {
        let value: Value?
        /// The time from which the value is read again.
        let end: Int64
    }

    /// The longest time that a value is kept, in nanoseconds.
    private static var longestPause: Int64 { 300_000_000_000 }
    /// The time after which it is tried again if there was no value.
    private static var pauseWithoutValue: Int64 { 5_000_000_000 }

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
            last = Reading(value: value, end: end + min((end - begin) * 1000, value == nil ? Self.pauseWithoutValue : Self.longestPause))
            return value
        }
    }
}
