import Accounts
import Synchronization

/// Slows down who guesses the admin token, by the network the guesses come from.
///
/// A few wrong tokens cost nothing, since people mistype. From then on each is followed by a wait, in which no token from that network is
/// looked at, not even the right one: otherwise guessing would go on at full speed. Nothing done during a wait prolongs it.
final class TokenThrottle: Sendable {
    /// From the fifth wrong token on 1 s, doubling to a minute. A network is forgotten an hour after its last wrong token, or earlier when
    /// another one of 1,024 needs its place; so many take about 100 KB.
    static let rules = ThrottleRules(
        failuresBeforeWait: 5, firstWait: .seconds(1), longestWait: .seconds(60), memory: .seconds(3600), subjectsKept: 1024)

    private let clock: any WallClock
    private let networks = Mutex<[String: SignInFailures]>([:])

    /// A throttle that knows nobody yet.
    init(clock: any WallClock) {
        self.clock = clock
    }

    /// Returns after how many seconds a token from a network is looked at again, or nil when it is looked at now.
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

    /// How many networks are remembered.
    var count: Int { networks.withLock { $0.count } }

    private static func makeRoom(in networks: inout [String: SignInFailures], at now: Timestamp) {
        networks = networks.filter { !rules.areForgotten($0.value, at: now) }
        guard networks.count >= rules.subjectsKept, let oldest = networks.min(by: { $0.value.lastAt < $1.value.lastAt }) else { return }
        networks[oldest.key] = nil
    }
}
