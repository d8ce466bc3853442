import Accounts
import Synchronization

/// Slows down callers that guess the admin token. They are told apart by their network.
///
/// A few wrong tokens cost nothing, because people mistype. After that, each wrong token starts a wait. During a wait
/// no token from that network is checked, not even the right one; otherwise guessing would continue at full speed.
/// Requests during a wait do not prolong it.
final class TokenThrottle: Sendable {
    /// From the fifth wrong token on, the wait is 1 s and doubles up to a minute. A network is forgotten one hour after
    /// its last wrong token, or earlier if another one of 1,024 needs its place. That many networks take about 100 KB.
    static let rules = ThrottleRules(
        failuresBeforeWait: 5, firstWait: .seconds(1), longestWait: .seconds(60), memory: .seconds(3600), subjectsKept: 1024)

    private let clock: any WallClock
    private let networks = Mutex<[String: SignInFailures]>([:])

    /// Creates a throttle that remembers no network.
    init(clock: any WallClock) {
        self.clock = clock
    }

    /// Returns the number of seconds until a token from a network is checked again, or nil if it is checked now.
    func wait(for network: String) -> Int? {
        let now = clock.now
        guard let failures = networks.withLock({ $0[network] }), let end = Self.rules.wait(for: failures, at: now) else { return nil }
        return max(1, Int((end.millisecondsSince(now) + 999) / 1000))
    }

    /// Counts a wrong token.
    func noteWrongToken(from network: String) {
        let now = clock.now
        networks.withLock { networks in
            var failures = networks[network] ?? SignInFailures(count: 0, lastAt: now)
            if Self.rules.areForgotten(failures, at: now) { failures.count = 0 }
            failures.count += 1
            failures.lastAt = now
            if networks[network] == nil, networks.count >= Self.rules.subjectsKept { Self.makeRoom(in: &networks, at: now) }
            networks[network] = failures
        }
    }

    /// The number of networks remembered.
    var count: Int { networks.withLock { $0.count } }

    private static func makeRoom(in networks: inout [String: SignInFailures], at now: Timestamp) {
        networks = networks.filter { !rules.areForgotten($0.value, at: now) }
        guard networks.count >= rules.subjectsKept, let oldest = networks.min(by: { $0.value.lastAt < $1.value.lastAt }) else { return }
        networks[oldest.key] = nil
    }
}
