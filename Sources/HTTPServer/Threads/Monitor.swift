import Glibc

/// A value shared by threads, with a lock and a way to wait for a change.
///
/// `Mutex` has no condition variable, so this type uses the system's. The timed wait uses the monotonic clock.
final class Monitor<Value>: @unchecked Sendable {
    // Used only by the thread that holds `lock`.
    private var value: Value
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    init(_ value: sending Value) {
        self.value = value
        lock = .allocate(capacity: 1)
        lock.initialize(to: pthread_mutex_t())
        pthread_mutex_init(lock, nil)
        condition = .allocate(capacity: 1)
        condition.initialize(to: pthread_cond_t())
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        condition.deallocate()
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    /// Calls `body` while holding the lock.
    func withLock<Result, Failure: Error>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return try body(&value)
    }

    /// Waits until `ready` returns a value. It is called again after each ``signal()`` and ``broadcast()``.
    func wait<Result>(_ ready: (inout Value) -> Result?) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while true {
            if let result = ready(&value) { return result }
            pthread_cond_wait(condition, lock)
        }
    }

    /// Waits until `ready` returns a value, but at most this long. Returns nil if it did not.
    func wait<Result>(atMost duration: Duration, _ ready: (inout Value) -> Result?) -> Result? {
        let end = Instant.now.advanced(by: duration)
        var time = timespec(tv_sec: Int(end.milliseconds / 1000), tv_nsec: Int(end.milliseconds % 1000) * 1_000_000)
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while true {
            if let result = ready(&value) { return result }
            if pthread_cond_timedwait(condition, lock, &time) == ETIMEDOUT { return ready(&value) }
        }
    }

    /// Wakes one waiting thread.
    func signal() {
        pthread_cond_signal(condition)
    }

    /// Wakes all waiting threads.
    func broadcast() {
        pthread_cond_broadcast(condition)
    }
}
