/// A password that is tried on one account, or on an unknown name.
///
/// An address that has signed in to the account before has its own row of failures, and only that row makes it wait;
/// guesses from elsewhere do not. All other addresses share one row. A lockout rule counts the failures of all, because
/// that is the vendor's rule.
struct PasswordTrial: Sendable {
    /// The keys under which failures are counted.
    let subjects: TrialSubjects
    /// The account. Nil if the name is unknown.
    let account: Account?
    /// The lockout rule. Nil if none applies.
    let lockout: LockoutPolicy?
    /// Whether the account is exempt here. A lock by failures elsewhere does not hold it up.
    private let isExempt: Bool
    /// Why the account may not sign in now whatever the password, or nil.
    let bar: Bar?

    /// A reason besides the account's status for which it may not sign in.
    enum Bar: Hashable, Sendable {
        /// It has not been used after this time and is now disabled.
        case unusedTooLong(after: Timestamp)
        /// This is not a time at which it may sign in.
        case outsideTimes

        /// The refusal.
        var refusal: SignInRefusal {
            switch self {
            case .unusedTooLong: .unusedTooLong
            case .outsideTimes: .outsideTimes
            }
        }
    }

    /// Creates a trial from its parts. The lockout rule does not apply to an exempt account.
    init(subjects: TrialSubjects, account: Account?, lockout: LockoutPolicy?, exempting exemption: RuleExemption, bar: Bar? = nil) {
        self.subjects = subjects
        self.account = account
        isExempt = exemption.covers(account)
        self.lockout = isExempt ? nil : lockout
        self.bar = bar
    }

    /// Whether failures from one origin are counted separately.
    private var isOfOneOrigin: Bool { subjects.whole != nil }

    /// With a lockout at or below this many failures, no throttle is applied: its waits would hide the lockout. A rule
    /// that allows more guesses than this does not slow down guessing by itself.
    private static let longestUnthrottledRow = 100

    /// Whether the lockout slows down guessing enough, so that no throttle is needed.
    private var lockoutSuffices: Bool { (lockout?.failures ?? .max) <= Self.longestUnthrottledRow }

    /// Whether a lock without a length ends when failures are forgotten. Nobody can unlock an unknown name or an origin.
    /// A system account must stay usable in its own system.
    private var endsByItself: Bool { account?.isSystemAccount ?? true || isOfOneOrigin }

    /// Returns whether a failure from this address is counted in the trial's own subject. One from a known address is,
    /// only if a rule may lock.
    func countsInSubject(from address: KnownAddress?) -> Bool {
        address == nil || lockout != nil || isOfOneOrigin
    }

    /// Returns whether a failure is counted in the row of its known address. If each origin is counted separately, that
    /// row is the trial's own subject.
    func countsInAddress(_ address: KnownAddress?) -> Bool { address != nil && !isOfOneOrigin }

    /// Returns why no password may be verified now, or nil. Waits go by real time, everything else by the site's, `now`.
    func obstacle(_ failures: CountedFailures, guessing: Guessing, at now: Timestamp) -> SignInRefusal? {
        switch account?.status {
        case .disabled: return .disabled
        case .locked: return .locked
        case .active, nil: break
        }
        if !isExempt, let lockedUntil = failures.own?.lockedUntil, now < lockedUntil { return .locked }
        if let bar { return bar.refusal }
        if let until = wait(failures, guessing) { return .throttled(until: until) }
        guard let account else { return .unknownAccount }
        return account.credential == nil ? .noPassword : nil
    }

    /// Returns when the caller's wait ends, or nil if there is none.
    private func wait(_ failures: CountedFailures, _ guessing: Guessing) -> Timestamp? {
        func ofOwn() -> Timestamp? { guessing.wait(after: failures.own, of: subjects.own) }
        if let address = failures.address {
            if lockoutSuffices { return nil }
            return isOfOneOrigin ? ofOwn() : guessing.wait(after: address.counted, of: subjects.address)
        }
        if !lockoutSuffices, let until = ofOwn() { return until }
        return guessing.fromAllOrigins.wait(after: failures.fromAllOrigins, of: subjects.whole)
    }

    /// Returns the failures to store after a refusal, and the lock they cause. Attempts during a lock or wait are not
    /// counted; otherwise repeated attempts would prolong it for ever. Nor are attempts when the account may not sign in
    /// whatever its password, which is not verified then. The stored failures are written again in any
    /// case, because the time of a write could be measured.
    func consequence(
        of refusal: SignInRefusal, after failures: SignInFailures?, throttle: ThrottleRules, at now: Timestamp
    ) -> (failures: SignInFailures, lock: AccountLock?) {
        guard refusal.isCounted else { return (failures ?? SignInFailures(count: 0, lastAt: now), nil) }
        let standing = failures.flatMap { throttle.areForgotten($0, at: now) ? nil : $0 }
        // An exempt trial leaves a lock that other trials are subject to.
        var next = SignInFailures(count: (standing?.count ?? 0) + 1, lastAt: now, lockedUntil: isExempt ? standing?.lockedUntil : nil)
        guard let lockout, next.count >= lockout.failures, account?.status != .disabled else { return (next, nil) }
        if let minutes = lockout.minutes {
            next.lockedUntil = now + .minutes(minutes)
        } else if endsByItself {
            next.lockedUntil = now + throttle.memory
        }
        guard !isOfOneOrigin else { return (next, nil) }
        return (next, account.map { AccountLock(account: $0.id, untilUnlocked: lockout.minutes == nil && !endsByItself) })
    }

    /// Returns the failures from all origins to store after a refusal. They cause waits and never a lock.
    func wholeConsequence(
        of refusal: SignInRefusal, after failures: SignInFailures?, throttle: ThrottleRules, at now: Timestamp
    ) -> SignInFailures {
        let subjects = TrialSubjects(own: subjects.own, whole: nil, address: nil)
        return PasswordTrial(subjects: subjects, account: account, lockout: nil, exempting: .nobody)
            .consequence(of: refusal, after: failures, throttle: throttle, at: now).failures
    }

    /// Returns the record of a known address to store after a refusal.
    func addressConsequence(
        of refusal: SignInRefusal, after address: KnownAddress, throttle: ThrottleRules, at now: Timestamp
    ) -> KnownAddress {
        let next = wholeConsequence(of: refusal, after: address.counted, throttle: throttle, at: now)
        return KnownAddress(failures: next.count, lastAt: next.lastAt, until: address.until)
    }
}

/// The consequence of a failed sign-in under a lockout rule: the account's sessions end.
struct AccountLock: Hashable, Sendable {
    /// The account whose sessions end.
    let account: AccountID
    /// Whether the status also becomes ``AccountStatus/locked``, so that a person must unlock it.
    let untilUnlocked: Bool

    /// The changes to make.
    var changes: [Change] {
        (untilUnlocked ? [.lock(account)] : []) + [.endSessions(of: account, except: nil)]
    }
}
