import Synchronization

/// A clock that can be set, moved and stopped while others read it.
///
/// It follows another clock at a distance, or stands still. Tests start one that stands; a server can start one that follows the machine's
/// clock and let an administrator move it.
public final class ManualClock: WallClock {
    private enum Mode: Sendable {
        case frozen(at: Timestamp)
        case following(offset: Duration)
    }

    private let base: any WallClock
    private let mode: Mutex<Mode>

    /// A clock that stands at a moment.
    public init(at moment: Timestamp) {
        base = SystemClock()
        mode = Mutex(.frozen(at: moment))
    }

    /// A clock that agrees with another until it is moved.
    public init(following base: any WallClock) {
        self.base = base
        mode = Mutex(.following(offset: .zero))
    }

    /// The present moment.
    public var now: Timestamp { mode.withLock { moment(of: $0) } }

    /// Whether it stands still.
    public var isFrozen: Bool {
        mode.withLock {
            guard case .frozen = $0 else { return false }
            return true
        }
    }

    /// Moves it on by a duration, or back by a negative one. It stands or runs as before.
    public func advance(by duration: Duration) {
        mode.withLock { mode in
            switch mode {
            case .frozen(let moment): mode = .frozen(at: moment + duration)
            case .following: follow(from: moment(of: mode) + duration, in: &mode)
            }
        }
    }

    /// Sets it to a moment. It stands or runs as before.
    public func set(to moment: Timestamp) {
        mode.withLock { mode in
            switch mode {
            case .frozen: mode = .frozen(at: moment)
            case .following: follow(from: moment, in: &mode)
            }
        }
    }

    /// Stops it where it is.
    public func freeze() {
        mode.withLock { mode in mode = .frozen(at: moment(of: mode)) }
    }

    /// Lets it run on from where it is.
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
