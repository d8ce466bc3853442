import TestSupport
import Testing

@testable import Accounts

@Suite struct HousekeepingTests {
    @Test func dropsTheCountsOfADeletedSite() throws {
        let world = try ServiceFixture()
        let other = try world.store.createSite(named: "other")
        func isDue(in site: SiteID) -> Bool { world.service.housekeeping.isDue(in: site, at: world.clock.now) }
        #expect(!isDue(in: world.site) && !isDue(in: other))
        #expect(try world.service.deleteSite(other))
        world.clock.advance(by: .seconds(601))
        #expect(isDue(in: world.site))
        #expect(!isDue(in: other), "its first addition is counted again")
    }
}
