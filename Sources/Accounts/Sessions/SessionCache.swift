import Synchronization

/// A cache of live sessions, so that a call with a token costs a digest and a look-up and no query to the store.
///
/// The cache never returns outdated data. Every session and every account has a *generation*, a number that increases
/// after each change. An entry stores both numbers and is invalid once one of them has changed. Sessions and accounts
/// share a fixed number of generations. If two fall on the same one, they invalidate each other's entries
/// unnecessarily, which does no other harm. A reader may read the store just before a change and cache the result just
/// after it. To detect that, every change first increases the *epoch*, and the result is not cached if the epoch has
/// changed.
final class SessionCache: Sendable {
    struct Key: Hashable, Sendable {
        let site: SiteID
        let digest: TokenDigest
    }

    /// The result of a look-up in the cache.
    enum Finding {
        /// A valid session. If `save` is set, this time of use should be written to the store now.
        case live(LiveSession, save: Timestamp?)
        /// A session that has expired, with its last use.
        case ended(Session)
        /// No valid entry. The store must be read, but it may know an earlier last use than the cache did.
        case nothing(lastUse: Use?)
    }

    /// A time of use, and when the session that was used was opened.
    struct Use: Sendable {
        let openedAt: Timestamp
        let at: Timestamp
    }

    private struct Entry: Sendable {
        let record: LiveSession.Record
        var lastUsedAt: Timestamp
        /// The time of use that the store has.
        var savedUse: Timestamp
        let sessionGeneration: UInt64
        let accountGeneration: UInt64
    }

    /// The entries in two halves. When the young half is full, it becomes the old half, and the entries of the former
    /// old half that nobody used meanwhile are dropped.
    private struct Halves: Sendable {
        var young: [Key: Entry] = [:]
        var old: [Key: Entry] = [:]
    }

    /// A part of the cache with its own lock.
    private final class Shard: Sendable {
        let halves = Mutex(Halves())
    }

    /// A number that only increases.
    private final class Counter: Sendable {
        private let value = Atomic<UInt64>(0)
        var now: UInt64 { value.load(ordering: .sequentiallyConsistent) }
        func moveOn() { value.wrappingAdd(1, ordering: .sequentiallyConsistent) }
    }

    /// The number of generations is a power of two, so that a mask selects one. With 1,024 generations, a change
    /// invalidates one other entry in a thousand.
    private static let generationMask: UInt64 = 1023
    private static let shardMask: UInt64 = 15

    private let shards: [Shard]
    private let generations: [Counter]
    private let epochCounter = Counter()
    private let halfCapacity: Int

    /// Creates a cache for this many entries. 0 caches nothing.
    init(capacity: Int) {
        shards = (0...Self.shardMask).map { _ in Shard() }
        generations = (0...Self.generationMask).map { _ in Counter() }
        halfCapacity = capacity <= 0 ? 0 : max(1, capacity / (2 * shards.count))
    }

    /// Looks up a session and records its use.
    func use(_ key: Key, at now: Timestamp) -> Finding {
        let session = generation(of: key).now
        return shard(of: key).halves.withLock { halves in
            guard let index = youngIndex(of: key, in: &halves) else { return .nothing(lastUse: nil) }
            let entry = halves.young.values[index]
            guard entry.sessionGeneration == session, entry.accountGeneration == generation(ofAccountOf: entry.record, at: key.site) else {
                halves.young.remove(at: index)
                return .nothing(lastUse: Use(openedAt: entry.record.session.createdAt, at: entry.lastUsedAt))
            }
            guard entry.record.session.isLive(at: now, lastUsedAt: entry.lastUsedAt) else {
                return .ended(LiveSession(entry.record, lastUsedAt: entry.lastUsedAt).session)
            }
            var save: Timestamp?
            var lastUsedAt = entry.lastUsedAt
            if let idleTimeout = entry.record.session.idleTimeout, now > lastUsedAt {
                lastUsedAt = now
                halves.young.values[index].lastUsedAt = now
                if Self.isWorthSaving(now, after: entry.savedUse, idle: idleTimeout) {
                    halves.young.values[index].savedUse = now
                    save = now
                }
            }
            return .live(LiveSession(entry.record, lastUsedAt: lastUsedAt), save: save)
        }
    }

    /// Returns the times of use of a site's sessions that the store does not have yet, and notes that it has them.
    func unsavedUses(in site: SiteID) -> [(digest: TokenDigest, at: Timestamp)] {
        var uses: [(digest: TokenDigest, at: Timestamp)] = []
        for shard in shards {
            shard.halves.withLock { halves in
                for half in [\Halves.young, \Halves.old] {
                    for index in halves[keyPath: half].indices where halves[keyPath: half].keys[index].site == site {
                        let entry = halves[keyPath: half].values[index]
                        guard entry.lastUsedAt > entry.savedUse else { continue }
                        uses.append((halves[keyPath: half].keys[index].digest, entry.lastUsedAt))
                        halves[keyPath: half].values[index].savedUse = entry.lastUsedAt
                    }
                }
            }
        }
        return uses
    }

    /// Whether it caches nothing.
    var isOff: Bool { halfCapacity == 0 }

    /// Returns whether a time of use should be written to the store, which has an earlier one: a tenth of the idle timeout
    /// has passed.
    static func isWorthSaving(_ now: Timestamp, after saved: Timestamp, idle: Duration) -> Bool {
        now.millisecondsSince(saved) >= max(1, idle.wholeMilliseconds / 10)
    }

    /// The epoch. Read it before you read the store.
    var epoch: UInt64 { epochCounter.now }

    /// Caches the result of a read from the store, unless anything has changed since the epoch was read.
    func keep(_ live: LiveSession, under key: Key, savedUse: Timestamp, readSince epoch: UInt64) {
        guard halfCapacity > 0 else { return }
        let entry = Entry(
            record: live.record, lastUsedAt: live.lastUsedAt, savedUse: savedUse,
            sessionGeneration: generation(of: key).now,
            accountGeneration: generation(ofAccountOf: live.record, at: key.site))
        guard self.epoch == epoch else { return }
        shard(of: key).halves.withLock { insert(entry, under: key, in: &$0) }
    }

    /// Invalidates a session. Call this when the store has changed it, before the call that changed it returns.
    func sessionChanged(_ digest: TokenDigest, in site: SiteID) {
        moveOn(generation(of: Key(site: site, digest: digest)))
    }

    /// Invalidates an account and all its sessions. Call it like ``sessionChanged(_:in:)``.
    func accountChanged(_ id: AccountID, in site: SiteID) {
        moveOn(generation(of: id, in: site))
    }

    /// Invalidates everything.
    func everythingChanged() {
        for generation in generations { moveOn(generation) }
        for shard in shards { shard.halves.withLock { $0 = Halves() } }
    }

    /// Increases the epoch first, so that a reader that sees the new generation also sees the new epoch and caches
    /// nothing older.
    private func moveOn(_ generation: Counter) {
        epochCounter.moveOn()
        generation.moveOn()
    }

    private func shard(of key: Key) -> Shard { shards[Int(key.digest.spread & Self.shardMask)] }

    private func generation(of key: Key) -> Counter {
        // The low bits have already selected the shard.
        generations[Int(key.digest.spread >> 8 & Self.generationMask)]
    }

    private func generation(of id: AccountID, in site: SiteID) -> Counter {
        // Keys are consecutive, so their low bits spread well. Multiplying by an odd number keeps sites apart.
        let spread = UInt64(bitPattern: id.rawValue) &+ UInt64(bitPattern: site.rawValue) &* 0x9E37_79B9_7F4A_7C15
        return generations[Int(spread & Self.generationMask)]
    }

    private func generation(ofAccountOf record: LiveSession.Record, at site: SiteID) -> UInt64 {
        record.session.account.map { generation(of: $0, in: site).now } ?? 0
    }

    private func youngIndex(of key: Key, in halves: inout Halves) -> Dictionary<Key, Entry>.Index? {
        if let index = halves.young.index(forKey: key) { return index }
        guard let entry = halves.old.removeValue(forKey: key) else { return nil }
        insert(entry, under: key, in: &halves)
        return halves.young.index(forKey: key)
    }

    private func insert(_ entry: Entry, under key: Key, in halves: inout Halves) {
        if halves.young.count >= halfCapacity {
            halves.old = halves.young
            halves.young = [:]
        }
        halves.young[key] = entry
    }
}
