import Synchronization

/// Live sessions in memory, so that a call with a token costs a digest and a look-up and no question to the store.
///
/// Nothing stale is ever given out. Every session and every account has a *generation*, a number that goes up after each change to it; an
/// entry remembers both numbers and counts for nothing once one has moved on. Sessions and accounts share a fixed number of generations:
/// two that fall on the same one spoil each other's entries, never their truth. A reader may find something in the store just before a
/// change and want to keep it just after: the *epoch*, which every change moves on first, tells, and the finding is not kept.
final class SessionCache: Sendable {
    struct Key: Hashable, Sendable {
        let site: SiteID
        let digest: TokenDigest
    }

    /// What asking the cache gives.
    enum Finding {
        /// A session that stands; `save` is the moment of use that should reach the store now.
        case live(LiveSession, save: Timestamp?)
        /// A session whose time is over.
        case ended
        /// Nothing that counts. The store must be asked, which may know less of the last use than was known here.
        case nothing(lastUse: Use?)
    }

    /// A moment of use of the session that was opened at another moment.
    struct Use: Sendable {
        let openedAt: Timestamp
        let at: Timestamp
    }

    private struct Entry: Sendable {
        let record: LiveSession.Record
        var lastUsedAt: Timestamp
        /// The moment of use that the store knows.
        var savedUse: Timestamp
        let sessionGeneration: UInt64
        let accountGeneration: UInt64
    }

    /// Entries live in two halves: when the young half is full it becomes the old one, and what nobody asked for in the meantime is dropped
    /// with the former old one.
    private struct Halves: Sendable {
        var young: [Key: Entry] = [:]
        var old: [Key: Entry] = [:]
    }

    /// A part of the cache with a lock of its own.
    private final class Shard: Sendable {
        let halves = Mutex(Halves())
    }

    /// A number that only goes up.
    private final class Counter: Sendable {
        private let value = Atomic<UInt64>(0)
        var now: UInt64 { value.load(ordering: .sequentiallyConsistent) }
        func moveOn() { value.wrappingAdd(1, ordering: .sequentiallyConsistent) }
    }

    /// Powers of two, so that a mask picks one. With 1,024 generations a change spoils one entry in a thousand besides its own.
    private static let generationMask: UInt64 = 1023
    private static let shardMask: UInt64 = 15

    private let shards: [Shard]
    private let generations: [Counter]
    private let epochCounter = Counter()
    private let halfCapacity: Int

    /// A cache of so many entries; 0 keeps none.
    init(capacity: Int) {
        shards = (0...Self.shardMask).map { _ in Shard() }
        generations = (0...Self.generationMask).map { _ in Counter() }
        halfCapacity = capacity <= 0 ? 0 : max(1, capacity / (2 * shards.count))
    }

    /// Finds a session and notes that it was used.
    func use(_ key: Key, at now: Timestamp) -> Finding {
        let session = generation(of: key).now
        return shard(of: key).halves.withLock { halves in
            guard let index = youngIndex(of: key, in: &halves) else { return .nothing(lastUse: nil) }
            let entry = halves.young.values[index]
            guard entry.sessionGeneration == session, entry.accountGeneration == generation(ofAccountOf: entry.record, at: key.site) else {
                halves.young.remove(at: index)
                return .nothing(lastUse: Use(openedAt: entry.record.session.createdAt, at: entry.lastUsedAt))
            }
            guard entry.record.session.isLive(at: now, lastUsedAt: entry.lastUsedAt) else { return .ended }
            var save: Timestamp?
            var lastUsedAt = entry.lastUsedAt
            if let idleTimeout = entry.record.session.idleTimeout, now > lastUsedAt {
                lastUsedAt = now
                halves.young.values[index].lastUsedAt = now
                if now.millisecondsSince(entry.savedUse) >= max(1, idleTimeout.wholeMilliseconds / 10) {
                    halves.young.values[index].savedUse = now
                    save = now
                }
            }
            return .live(LiveSession(entry.record, lastUsedAt: lastUsedAt), save: save)
        }
    }

    /// The epoch. To be read before the store is.
    var epoch: UInt64 { epochCounter.now }

    /// Keeps what a store said after the epoch was read, unless anything has changed since.
    func keep(_ live: LiveSession, under key: Key, savedUse: Timestamp, readSince epoch: UInt64) {
        guard halfCapacity > 0 else { return }
        let entry = Entry(
            record: live.record, lastUsedAt: live.lastUsedAt, savedUse: savedUse,
            sessionGeneration: generation(of: key).now,
            accountGeneration: generation(ofAccountOf: live.record, at: key.site))
        guard self.epoch == epoch else { return }
        shard(of: key).halves.withLock { insert(entry, under: key, in: &$0) }
    }

    /// What is kept of a session counts no more. To be called after the store has changed it and before anybody is told.
    func sessionChanged(_ digest: TokenDigest, in site: SiteID) {
        moveOn(generation(of: Key(site: site, digest: digest)))
    }

    /// What is kept of an account, and all its sessions, count no more. To be called like ``sessionChanged(_:in:)``.
    func accountChanged(_ id: AccountID, in site: SiteID) {
        moveOn(generation(of: id, in: site))
    }

    /// Nothing that is kept counts any more.
    func everythingChanged() {
        for generation in generations { moveOn(generation) }
        for shard in shards { shard.halves.withLock { $0 = Halves() } }
    }

    /// The epoch goes first: whoever reads the new generation finds the epoch moved on too, and keeps nothing older.
    private func moveOn(_ generation: Counter) {
        epochCounter.moveOn()
        generation.moveOn()
    }

    private func shard(of key: Key) -> Shard { shards[Int(key.digest.spread & Self.shardMask)] }

    private func generation(of key: Key) -> Counter {
        // The shard took the low bits.
        generations[Int(key.digest.spread >> 8 & Self.generationMask)]
    }

    private func generation(of id: AccountID, in site: SiteID) -> Counter {
        // Keys count up, so their low bits spread them; multiplying by an odd number keeps sites apart.
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
