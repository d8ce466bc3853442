import Accounts
import TestSupport
import Testing

@Suite("A tally")
struct TallyTests {
    private let world: ServiceFixture

    init() throws {
        world = try ServiceFixture()
    }

    private func hourly(_ address: String = "home", limit: Int = 2) -> Tally {
        world.service.tally("test", of: address, within: .seconds(3600), limit: limit)
    }

    private func take(_ tally: Tally) throws -> Bool { try world.service.take(from: tally, in: world.site) }

    @Test("counts up to its limit, for each address and name, until its window ends")
    func window() throws {
        #expect(try take(hourly()))
        world.clock.advance(by: .seconds(1800))
        #expect(try take(hourly()))
        #expect(try !take(hourly()))
        #expect(try take(hourly("away")))
        let other = world.service.tally("other", of: "home", within: .seconds(3600), limit: 1)
        #expect(try take(other))
        world.clock.advance(by: .seconds(1799))
        #expect(try !take(hourly()), "the window began with the first")
        world.clock.advance(by: .seconds(1))
        #expect(try take(hourly()) && take(hourly()) && !take(hourly()))
        world.clock.advance(by: .seconds(-86_400))
        #expect(try take(hourly()), "a window that begins later is none")
    }

    @Test("of a day begins anew at midnight in UTC, and is the account's and the address's own")
    func day() throws {
        let (one, other) = (try world.add("ann", password: nil), try world.add("bob", password: nil))
        func daily(_ id: AccountID, _ address: String = "home") -> Tally {
            world.service.dailyTally("test", of: id, from: address, limit: 1)
        }
        #expect(try take(daily(one)) && !take(daily(one)) && take(daily(other)) && take(daily(one, "away")))
        #expect(try world.service.count(of: daily(one), in: world.site) == 1)
        // The fixture begins at 22:13:20.
        world.clock.advance(by: .seconds((1 * 60 + 46) * 60 + 39))
        #expect(try !take(daily(one)))
        world.clock.advance(by: .seconds(1))
        #expect(try world.service.count(of: daily(one), in: world.site) == 0)
        #expect(try take(daily(one)))
    }

    @Test("counts a session and opens it in one write, or does neither")
    func sessions() throws {
        let opening = SessionOpening(kind: "kind", account: nil, format: .guid, lifetime: nil, idleTimeout: nil)
        let before = world.store.writes
        let opened = try #require(try world.service.openSessions([opening], counting: hourly(limit: 1), in: world.site))
        #expect(world.store.writes == before + 1)
        #expect(try world.session(opened[0].token) != nil)
        #expect(try world.service.openSessions([opening], counting: hourly(limit: 1), in: world.site) == nil)
        #expect(try world.service.store.sessions(of: nil, in: world.site, after: nil, limit: 9).count == 1)
    }

    @Test("counts each of many at once")
    func many() throws {
        let (service, site, tally) = (world.service, world.site, hourly(limit: 20))
        let taken = try AccountStoreContract.countTrue(of: 30) { _ in try service.take(from: tally, in: site) }
        #expect(taken == 20)
    }

    @Test("outlives a sweep until its window ends")
    func sweep() throws {
        #expect(try take(world.service.tally("test", of: "home", within: .seconds(3 * 86_400), limit: 1)))
        world.clock.advance(by: .seconds(2 * 86_400))
        try world.service.sweep(world.site)
        #expect(world.store.failureCount == 1)
        world.clock.advance(by: .seconds(86_400))
        try world.service.sweep(world.site)
        #expect(world.store.failureCount == 0)
    }
}
