/// A password tried on one account, or on a name nobody has.
struct PasswordTrial: Sendable {
    /// Under which key failures are counted.
    let subject: TurnGate.Subject
    /// Where the subject is only the failures that came from one place: the key under which those from all places are counted besides. A lockout
    /// then shuts out that place and does nothing to the account, while a long row from all places slows down every one.
    let wholeSubject: TurnGate.Subject?
    /// The account; nil when nobody has the name.
    let account: Account?
    /// When failures lock.
    let lockout: LockoutPolicy?

    /// How a trial ended: with no refusal when the password fits, and what was known of failures when it began.
    struct Outcome: Sendable {
        let refusal: SignInRefusal?
        let failures: SignInFailures?
        /// Those from all places, where the subject is of one.
        let wholeFailures: SignInFailures?
    }

    /// Whether failures from one place are counted apart.
    private var isOfOneOrigin: Bool { wholeSubject != nil }

    /// Up to how many failures a lockout takes the throttle's place. The wait would else hide from a caller that the rule locks at all; a rule
    /// that lets more guesses through than this does not hold a guesser up by itself.
    private static let longestUnthrottledRow = 100

    /// Whether a lockout holds guessers up, so that the throttle need not.
    private var lockoutSuffices: Bool { (lockout?.failures ?? .max) <= Self.longestUnthrottledRow }

    /// What stands in the way before the password is looked at.
    func obstacle(
        _ failures: SignInFailures?, fromAllOrigins wholeFailures: SignInFailures?, throttle: ThrottleRules, at now: Timestamp
    ) -> SignInRefusal? {
        switch account?.status {
        case .disabled: return .disabled
        case .locked: return .locked
        case .active, nil: break
        }
        if let failures {
            if let lockedUntil = failures.lockedUntil, now < lockedUntil { return .locked }
            if !lockoutSuffices, let until = throttle.wait(for: failures, at: now) { return .throttled(until: until) }
        }
        if let wholeFailures, let until = throttle.forAllOrigins.wait(for: wholeFailures, at: now) { return .throttled(until: until) }
        guard let account else { return .unknownAccount }
        return account.credential == nil ? .noPassword : nil
    }

    /// The failures that are kept after a refusal, and the lock they lead to. Attempts during a lock or a wait do not count, or whoever goes
    /// on trying would prolong it for ever; what is kept is written again all the same, since a write takes time that could be measured.
    func consequence(
        of refusal: SignInRefusal, after failures: SignInFailures?, throttle: ThrottleRules, at now: Timestamp
    ) -> (failures: SignInFailures, lock: AccountLock?) {
        switch refusal {
        case .locked, .throttled:
            return (failures ?? SignInFailures(count: 0, lastAt: now), nil)
        default:
            break
        }
        let standing = failures.flatMap { throttle.areForgotten($0, at: now) ? nil : $0 }
        var next = SignInFailures(count: (standing?.count ?? 0) + 1, lastAt: now)
        guard let lockout, next.count >= lockout.failures, account?.status != .disabled else { return (next, nil) }
        if let minutes = lockout.minutes {
            next.lockedUntil = now + .minutes(minutes)
        } else if account == nil || isOfOneOrigin {
            // Nobody can unlock a name nobody has, or a place; it seems locked for as long as failures are remembered.
            next.lockedUntil = now + throttle.memory
        }
        guard !isOfOneOrigin else { return (next, nil) }
        return (next, account.map { AccountLock(account: $0.id, untilUnlocked: lockout.minutes == nil) })
    }

    /// The failures from all places that are kept after a refusal; they lead to waits and never to a lock.
    func wholeConsequence(
        of refusal: SignInRefusal, after failures: SignInFailures?, throttle: ThrottleRules, at now: Timestamp
    ) -> SignInFailures {
        PasswordTrial(subject: subject, wholeSubject: nil, account: account, lockout: nil)
            .consequence(of: refusal, after: failures, throttle: throttle, at: now).failures
    }

    /// How many attempts may be under way at once: as many as may fail before a wait or a lock.
    func turns(after failures: SignInFailures?, throttle: ThrottleRules) -> Int {
        min(lockoutSuffices ? .max : throttle.failuresBeforeWait, lockout?.failures ?? .max) - (failures?.count ?? 0)
    }
}
