import Glibc

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

    /// Waits until this many have come to it.
    public func waitForArrivals(_ count: Int) {
        pthread_mutex_lock(lock)
        while waiting < count { pthread_cond_wait(condition, lock) }
        pthread_mutex_unlock(lock)
    }

    /// Lets all through.
    public func open() {
        pthread_mutex_lock(lock)
        isOpen = true
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(lock)
    }
}
