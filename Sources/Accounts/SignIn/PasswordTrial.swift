/// A password tried on one account, or on a name nobody has.
///
/// An address that has signed in to the account before has a row of failures of its own, and only that one makes it wait: guesses from
/// elsewhere do not. All other addresses share one row. A lockout rule counts everybody's failures, for such is the vendor's rule.
struct PasswordTrial: Sendable {
    /// Under which keys failures are counted.
    let subjects: TrialSubjects
    /// The account; nil when nobody has the name.
    let account: Account?
    /// When failures lock.
    let lockout: LockoutPolicy?

    /// Whether failures from one origin are counted apart.
    private var isOfOneOrigin: Bool { subjects.whole != nil }

    /// Up to how many failures a lockout takes the throttle's place. The wait would else hide from a caller that the rule locks at all; a rule
    /// that lets more guesses through than this does not hold a guesser up by itself.
    private static let longestUnthrottledRow = 100

    /// Whether a lockout holds guessers up, so that the throttle need not.
    private var lockoutSuffices: Bool { (lockout?.failures ?? .max) <= Self.longestUnthrottledRow }

    /// Whether a failure from this address counts in the trial's own subject. One from a known address does only where a rule may lock.
    func countsInSubject(from address: KnownAddress?) -> Bool {
        address == nil || lockout != nil || isOfOneOrigin
    }

    /// Whether a failure counts in the row of its known address. Where each origin is counted apart, that row is the trial's own subject.
    func countsInAddress(_ address: KnownAddress?) -> Bool { address != nil && !isOfOneOrigin }

    /// What stands in the way before the password is looked at.
    func obstacle(_ failures: CountedFailures, throttle: ThrottleRules, at now: Timestamp) -> SignInRefusal? {
        switch account?.status {
        case .disabled: return .disabled
        case .locked: return .locked
        case .active, nil: break
        }
        if let lockedUntil = failures.own?.lockedUntil, now < lockedUntil { return .locked }
        if let until = wait(failures, throttle: throttle, at: now) { return .throttled(until: until) }
        guard let account else { return .unknownAccount }
        return account.credential == nil ? .noPassword : nil
    }

    /// The end of the wait that holds the caller up.
    private func wait(_ failures: CountedFailures, throttle: ThrottleRules, at now: Timestamp) -> Timestamp? {
        func end(_ failures: SignInFailures?) -> Timestamp? { failures.flatMap { throttle.wait(for: $0, at: now) } }
        if let address = failures.address { return lockoutSuffices ? nil : end(isOfOneOrigin ? failures.own : address.counted) }
        if !lockoutSuffices, let until = end(failures.own) { return until }
        return failures.fromAllOrigins.flatMap { throttle.forAllOrigins.wait(for: $0, at: now) }
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

    /// The failures from all origins that are kept after a refusal; they lead to waits and never to a lock.
    func wholeConsequence(
        of refusal: SignInRefusal, after failures: SignInFailures?, throttle: ThrottleRules, at now: Timestamp
    ) -> SignInFailures {
        PasswordTrial(subjects: TrialSubjects(own: subjects.own, whole: nil, address: nil), account: account, lockout: nil)
            .consequence(of: refusal, after: failures, throttle: throttle, at: now).failures
    }

    /// What is kept of a known address after a refusal.
    func addressConsequence(
        of refusal: SignInRefusal, after address: KnownAddress, throttle: ThrottleRules, at now: Timestamp
    ) -> KnownAddress {
        let next = wholeConsequence(of: refusal, after: address.counted, throttle: throttle, at: now)
        return KnownAddress(failures: next.count, lastAt: next.lastAt, until: address.until)
    }
}

/// What a failed sign-in leads to when a lockout rule says so: the account's sessions end.
struct AccountLock: Hashable, Sendable {
    /// Whose sessions end.
    let account: AccountID
    /// Whether the status becomes ``AccountStatus/locked`` too, so that a person must unlock it.
    let untilUnlocked: Bool

    /// What changes.
    var changes: [Change] {
        (untilUnlocked ? [.lock(account)] : []) + [.endSessions(of: account, except: nil)]
    }
}
