import Dispatch
import Emulator
import Synchronization

/// When sites end by themselves. A test's site goes even if nobody deletes it.
final class SiteLifetimes: Sendable {
    private struct End {
        let at: ContinuousClock.Instant
        /// Tells the end from an earlier one that was put off.
        let number: Int
    }

    private struct State {
        var ends: [String: End] = [:]
        var last = 0
    }

    private let state = Mutex(State())

    /// The longest life of a site that has one.
    static let longest = Duration.seconds(7 * 86_400)

    /// Sets how long a site lives from now on, by the server's time. Nil: until somebody deletes it. `remove` is called at the end.
    func set(_ life: Duration?, ofSiteNamed name: String, remove: @escaping @Sendable () -> Void) {
        let name = name.lowercased()
        guard let life else {
            state.withLock { $0.ends[name] = nil }
            return
        }
        let number = state.withLock { state in
            state.last += 1
            state.ends[name] = End(at: .now + life, number: state.last)
            return state.last
        }
        let (seconds, attoseconds) = life.components
        let nanoseconds = Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
        DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + .nanoseconds(nanoseconds)) { [self] in
            let isDue = state.withLock { state in
                guard state.ends[name]?.number == number else { return false }
                state.ends[name] = nil
                return true
            }
            if isDue { remove() }
        }
    }

    /// Returns how long a site still lives, or nil if it has no end.
    func left(ofSiteNamed name: String) -> Duration? {
        state.withLock { $0.ends[name.lowercased()] }.map { ContinuousClock.now.duration(to: $0.at) }
    }
}
