import Synchronization

/// A clock that can be set, moved and stopped while others read it.
///
/// It either follows another clock at a distance or is stopped. Tests use a stopped one. A server can use one that
/// follows the machine's clock and let an administrator move it.
public final class ManualClock: WallClock {
    private enum Mode: Sendable {
        case frozen(at: Timestamp)
        case following(offset: Duration)
    }

    private let base: any WallClock
    private let mode: Mutex<Mode>

    /// Creates a clock that is stopped at a moment.
    public init(at moment: Timestamp) {
        base = SystemClock()
        mode = Mutex(.frozen(at: moment))
    }

    /// Creates a clock that follows another without a difference.
    public init(following base: any WallClock) {
        self.base = base
        mode = Mutex(.following(offset: .zero))
    }

    /// The current moment.
    public var now: Timestamp { mode.withLock { moment(of: $0) } }

    /// Whether the clock is stopped.
    public var isFrozen: Bool {
        mode.withLock {
            guard case .frozen = $0 else { return false }
            return true
        }
    }

    /// Moves the clock forward by a duration, or back by a negative one. It stays running or stopped.
    public func advance(by duration: Duration) {
        mode.withLock { mode in
            switch mode {
            case .frozen(let moment): mode = .frozen(at: moment + duration)
            case .following: follow(from: moment(of: mode) + duration, in: &mode)
            }
        }
    }

    /// Sets the clock to a moment. It stays running or stopped.
    public func set(to moment: Timestamp) {
        mode.withLock { mode in
            switch mode {
            case .frozen: mode = .frozen(at: moment)
            case .following: follow(from: moment, in: &mode)
            }
        }
    }

    /// Stops the clock at its current moment.
    public func freeze() {
        mode.withLock { mode in mode = .frozen(at: moment(of: mode)) }
    }

    /// Lets the clock continue from its current moment.
    public func run() {
        mode.withLock { mode in follow(from: moment(of: mode), in: &mode) }
    }

    private func moment(of mode: Mode) -> Timestamp {
        switch mode {
        case .frozen(let moment): moment
        case .following(let offset): base.now + offset
        }
    }

    private func follow(from moment: Timestamp, in mode: inout Mode) {
        mode = .following(offset: .milliseconds(moment.millisecondsSince(base.now)))
    }
}
