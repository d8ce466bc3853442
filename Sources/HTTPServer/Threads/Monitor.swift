import Glibc

/// A value that threads share, with a lock around it and a way to wait for it to change.
///
/// `Mutex` has no condition to wait on, so this one is made of the system's. The timed wait uses the monotonic clock.
final class Monitor<Value>: @unchecked Sendable {
    // Only touched by the holder of `lock`.
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

    /// Runs `body` alone.
    func withLock<Result, Failure: Error>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return try body(&value)
    }

    /// Waits until `ready` gives something, looking again after each ``signal()`` and ``broadcast()``.
    func wait<Result>(_ ready: (inout Value) -> Result?) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while true {
            if let result = ready(&value) { return result }
            pthread_cond_wait(condition, lock)
        }
    }

    /// The same, but at most this long; nil when nothing came.
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

    /// Wakes one of those who wait.
    func signal() {
        pthread_cond_signal(condition)
    }

    /// Wakes all who wait.
    func broadcast() {
        pthread_cond_broadcast(condition)
    }
}
