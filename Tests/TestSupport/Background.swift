import Glibc
import Synchronization

/// Runs a function on a thread of its own while the test goes on. (A task would not do: tests block the few threads that tasks share.)
public final class Background<Value: Sendable>: Sendable {
    private let result = Mutex<Value?>(nil)
    private let isDone = Gate()

    /// Starts it.
    public init(_ body: @escaping @Sendable () -> Value) {
        let context = Unmanaged.passRetained(
            BackgroundBody { [result = self] in
                let value = body()
                result.result.withLock { $0 = value }
                result.isDone.open()
            })
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { context in
                context.map { Unmanaged<BackgroundBody>.fromOpaque($0).takeRetainedValue().run() }
                return nil
            }, context.toOpaque())
        if code == 0 { pthread_detach(thread) } else { context.takeRetainedValue().run() }
    }

    /// Waits until it has ended and gives what it returned.
    public var value: Value? {
        isDone.wait()
        return result.withLock { $0 }
    }
}

private final class BackgroundBody {
    let run: () -> Void

    init(_ run: @escaping () -> Void) {
        self.run = run
    }
}
