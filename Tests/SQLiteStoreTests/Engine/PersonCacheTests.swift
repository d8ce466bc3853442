import Accounts
import TestSupport
import Testing

@testable import SQLiteStore

@Suite struct PersonCacheTests {
    private let site = SiteID(rawValue: 1)
    private let schemes = SchemeTable()

    private func person(_ id: Int64, filling bytes: Int = 0) -> Person {
        Person(
            account: Account(
                id: AccountID(rawValue: id), attributes: ["x": String(repeating: "v", count: bytes)], createdAt: start), identities: [])
    }

    private func isCached(_ id: Int64, in cache: PersonCache) -> Bool {
        cache.person(AccountID(rawValue: id), in: site, schemes)?.id == AccountID(rawValue: id)
    }

    @Test func keepsNothingThatWasReadBeforeAChangeOrBesideOne() throws {
        let cache = PersonCache(bytes: 1 << 20)
        let before = cache.moment
        try cache.change(.some([], accounts: [1])) { () throws(Failure) in
            cache.keep(person(1), in: site, schemes, since: before)
            cache.keep(person(1), in: site, schemes, since: cache.moment)
            #expect(!isCached(1, in: cache))
            // The change of one account does not keep another from being cached.
            cache.keep(person(2), in: site, schemes, since: cache.moment)
            #expect(isCached(2, in: cache))
        }
        cache.keep(person(1), in: site, schemes, since: before)
        #expect(!isCached(1, in: cache))
        #expect(cache.moment != before)
        cache.keep(person(1), in: site, schemes, since: cache.moment)
        #expect(isCached(1, in: cache))
        #expect(cache.person(AccountID(rawValue: 1), in: SiteID(rawValue: 2), schemes) == nil)
    }

    @Test func forgetsBeforeTheCommitAndMayKeepAgainWhenItFails() throws {
        let cache = PersonCache(bytes: 1 << 20)
        for id in 1...3 as ClosedRange<Int64> { cache.keep(person(id), in: site, schemes, since: cache.moment) }
        #expect(throws: Failure.closed) {
            try cache.change(.some([], accounts: [1])) { () throws(Failure) in
                #expect(!isCached(1, in: cache))
                #expect(isCached(2, in: cache))
                throw .closed
            }
        }
        cache.keep(person(1), in: site, schemes, since: cache.moment)
        #expect(isCached(1, in: cache))
        let before = cache.moment
        try cache.change(.tooMany) { () throws(Failure) in
            for id in 1...3 as ClosedRange<Int64> {
                #expect(!isCached(id, in: cache))
                cache.keep(person(id), in: site, schemes, since: cache.moment)
                #expect(!isCached(id, in: cache))
            }
        }
        cache.keep(person(1), in: site, schemes, since: before)
        #expect(!isCached(1, in: cache))
        cache.keep(person(1), in: site, schemes, since: cache.moment)
        #expect(isCached(1, in: cache))
        cache.close()
        cache.keep(person(1), in: site, schemes, since: cache.moment)
        #expect(!isCached(1, in: cache))
    }

    @Test func letsOldOnesGiveWayWithinItsMemory() {
        let cache = PersonCache(bytes: 64 << 10)
        for id in 1...1000 as ClosedRange<Int64> {
            cache.keep(person(id, filling: 300), in: site, schemes, since: cache.moment)
            #expect(isCached(id, in: cache))
        }
        let kept = (1...1000 as ClosedRange<Int64>).count { isCached($0, in: cache) }
        #expect((64...(64 << 10) / 300).contains(kept), "\(kept) people")
    }

    @Test(arguments: [(1800, true), (2048, false), (70_000, false)]) func passesOverWhatIsTooLong(_ bytes: Int, _ isKept: Bool) {
        let cache = PersonCache(bytes: 64 << 10)
        cache.keep(person(1, filling: bytes), in: site, schemes, since: cache.moment)
        #expect(isCached(1, in: cache) == isKept)
    }

    @Test(arguments: [0, 100, -1]) func keepsNothingWithoutMemory(_ bytes: Int) throws {
        let cache = PersonCache(bytes: bytes)
        cache.keep(person(1), in: site, schemes, since: cache.moment)
        #expect(!isCached(1, in: cache))
        var isCommitted = false
        try cache.change(.tooMany) { () throws(Failure) in isCommitted = true }
        #expect(isCommitted)
        cache.close()
    }
}
