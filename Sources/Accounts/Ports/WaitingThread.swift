import Glibc

/// A pool of threads that runs other work while one of its threads waits for something other than a core.
public protocol ThreadPool: AnyObject, Sendable {
    /// The current thread begins to wait.
    func threadWaits()
    /// The current thread no longer waits.
    func threadContinues()
}

/// Tells the pool of the current thread when the thread waits for a disk or a network.
///
/// A pool that runs as many jobs as there are cores would leave a core idle while a job waits. So a store announces its
/// waits here, and the pool starts another job meanwhile.
public enum WaitingThread {
    private final class Membership {
        let pool: any ThreadPool

        init(_ pool: any ThreadPool) {
            self.pool = pool
        }
    }

    /// The key of each thread's membership. Nil if the system has no more keys; then no wait is announced.
    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        let code = pthread_key_create(&key) { membership in
            if let membership { Unmanaged<Membership>.fromOpaque(membership).release() }
        }
        return code == 0 ? key : nil
    }()

    /// Makes the current thread a member of a pool until the thread ends. Call this at most once on a thread.
    public static func join(_ pool: any ThreadPool) {
        guard let key else { return }
        pthread_setspecific(key, Unmanaged.passRetained(Membership(pool)).toOpaque())
    }

    /// Calls a function that waits, and informs the pool of the current thread before and after. On a thread without a pool
    /// this only calls the function.
    public static func during<Result>(_ wait: () -> Result) -> Result {
        guard let key, let membership = pthread_getspecific(key) else { return wait() }
        let pool = Unmanaged<Membership>.fromOpaque(membership).takeUnretainedValue().pool
        pool.threadWaits()
        defer { pool.threadContinues() }
        return wait()
    }
}
