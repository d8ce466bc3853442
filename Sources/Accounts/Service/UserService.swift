/// Everything vendors do with accounts: sign-in, change of password, sessions, look-ups, under the rules that hold for all of them.
///
/// It decides; the store keeps. Calls may come from any thread at any time and block until they are done: sign-in and change of password for
/// a hash and a write (tens of milliseconds), changes for a write, look-ups for microseconds.
///
/// Everything that changes accounts, sessions or rule sets while the server runs goes through the service, since it keeps live sessions and
/// rule sets in memory. After the store was changed in another way, call ``forgetWhatIsKnown()``.
///
/// A value: ``at(_:by:)`` gives one for a single call, which has one moment and the sources of its site.
public struct UserService: Sendable {
    /// What all calls share.
    final class Shared: Sendable {
        let storage: Storage
        let hasher: any PasswordHasher
        let digester: any TokenDigester
        let patterns: any PatternMatcher
        let throttle: ThrottleRules
        let housekeeping = Housekeeping()

        init(
            _ storage: Storage, _ hasher: any PasswordHasher, _ digester: any TokenDigester, _ patterns: any PatternMatcher,
            _ throttle: ThrottleRules
        ) {
            self.storage = storage
            self.hasher = hasher
            self.digester = digester
            self.patterns = patterns
            self.throttle = throttle
        }
    }

    private let shared: Shared
    /// Where the time and randomness come from.
    public let sources: SiteSources
    /// The moment of the one call that it serves; nil where each question has its own.
    private let moment: Timestamp?

    /// A service over a store.
    ///
    /// - Parameters:
    ///   - store: Where accounts are kept.
    ///   - hasher: Hashes passwords.
    ///   - digester: Makes the digests under which tokens are stored.
    ///   - clock: Tells the time where no site has a clock of its own.
    ///   - random: The source of tokens where no site has its own.
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
        shared = Shared(storage, hasher, digester, patterns, throttle)
        sources = SiteSources(clock: clock, random: random)
        moment = nil
    }

    private init(_ shared: Shared, _ sources: SiteSources, _ moment: Timestamp) {
        self.shared = shared
        self.sources = sources
        self.moment = moment
    }

    /// The same service for one call: all that it does happens at this moment, whatever a clock says meanwhile.
    public func at(_ moment: Timestamp, by sources: SiteSources) -> UserService {
        UserService(shared, sources, moment)
    }

    /// Where accounts are kept.
    public var store: any AccountStore { shared.storage.store }
    /// Where the time comes from.
    public var clock: any WallClock { sources.clock }
    /// Where randomness comes from.
    public var random: any RandomSource { sources.random }
    /// How guessers are slowed down.
    public var throttle: ThrottleRules { shared.throttle }

    /// The moment at which things happen.
    var now: Timestamp { moment ?? sources.clock.now }
    var hasher: any PasswordHasher { shared.hasher }
    var digester: any TokenDigester { shared.digester }
    var patterns: any PatternMatcher { shared.patterns }
    var storage: Storage { shared.storage }
    var check: PasswordCheck {
        PasswordCheck(storage: storage, hasher: hasher, digester: digester, throttle: throttle, moment: moment, clock: clock)
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

    /// Takes away a site's sessions that have ended and its failures that no longer count. The service does so by itself now and then.
    public func sweep(_ site: SiteID) throws(StoreError) {
        let now = now
        try store.deleteSessions(endedBefore: now, in: site)
        let memory = Duration.milliseconds(-throttle.memory.wholeMilliseconds)
        try store.forgetFailures(before: now + memory, notLockedAt: now, keeping: throttle.subjectsKept, in: site)
    }

    /// Sweeps a site when it is time. A sweep that fails is tried at the next occasion; whoever gave the occasion is not refused for it.
    func sweepIfDue(_ site: SiteID) {
        guard shared.housekeeping.isDue(in: site, at: now) else { return }
        try? sweep(site)
    }
}
