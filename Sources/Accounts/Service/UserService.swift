/// Everything vendors do with accounts: sign-in, change of password, sessions, look-ups, under the rules that hold for all of them.
///
/// It decides; the store keeps. Calls may come from any thread at any time and block until they are done: sign-in and change of password for
/// a hash and a write (tens of milliseconds), changes for a write, look-ups for microseconds.
///
/// Everything that changes accounts, sessions or rule sets while the server runs goes through the service, since it keeps live sessions and
/// rule sets in memory. After the store was changed in another way, call ``forgetWhatIsKnown()``.
public final class UserService: Sendable {
    /// Where accounts are kept.
    public let store: any AccountStore
    /// Where the time comes from.
    public let clock: any WallClock
    /// Where randomness comes from.
    public let random: any RandomSource
    /// How guessers are slowed down.
    public let throttle: ThrottleRules

    let hasher: any PasswordHasher
    let digester: any TokenDigester
    let patterns: any PatternMatcher
    let check: PasswordCheck
    let storage: Storage
    let housekeeping = Housekeeping()

    /// A service over a store.
    ///
    /// - Parameters:
    ///   - store: Where accounts are kept.
    ///   - hasher: Hashes passwords.
    ///   - digester: Makes the digests under which tokens are stored.
    ///   - clock: Tells the time.
    ///   - random: The source of tokens.
    ///   - throttle: How failed sign-ins slow down further ones.
    ///   - patterns: what matches the patterns of rule sets; without it a rule set that has one refuses every password.
    ///   - sessionsInMemory: how many live sessions are kept in memory at most, 0 for none. 8,192 take about 10 MB.
    ///   - sharesStore: whether other processes change the store too. Then nothing is kept in memory that they could make untrue. A service that
    ///     is told of their changes, by ``forgetWhatIsKnown()`` or ``forget(_:in:)``, need not share.
    public init(
        store: any AccountStore, hasher: any PasswordHasher, digester: any TokenDigester, clock: any WallClock, random: any RandomSource,
        patterns: any PatternMatcher = NoPatterns(), throttle: ThrottleRules = .standard, sessionsInMemory: Int = 8192,
        sharesStore: Bool = false
    ) {
        let storage = Storage(
            store: store, sessions: SessionCache(capacity: sharesStore ? 0 : sessionsInMemory), policies: PolicyCache(keeps: !sharesStore),
            directories: DirectoryCache(isShared: sharesStore))
        self.store = store
        self.clock = clock
        self.random = random
        self.throttle = throttle
        self.hasher = hasher
        self.digester = digester
        self.patterns = patterns
        self.storage = storage
        check = PasswordCheck(storage: storage, hasher: hasher, digester: digester, clock: clock, throttle: throttle)
    }

    /// Hashes a password for an account to be made.
    public func hash(_ password: Password) throws(PasswordHashingError) -> PasswordHash {
        guard !password.isTooLong else { throw .tooLong }
        return try hasher.hash(password)
    }

    /// Drops what is kept in memory of sessions and rule sets, after the store was changed by another way than this service.
    public func forgetWhatIsKnown() {
        storage.forgetAll()
    }

    /// Drops what changes make untrue of what is kept in memory of a site, after they were made by another way than this service.
    public func forget(_ changes: [Change], in site: SiteID) {
        storage.forget(changes, in: site)
    }

    /// Takes away sessions that have ended and failures that no longer count. The service does so by itself now and then.
    public func sweep() throws(StoreError) {
        let now = clock.now
        try store.deleteSessions(endedBefore: now)
        let memory = Duration.milliseconds(-throttle.memory.wholeMilliseconds)
        try store.forgetFailures(before: now + memory, notLockedAt: now, keeping: throttle.subjectsKept)
    }

    /// Sweeps when it is time. A sweep that fails is tried at the next occasion; whoever gave the occasion is not refused for it.
    func sweepIfDue() {
        guard housekeeping.isDue(at: clock.now) else { return }
        try? sweep()
    }
}
