/// The operations on accounts that vendors' systems use: sign-in, password changes, sessions and look-ups, with the
/// rules common to all systems.
///
/// The service makes the decisions and the store keeps the data. Calls may come from any thread at any time, and they
/// block: sign-ins and password changes for a hash and a write (tens of milliseconds), changes for a write, look-ups
/// for microseconds.
///
/// While the server runs, all changes to accounts, sessions and policies must go through the service, because it caches
/// sessions and policies. After any other change to the store, call ``invalidateCaches()``.
///
/// For a single call, ``at(_:by:seenBy:readingAhead:)`` returns a service that takes the call's moment as the time and uses its site's
/// sources.
public struct UserService: Sendable {
    /// The parts that all calls share.
    final class Shared: Sendable {
        let storage: Storage
        let hasher: MeteredHasher
        let digester: any TokenDigester
        let patterns: any PatternMatcher
        let timeZones: any TimeZoneSource
        let throttle: ThrottleRules
        let housekeeping = Housekeeping()
        let verifiedPasswords: VerifiedPasswords
        let guessTimes: GuessTimes
        let history = SessionHistory()

        init(
            _ storage: Storage, _ hasher: any PasswordHasher, _ digester: any TokenDigester, _ patterns: any PatternMatcher,
            _ timeZones: any TimeZoneSource, _ throttle: ThrottleRules, _ clock: any WallClock
        ) {
            self.storage = storage
            self.hasher = MeteredHasher(hasher)
            self.digester = digester
            self.patterns = patterns
            self.timeZones = timeZones
            self.throttle = throttle
            verifiedPasswords = VerifiedPasswords(digester)
            guessTimes = GuessTimes(by: clock)
        }
    }

    private let shared: Shared
    /// The sources of the time and of random bytes.
    public private(set) var sources: SiteSources
    /// The moment of the call that it serves. Nil if the clock is read each time.
    private var moment: Timestamp?
    /// The rules of ``throttled(by:)``.
    private var ownThrottle: ThrottleRules?
    /// Sees what is done for the call that it serves. Nil if nobody does.
    private(set) var witness: (any CallWitness)?
    /// Why sessions end by what it does. Nil if it follows from that.
    private var endCause: SessionEndCause?
    /// What was read for the call that it serves. Nil if nothing is read ahead.
    private(set) var ahead: ReadAhead?

    /// Creates a service for a store.
    ///
    /// - Parameters:
    ///   - store: The store of accounts.
    ///   - hasher: Hashes passwords.
    ///   - digester: Creates the digests under which tokens are stored.
    ///   - clock: The source of the time for sites without their own. Guessing is slowed down by it in all sites.
    ///   - random: The source of tokens for sites without their own.
    ///   - patterns: Matches the patterns of rule sets. Without it, a rule set that has a pattern refuses every password.
    ///   - timeZones: Knows the time zones of rule sets. Without it, all times are in UTC.
    ///   - throttle: How failed sign-ins slow down further ones.
    ///   - sessionsInMemory: The greatest number of sessions to cache. 0 caches none. 8,192 take about 10 MB.
    ///   - sharesStore: Whether other processes change the store too. If true, the service caches nothing that their
    ///     changes could make outdated. It may be false if each of their changes is reported with ``forget(_:in:)`` or
    ///     ``invalidateCaches()``.
    public init(
        store: any AccountStore, hasher: any PasswordHasher, digester: any TokenDigester, clock: any WallClock, random: any RandomSource,
        patterns: any PatternMatcher = NoPatterns(), timeZones: any TimeZoneSource = UTCOnly(), throttle: ThrottleRules = .standard,
        sessionsInMemory: Int = 8192,
        sharesStore: Bool = false
    ) {
        let storage = Storage(
            store: store, sessions: SessionCache(capacity: sharesStore ? 0 : sessionsInMemory), policies: PolicyCache(keeps: !sharesStore),
            directories: DirectoryCache(isShared: sharesStore), signIns: RepeatedSignIns(keeps: !sharesStore))
        shared = Shared(storage, hasher, digester, patterns, timeZones, throttle, clock)
        sources = SiteSources(clock: clock, random: random)
    }

    /// Returns this service for one call. Everything that the call does happens at this moment, whatever the clock shows
    /// meanwhile.
    ///
    /// - Parameters:
    ///   - moment: The moment.
    ///   - sources: The sources of the call's site.
    ///   - witness: Sees what is done. Nil if nobody does.
    ///   - ahead: Keeps what ``readAhead(_:in:)`` reads for the call. If it is nil, that reads nothing.
    public func at(
        _ moment: Timestamp, by sources: SiteSources, seenBy witness: (any CallWitness)? = nil, readingAhead ahead: ReadAhead? = nil
    ) -> UserService {
        var service = self
        service.moment = moment
        service.sources = sources
        service.witness = witness
        service.ahead = ahead
        return service
    }

    /// Returns this service with other rules for slowing down guessing. Failures are counted in any case.
    public func throttled(by rules: ThrottleRules) -> UserService {
        var service = self
        service.ownThrottle = rules
        return service
    }

    /// Returns this service for somebody by whom sessions end for one reason, whatever is done.
    public func endingSessions(by cause: SessionEndCause) -> UserService {
        var service = self
        service.endCause = cause
        return service
    }

    /// Returns the events of a kind, newest first: those before `id`, or the newest ones if it is nil; at most `limit`.
    /// If `account` is not nil, returns the events of that account only.
    public func events(
        _ kind: EventKind, of account: AccountID?, in site: SiteID, before id: Int64? = nil, limit: Int
    ) throws(StoreError) -> [StoredEvent] {
        try store.events(kind, of: account, in: site, before: id, limit: limit)
    }

    /// The sites whose calls are answered as busy: see ``retire(_:)``.
    public var retiredSites: RetiredSites { shared.storage.retired }
    /// The store of accounts.
    public var store: any AccountStore { shared.storage.store }
    /// The source of the time.
    public var clock: any WallClock { sources.clock }
    /// The source of random bytes.
    public var random: any RandomSource { sources.random }
    /// How long password hashes took, to store them or to compare a password with one, each with the wait for a core. No password that was
    /// verified without a hash is among them.
    public var hashTimes: WorkTimes { shared.hasher.meter.times }
    /// How long the transactions took that changed something, each until its changes were on disk.
    public var commitTimes: WorkTimes { shared.storage.meter.times }
    /// How guessing is slowed down.
    public var throttle: ThrottleRules { ownThrottle ?? shared.throttle }

    /// The current moment, or that of the call.
    var now: Timestamp { moment ?? sources.clock.now }
    var hasher: any PasswordHasher { shared.hasher }
    var digester: any TokenDigester { shared.digester }
    var patterns: any PatternMatcher { shared.patterns }
    var timeZones: any TimeZoneSource { shared.timeZones }
    var storage: Storage { shared.storage }
    var history: SessionHistory { shared.history }
    var commits: Commits { Commits(storage: shared.storage, history: shared.history, witness: witness, cause: endCause, ahead: ahead) }
    var housekeeping: Housekeeping { shared.housekeeping }
    var verifiedPasswords: VerifiedPasswords { shared.verifiedPasswords }
    var check: PasswordCheck {
        PasswordCheck(
            commits: commits, hasher: hasher, digester: digester, throttle: throttle, guessTimes: shared.guessTimes, moment: moment,
            clock: clock)
    }

    /// Returns the hash of a password for a new account.
    public func hash(_ password: Password) throws(PasswordHashingError) -> PasswordHash {
        guard !password.isTooLong else { throw .tooLong }
        return try hasher.hash(password)
    }

    /// Drops all cached sessions and policies. Call this after the store was changed by other code than this service.
    public func invalidateCaches() {
        storage.forgetAll()
    }

    /// Drops cached data of a site that changes make invalid. Call this after other code than this service made them.
    public func forget(_ changes: [Change], in site: SiteID) {
        storage.forget(changes, in: site)
    }

    /// Deletes a site's ended sessions and expired failures, by the site's own time. The service does this by itself from
    /// time to time.
    public func sweep(_ site: SiteID) throws(StoreError) {
        let now = now
        let memory = Duration.milliseconds(-throttle.memory.wholeMilliseconds)
        let changes: [Change] = [
            .deleteEndedSessions(before: now),
            .deleteOldFailures(before: now + memory, notLockedAt: now, keeping: throttle.subjectsKept),
        ]
        _ = try commits.commit(Transaction(changes), in: site, at: now)
    }

    /// Sweeps a site if a sweep is due. If the sweep fails, it is repeated when the next one is due; the current caller is
    /// not refused.
    func sweepIfDue(_ site: SiteID) {
        guard housekeeping.isDue(in: site, at: now) else { return }
        try? sweep(site)
    }
}
