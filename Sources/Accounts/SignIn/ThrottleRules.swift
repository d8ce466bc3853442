/// How guessing is slowed down: increasing waits between attempts on one subject, which is an account or an unknown
/// name.
///
/// During a wait the right password is refused too, but nothing done during a wait prolongs it. A guesser that never
/// pauses may still get the single attempt after each wait. Therefore an address that has signed in to an account waits
/// only for its own failures.
public struct ThrottleRules: Hashable, Sendable {
    /// From this many consecutive failures on, each is followed by a wait.
    public var failuresBeforeWait: Int
    /// The first wait. Each further failure doubles it.
    public var firstWait: Duration
    /// The longest wait.
    public var longestWait: Duration
    /// How long after the last failure the failures of a subject are forgotten.
    public var memory: Duration
    /// The number of subjects whose failures a store keeps. Beyond it, the oldest are deleted. 100,000 rows take about
    /// 10 MB, and as many attempts at the standard cost take two cores about half an hour. The same number of locked
    /// subjects and known addresses is kept in addition.
    public var subjectsKept: Int
    /// How long an address that has signed in to an account is remembered.
    public var addressesKnownFor: Duration

    /// From the tenth consecutive failure on 1 s, doubling to 60 s. That allows nine attempts at once and then 60 an
    /// hour. Failures are remembered for a day and addresses for 90 days.
    public static let standard = ThrottleRules()

    /// Failures are counted and never followed by a wait.
    public static let none = ThrottleRules(failuresBeforeWait: .max)

    /// Creates rules from their parts.
    public init(
        failuresBeforeWait: Int = 10, firstWait: Duration = .seconds(1), longestWait: Duration = .seconds(60),
        memory: Duration = .seconds(86_400), subjectsKept: Int = 100_000,
        addressesKnownFor: Duration = .seconds(90 * 86_400)
    ) {
        self.failuresBeforeWait = failuresBeforeWait
        self.firstWait = firstWait
        self.longestWait = longestWait
        self.memory = memory
        self.subjectsKept = subjectsKept
        self.addressesKnownFor = addressesKnownFor
    }

    /// The number of failures from all origins together from which each is followed by a wait, if origins are counted
    /// separately. It is many times the number that locks one origin, so that one user's mistakes do not delay others,
    /// and small enough that many addresses are of little use to a guesser.
    public static let failuresOfAllOriginsBeforeWait = 100

    /// The rules for failures from all origins together.
    var forAllOrigins: ThrottleRules {
        var rules = self
        rules.failuresBeforeWait = max(failuresBeforeWait, Self.failuresOfAllOriginsBeforeWait)
        return rules
    }

    /// Returns the length of the wait after this many consecutive failures.
    public func wait(after failures: Int) -> Duration {
        guard failures >= failuresBeforeWait else { return .zero }
        // 2^32 first waits exceed any sensible limit, and the product still fits a duration.
        let doublings = min(failures - max(0, failuresBeforeWait), 32)
        return min(firstWait * (1 << doublings), longestWait)
    }

    /// Returns the end of the wait that includes a moment, or nil if there is none. If the clock was set back, a wait
    /// that cannot have begun yet is over.
    package func wait(for failures: SignInFailures, at now: Timestamp) -> Timestamp? {
        let wait = wait(after: failures.count)
        let elapsed = now.millisecondsSince(failures.lastAt)
        guard elapsed > -wait.wholeMilliseconds, elapsed < wait.wholeMilliseconds else { return nil }
        return failures.lastAt + wait
    }

    /// Returns whether failures are so old that they no longer count. Those of a subject that is still locked count.
    package func areForgotten(_ failures: SignInFailures, at now: Timestamp) -> Bool {
        if let lockedUntil = failures.lockedUntil { return now >= lockedUntil }
        return now >= failures.lastAt + memory
    }
}
