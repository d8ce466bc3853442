import Accounts
import Archer
import Luminate
import Testing

@testable import Emulator

@Suite("Routing")
struct RouterTests {
    private static let fallback = SiteID(rawValue: 1)
    private static let acme = SiteID(rawValue: 2)
    private let router = Router(sites: Sites(fallback: fallback, named: ["default": fallback, "Acme": acme]))

    @Test(arguments: [
        ("/xweb/secure/netForumXML.asmx", Route.xwebSOAP(pathInfo: nil)),
        ("/xWeb/Secure/NETFORUMXML.ASMX", .xwebSOAP(pathInfo: nil)),
        ("/upgrade2010/demo/xweb/secure/netForumXML.asmx", .xwebSOAP(pathInfo: nil)),
        ("/xweb/secure/netForumXML.asmx/Authenticate", .xwebSOAP(pathInfo: "Authenticate")),
        ("/xweb/JSON/WEBWebUserLogin", .xwebJSON(operation: "WEBWebUserLogin")),
        ("/JSON/webWebUserLogin", .xwebJSON(operation: "webWebUserLogin")),
        ("/tenant/xWeb/json/GetDateTime", .xwebJSON(operation: "GetDateTime")),
        ("/ws/general.asmx", .archer(.general, pathInfo: nil)),
        ("/RSAarcher/WS/General.asmx/TerminateSession", .archer(.general, pathInfo: "TerminateSession")),
        ("/archer/ws/accesscontrol.asmx", .archer(.accesscontrol, pathInfo: nil)),
        ("/site/CRConsAPI", .luminate(.client)),
        ("/organization/site/crconsapi/", .luminate(.client)),
        ("/organization/admin/SRConsAPI", .luminate(.server)),
        ("/site/CRConsAPI;jsessionid=A1.app101a", .luminate(.client)),
        ("/site/CRConsAPI;jsessionid=A1.app101a/", .luminate(.client)),
        ("//xweb//secure/netForumXML.asmx", .xwebSOAP(pathInfo: nil)),
        ("/xweb/JSON/N%E4me", .xwebJSON(operation: "N%E4me")),
        ("/xweb/%73ecure/netForumXML%2Easmx", .xwebSOAP(pathInfo: nil)),
        ("/site/CRConsAPI/;jsessionid=A1.app101a", .luminate(.client)),
        ("/livez", .live),
        ("/LiveZ", .live),
        ("/readyz", .ready),
    ])
    func leadsTo(path: String, route: Route) {
        #expect(router.route(path)?.route == route)
        #expect(router.route(path)?.site == Self.fallback)
    }

    @Test(arguments: [
        "", "/", "/xweb", "/xweb/secure", "/secure/netForumXML.asmx", "/xweb/secure/netForumXML.asmx/a/b", "/JSON", "/xweb/JSON/",
        "/ws/accessrole.asmx", "/general.asmx", "/CRConsAPI", "/site/CRDonationAPI", "/site/xCRConsAPI", "/site/CRConsAPI/x",
        "/acme/livez", "/livez/x", "/xweb/secure/netForumXML.asmx%2Fx", "/%", "/%zz/%",
    ])
    func leadsNowhere(path: String) {
        #expect(router.route(path) == nil)
    }

    @Test(arguments: [
        "/acme/xweb/secure/netForumXML.asmx", "/ACME/ws/general.asmx", "/acme/site/CRConsAPI", "/acme/archer/ws/general.asmx",
    ])
    func theFirstSegmentNamesAKnownSite(path: String) {
        #expect(router.route(path)?.site == Self.acme)
    }

    @Test(arguments: ["/other/acme/ws/general.asmx", "/ac/ws/general.asmx", "/default/ws/general.asmx", "/ws/general.asmx"])
    func anyOtherPrefixLeavesTheDefaultSite(path: String) {
        #expect(router.route(path)?.site == Self.fallback)
    }

    @Test(arguments: ["acme", "a", "Acme-2.test_x", String(repeating: "s", count: 64)])
    func takesASiteName(name: String) {
        #expect(Sites.refusal(ofName: name) == nil)
    }

    @Test(arguments: ["", "a b", "a/b", "ä", ".hidden", "ws", "XWEB", "json", "site", "admin", "api", String(repeating: "s", count: 65)])
    func refusesASiteNameThatIsNoSegmentOrHasAMeaning(name: String) {
        #expect(Sites.refusal(ofName: name) != nil)
    }
}
