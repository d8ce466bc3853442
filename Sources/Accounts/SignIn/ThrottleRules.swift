/// How a guesser is slowed down: growing waits between attempts on one subject, whether an account or a name nobody has.
///
/// A wait refuses the right password too, but nothing done during a wait prolongs it. Whoever guesses without a pause may still be the one who
/// gets the single try after each wait. Therefore an address that has signed in to an account waits for its own failures alone.
public struct ThrottleRules: Hashable, Sendable {
    /// From this many failures in a row on, each is followed by a wait.
    public var failuresBeforeWait: Int
    /// The first wait. Each further failure doubles it.
    public var firstWait: Duration
    /// The longest wait.
    public var longestWait: Duration
    /// Failures are forgotten when this long has passed since the last one.
    public var memory: Duration
    /// How many subjects' failures are kept in a store; beyond it the oldest are forgotten. 100,000 rows take about 10 MB, and as many
    /// attempts at the standard cost take two cores about half an hour. As many again are kept of locked subjects and known addresses.
    public var subjectsKept: Int
    /// How long an address is remembered that has signed in to an account.
    public var addressesKnownFor: Duration

    /// From the tenth failure in a row 1 s, doubling to 60 s: nine tries at once, then, for the patient, 60 an hour. Kept for a day,
    /// addresses for 90.
    public static let standard = ThrottleRules()

    /// Rules made of their parts.
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

    /// How many failures from all origins together are followed by waits where each origin's are counted apart: many times what locks one
    /// origin, so that nobody's mistakes hold others up, and few enough that who has many addresses gains little by them.
    public static let failuresOfAllOriginsBeforeWait = 100

    /// The rules for failures from all origins together.
    var forAllOrigins: ThrottleRules {
        var rules = self
        rules.failuresBeforeWait = max(failuresBeforeWait, Self.failuresOfAllOriginsBeforeWait)
        return rules
    }

    /// How long the wait is after so many failures in a row.
    public func wait(after failures: Int) -> Duration {
        guard failures >= failuresBeforeWait else { return .zero }
        // 2^32 first waits are beyond any sensible bound, and the product stays within what a duration holds.
        let doublings = min(failures - max(0, failuresBeforeWait), 32)
        return min(firstWait * (1 << doublings), longestWait)
    }

    /// The end of the wait in which a moment lies; nil when it lies in none. A clock that was set back ends every wait that it cannot have
    /// begun.
    package func wait(for failures: SignInFailures, at now: Timestamp) -> Timestamp? {
        let wait = wait(after: failures.count)
        let elapsed = now.millisecondsSince(failures.lastAt)
        guard elapsed > -wait.wholeMilliseconds, elapsed < wait.wholeMilliseconds else { return nil }
        return failures.lastAt + wait
    }

    /// Whether failures are so old that they no longer count. Those of a subject that is still locked count.
    package func areForgotten(_ failures: SignInFailures, at now: Timestamp) -> Bool {
        if let lockedUntil = failures.lockedUntil { return now >= lockedUntil }
        return now >= failures.lastAt + memory
    }
}
