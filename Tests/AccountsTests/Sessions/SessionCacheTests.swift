import Dispatch
import Synchronization
import TestSupport
import Testing

@testable import Accounts

@Suite struct SessionCacheTests {
    private let site = SiteID(rawValue: 1)
    private let now = ServiceFixture.start

    private func live(_ number: UInt64, account: Int64? = nil) -> LiveSession {
        let person = account.map { Person(account: Account(id: AccountID(rawValue: $0), createdAt: now), identities: []) }
        let digest = TokenDigest(words: (number, number &* 0x9E37_79B9_7F4A_7C15, 0, 0))
        return LiveSession(session: Session(digest: digest, kind: "k", account: person?.id, createdAt: now), person: person)
    }

    private func key(_ live: LiveSession) -> SessionCache.Key { SessionCache.Key(site: site, digest: live.session.digest) }

    private func isKept(_ live: LiveSession, in cache: SessionCache) -> Bool {
        guard case .live = cache.use(key(live), at: now) else { return false }
        return true
    }

    @Test func keepsWhatWasReadSinceTheEpoch() {
        let cache = SessionCache(capacity: 100)
        cache.keep(live(1), under: key(live(1)), savedUse: now, readSince: cache.epoch)
        #expect(isKept(live(1), in: cache))
        #expect(!isKept(live(2), in: cache))
    }

    /// The order that a cache without an epoch gets wrong: read the store, another changes it and says so, keep what was read.
    @Test(arguments: [true, false]) func doesNotKeepWhatWasReadBeforeAChange(_ ofAccount: Bool) {
        let cache = SessionCache(capacity: 100)
        let read = live(1, account: 7)
        let epoch = cache.epoch
        if ofAccount {
            cache.accountChanged(AccountID(rawValue: 7), in: site)
        } else {
            cache.sessionChanged(read.session.digest, in: site)
        }
        cache.keep(read, under: key(read), savedUse: now, readSince: epoch)
        #expect(!isKept(read, in: cache))
        cache.keep(read, under: key(read), savedUse: now, readSince: cache.epoch)
        #expect(isKept(read, in: cache))
    }

    @Test func dropsWhatAChangeTouchesAndNothingElse() {
        let cache = SessionCache(capacity: 1000)
        let (one, two, other) = (live(1, account: 7), live(2, account: 7), live(3, account: 8))
        for session in [one, two, other] { cache.keep(session, under: key(session), savedUse: now, readSince: cache.epoch) }
        cache.sessionChanged(one.session.digest, in: site)
        #expect([one, two, other].map { isKept($0, in: cache) } == [false, true, true])
        cache.accountChanged(AccountID(rawValue: 7), in: site)
        #expect([one, two, other].map { isKept($0, in: cache) } == [false, false, true])
        cache.everythingChanged()
        #expect(!isKept(other, in: cache))
    }

    @Test func keepsNoMoreThanItsCapacityAndWhatIsUsedLongest() {
        let cache = SessionCache(capacity: 320)
        let used = live(0)
        cache.keep(used, under: key(used), savedUse: now, readSince: cache.epoch)
        for number in 1...5000 as ClosedRange<UInt64> {
            cache.keep(live(number), under: key(live(number)), savedUse: now, readSince: cache.epoch)
            #expect(isKept(used, in: cache))
        }
        #expect((0...5000 as ClosedRange<UInt64>).filter { isKept(live($0), in: cache) }.count <= 320)
    }

    @Test func keepsNothingWithoutCapacity() {
        let cache = SessionCache(capacity: 0)
        cache.keep(live(1), under: key(live(1)), savedUse: now, readSince: cache.epoch)
        #expect(!isKept(live(1), in: cache))
    }

    @Test func neverShowsASessionOnceItsEndWasAcknowledged() throws {
        let world = try ServiceFixture()
        let id = try world.add("ann", password: "x")
        for round in 0..<200 {
            let token = try world.open(id)
            let isOver = Mutex(false)
            let seenAfter = Mutex(0)
            let group = DispatchGroup()
            for _ in 0..<3 {
                DispatchQueue.global().async(group: group) {
                    for _ in 0..<50 {
                        let wasOver = isOver.withLock { $0 }
                        if wasOver, (try? world.session(token)) != nil { seenAfter.withLock { $0 += 1 } }
                        if !wasOver { _ = try? world.session(token) }
                    }
                }
            }
            DispatchQueue.global().async(group: group) {
                if round.isMultiple(of: 2) {
                    _ = try? world.service.endSession(token: token, kind: "kind", in: world.site)
                } else {
                    let reset = PasswordChange(of: .account(id), current: nil, new: Password("y"))
                    _ = try? world.service.changePassword(reset, in: world.site)
                }
                isOver.withLock { $0 = true }
            }
            group.wait()
            #expect(seenAfter.withLock { $0 } == 0)
            #expect(try world.session(token) == nil)
        }
    }
}
