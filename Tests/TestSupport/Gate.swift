import Glibc
import Testing

/// Threads wait at it until it is opened; it then stays open.
public final class Gate: @unchecked Sendable {
    // Only touched by the holder of `lock`.
    private var isOpen = false
    private var waiting = 0
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    /// A closed gate.
    public init() {
        lock = .allocate(capacity: 1)
        lock.initialize(to: pthread_mutex_t())
        pthread_mutex_init(lock, nil)
        condition = .allocate(capacity: 1)
        condition.initialize(to: pthread_cond_t())
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        condition.deallocate()
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    /// Waits until it is open.
    public func wait() {
        pthread_mutex_lock(lock)
        waiting += 1
        pthread_cond_broadcast(condition)
        while !isOpen { pthread_cond_wait(condition, lock) }
        pthread_mutex_unlock(lock)
    }

    /// Waits until this many have come to it. Records an issue if they have not within a minute.
    public func waitForArrivals(_ count: Int) {
        var deadline = timespec()
        clock_gettime(CLOCK_REALTIME, &deadline)
        deadline.tv_sec += 60
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while waiting < count {
            guard pthread_cond_timedwait(condition, lock, &deadline) == ETIMEDOUT else { continue }
            if waiting < count { Issue.record("only \(waiting) of \(count) have come to the gate") }
            return
        }
    }

    /// Lets all through.
    public func open() {
        pthread_mutex_lock(lock)
        isOpen = true
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(lock)
    }
}
