import Accounts
import TestSupport
import Testing

@Suite struct SearchTests {
    private func names(
        _ world: ServiceFixture, _ match: AccountSearch.Match, pageSize: Int = 200, upTo count: Int = .max
    ) throws -> [String] {
        var names: [String] = []
        try world.service.search(AccountSearch(ServiceFixture.login, match), in: world.site, pageSize: pageSize) { found in
            names += found.identities.map(\.value)
            return names.count < count
        }
        return names
    }

    @Test(arguments: [-1, 0, 1, 2, 3, 4, 5, 200]) func goesThroughAllPages(_ pageSize: Int) throws {
        let world = try ServiceFixture()
        for name in ["d", "a", "C", "b"] { try world.add(name, password: nil) }
        #expect(try names(world, .any, pageSize: pageSize) == ["a", "b", "C", "d"])
        #expect(try names(world, .equal("c"), pageSize: pageSize) == ["C"])
    }

    @Test func asksForNoMoreThanItShows() throws {
        let world = try ServiceFixture()
        for number in 10..<30 { try world.add("user\(number)", password: nil) }
        let reads = world.store.reads
        #expect(try names(world, .prefix("USER"), pageSize: 5, upTo: 7).count == 7)
        #expect(world.store.reads == reads + 2)
        #expect(try names(world, .prefix("nobody")).isEmpty)
        #expect(world.store.reads == reads + 3)
    }

    @Test func handsOnWhatTheVisitorThrows() throws {
        struct Stop: Error {}
        let world = try ServiceFixture()
        try world.add("ann", password: nil)
        #expect(throws: Stop.self) {
            try world.service.search(AccountSearch(ServiceFixture.login, .any), in: world.site) { _ in throw Stop() }
        }
    }

    @Test func letsTheVisitorChangeWhatItIsShown() throws {
        let world = try ServiceFixture()
        for name in ["a", "b", "c"] { try world.add(name, password: nil) }
        try world.service.search(AccountSearch(ServiceFixture.login, .any), in: world.site, pageSize: 1) { found in
            try world.service.delete(found.account.id, in: world.site)
        }
        #expect(try world.store.isEmpty())
    }
}
