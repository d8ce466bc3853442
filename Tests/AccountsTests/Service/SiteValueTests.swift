import Accounts
import TestSupport
import Testing

@Suite struct SiteValueTests {
    @Test func areKeptUntilTheyAreTakenAway() throws {
        let world = try ServiceFixture()
        try world.service.setValue("1", named: "xweb.a", in: world.site)
        try world.service.setValue("2", named: "xweb.b", in: world.site)
        try world.service.setValue("3", named: "other.a", in: world.site)
        #expect(try world.service.value(named: "xweb.a", in: world.site) == "1")
        #expect(try world.service.value(named: "xweb.", in: world.site) == nil)
        #expect(try world.service.values(namedFrom: "xweb.", in: world.site).map(\.value) == ["1", "2"])
        try world.service.setValue(nil, named: "xweb.a", in: world.site)
        #expect(try world.service.value(named: "xweb.a", in: world.site) == nil)
        #expect(try world.service.values(namedFrom: "xweb.", in: world.site).map(\.name) == ["xweb.b"])
    }
}
