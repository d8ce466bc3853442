import Accounts
import Archer
import Testing

@testable import Emulator

@Suite("Routing")
struct RouterTests {
    private static let fallback = SiteID(rawValue: 1)
    private static let acme = SiteID(rawValue: 2)
    private let router = router()

    private static func router(refusesUnknownPrefixes: Bool = false) -> Router<String> {
        Router(
            sites: SiteRegistry(fallback: fallback, named: ["default": fallback, "Acme": acme]),
            refusesUnknownPrefixes: refusesUnknownPrefixes,
            emulatedSystems.flatMap { targets(of: $0) } + [(Addresses.live, "live"), (Addresses.ready, "ready")])
    }

    /// The addresses of a system, each with the name of its door.
    private static func targets(of system: some EmulatedSystem) -> [(address: Address, target: String)] {
        (system.doors + system.refusedDoors).map { ($0.address, "\(system.name) \($0.door)") }
    }

    @Test(arguments: [
        ("/xweb/secure/netForumXML.asmx", "xweb soap"),
        ("/xWeb/Secure/NETFORUMXML.ASMX", "xweb soap"),
        ("/upgrade2010/demo/xweb/secure/netForumXML.asmx", "xweb soap"),
        ("/xweb/secure/netForumXML.asmx/Authenticate", "xweb soap Authenticate"),
        ("/xweb/secure/netForumXML.asmx/", "xweb soap "),
        ("/xweb/secure/netForumXML.asmx/Authenticate/", "xweb soap Authenticate"),
        ("/xweb/JSON/WEBWebUserLogin", "xweb json WEBWebUserLogin"),
        ("/JSON/webWebUserLogin", "xweb json webWebUserLogin"),
        ("/tenant/xWeb/json/GetDateTime", "xweb json GetDateTime"),
        ("/ws/general.asmx", "archer general"),
        ("/RSAarcher/WS/General.asmx/TerminateSession", "archer general TerminateSession"),
        ("/archer/ws/accesscontrol.asmx", "archer accesscontrol"),
        ("/api/core/system/user", "archer rest system/user"),
        ("/RSAarcher/PlatformAPI/Core/System/user/7/", "archer rest System/user/7"),
        ("/archer/api/core/security/log%69n", "archer rest security/login"),
        ("/api/core/api/core/x", "archer rest api/core/x"),
        ("/archer/contentapi/Incidents", "archer contentapi Incidents"),
        ("/api/v2/internal/LookUp", "archer api/V2/internal LookUp"),
        ("/site/CRConsAPI", "luminate client"),
        ("/organization/site/crconsapi/", "luminate client"),
        ("/organization/admin/SRConsAPI", "luminate server"),
        ("/organization/site/CRConsAPI", "luminate client"),
        ("/xweb/site/CRConsAPI", "luminate client"),
        ("/org%C3%A9/site/SRConsAPI", "luminate server"),
        ("/a/b/site/SRConsAPI", "luminate server"),
        ("/site/CRConsAPI;jsessionid=A1.app101a", "luminate client"),
        ("/site/CRConsAPI;jsessionid=A1.app101a/", "luminate client"),
        ("//xweb//secure/netForumXML.asmx", "xweb soap"),
        ("/xweb/JSON/N%E4me", "xweb json N%E4me"),
        ("/xweb/%73ecure/netForumXML%2Easmx", "xweb soap"),
        ("/site/CRConsAPI/;jsessionid=A1.app101a", "luminate client"),
        ("/site/CRDonationAPI;jsessionid=A1.app101a", "luminate other CRDonationAPI"),
        ("/organization/admin/srSurveyApi/", "luminate other srSurveyApi"),
        ("/livez", "live"),
        ("/LiveZ", "live"),
        ("/readyz", "ready"),
    ])
    func leadsTo(path: String, target: String) throws {
        let route = try #require(router.route(path))
        #expect(([route.target] + (route.rest.map { [$0] } ?? [])).joined(separator: " ") == target)
        #expect(route.site == Self.fallback)
    }

    @Test(arguments: [
        "", "/", "/xweb", "/xweb/secure", "/secure/netForumXML.asmx", "/xweb/secure/netForumXML.asmx/a/b", "/JSON", "/xweb/JSON/",
        "/ws/accessroles.asmx", "/general.asmx", "/CRConsAPI", "/CRDonationAPI", "/site/xCRConsAPI", "/site/CRDonation", "/site/API",
        "/site/CRConsAPI/x",
        "/acme/livez", "/other/livez", "/livez/x", "/api/core", "/api/core/", "/api/system/user", "/core/system/user", "/contentapi",
        "/xweb/secure/netForumXML.asmx%2Fx", "/%", "/%zz/%",
    ])
    func leadsNowhere(path: String) {
        #expect(router.route(path)?.target == nil)
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

    @Test func pathsOfARemovedSiteLeadNowhereUntilItIsAddedAgain() {
        let sites = SiteRegistry(fallback: Self.fallback)
        let router = Router(sites: sites, emulatedSystems.flatMap { Self.targets(of: $0) })
        #expect(sites.add(Self.acme, named: "Acme") && !sites.add(Self.acme, named: "ACME") && !sites.add(Self.acme, named: "default"))
        #expect(router.route("/acme/ws/general.asmx")?.site == Self.acme)
        #expect(sites.remove(named: "ACME") == Self.acme && sites.remove(named: "acme") == nil && sites.remove(named: "default") == nil)
        #expect(router.route("/acme/ws/general.asmx")?.target == nil)
        #expect(router.route("/default/ws/general.asmx")?.site == Self.fallback)
        #expect(router.route("/ws/general.asmx")?.site == Self.fallback)
        #expect(sites.add(Self.acme, named: "acme"))
        #expect(router.route("/Acme/ws/general.asmx")?.site == Self.acme)
    }

    @Test(arguments: ["/t-gone12/ws/general.asmx", "/T-x/xweb/secure/netForumXML.asmx", "/t-/site/CRConsAPI"])
    func aTestsSiteThatIsNotThereIsNeverTheDefaultSite(path: String) {
        #expect(router.route(path)?.site == nil)
        #expect(router.isForMissingSite(path, host: nil))
        let alone = Router(sites: SiteRegistry(fallback: Self.fallback), emulatedSystems.flatMap { Self.targets(of: $0) })
        #expect(alone.route(path)?.site == nil)
        #expect(alone.site(ofRoot: "/t-gone12") == nil)
        #expect(alone.route("/test/ws/general.asmx")?.site == Self.fallback)
    }

    @Test(
        arguments: [
            ("acme.localhost:8080", 2), ("ACME.LOCALHOST", 2), ("acme.api.example.org", 2), ("localhost:8080", 1), ("acme.example.org", 1),
            ("other.localhost", 1), ("x.acme.localhost", 1), ("t-gone.localhost", nil),
        ] as [(String, Int64?)])
    func aHostNamesASiteIfThePathDoesNot(host: String, site: Int64?) {
        let sites = SiteRegistry(fallback: Self.fallback, named: ["acme": Self.acme])
        let router = Router(sites: sites, publicHost: "api.example.org", emulatedSystems.flatMap { Self.targets(of: $0) })
        #expect(router.route("/site/CRConsAPI", host: host)?.site.rawValue == site)
        #expect(router.route("/acme/site/CRConsAPI", host: "t-gone.localhost")?.site == Self.acme, "the path comes first")
    }

    @Test(
        arguments: [
            ("https://api.example.org", "api.example.org"), ("https://api.example.org:8443", "api.example.org"),
            ("https://api.example.org:8443/behind/a/path", "api.example.org"), ("http://[::1]:8080/", "[::1]"),
            ("api.example.org/path", nil), ("https://", nil), ("", nil),
        ] as [(String, String?)])
    func thePublicHostIsTheOneOfThePublicAddress(url: String, host: String?) {
        #expect(Router<String>.host(ofPublicURL: url) == host)
    }

    @Test func onlySoManyNamesOfRemovedSitesAreRemembered() {
        let sites = SiteRegistry(fallback: Self.fallback)
        let count = SiteRegistry.removedNamesKept + 5
        for number in 0..<count {
            #expect(sites.add(SiteID(rawValue: Int64(number) + 2), named: "s\(number)"))
            #expect(sites.remove(named: "s\(number)") != nil)
        }
        #expect((0..<count).count { sites["s\($0)"] == .removed } == SiteRegistry.removedNamesKept)
    }

    @Test(arguments: ["acme", "a", "Acme-2.test_x", String(repeating: "s", count: 64)])
    func takesASiteName(name: String) {
        #expect(SiteName.refusal(of: name) == nil)
    }

    @Test(arguments: ["", "a b", "a/b", "ä", ".hidden", "ws", "XWEB", "json", "site", "admin", "api", String(repeating: "s", count: 65)])
    func refusesASiteNameThatIsNoSegmentOrHasAMeaning(name: String) {
        #expect(SiteName.refusal(of: name) != nil)
    }

    @Test(arguments: [
        ("/", Self.fallback), ("", Self.fallback), ("/archer", Self.fallback), ("/RSAarcher/", Self.fallback),
        ("/Default.aspx", Self.fallback),
        ("/archer/default.aspx", Self.fallback), ("/acme", Self.acme), ("/ACME/archer/", Self.acme),
    ])
    func rootOfAnApplication(path: String, site: SiteID) {
        #expect(router.site(ofRoot: path) == site)
    }

    @Test(arguments: ["/ws", "/API", "/xweb", "/favicon.ico", "/archer/x", "/acme/archer/x", "/acme/ws", "/site", "/contentapi"])
    func noRoot(path: String) {
        #expect(router.site(ofRoot: path) == nil)
    }

    @Test(
        "A prefix that names no site leads nowhere if that is wanted",
        arguments: [
            ("/ws/general.asmx", Self.fallback), ("/acme/ws/general.asmx", Self.acme), ("/other/ws/general.asmx", nil),
            ("/xweb/JSON/WEBWebUserLogin", Self.fallback), ("/JSON/WEBWebUserLogin", Self.fallback), ("/other/JSON/WEBWebUserLogin", nil),
            ("/site/CRConsAPI", Self.fallback), ("/other/site/CRConsAPI;jsessionid=A1.app101a", nil), ("/ACME/site/CRConsAPI", Self.acme),
            ("/api/core/system/user/7", Self.fallback), ("/other/api/core/system/user/7", nil), ("/livez", Self.fallback),
        ] as [(String, SiteID?)])
    func refusesUnknownPrefixes(path: String, site: SiteID?) {
        let strict = Self.router(refusesUnknownPrefixes: true)
        #expect(strict.route(path)?.site == site)
        #expect(strict.isForMissingSite(path, host: nil) == (site == nil))
        #expect(router.route(path) != nil && !router.isForMissingSite(path, host: nil))
        #expect(strict.route(path, host: "acme.localhost:80")?.site == Self.acme, "the host names a site")
        #expect(!strict.isForMissingSite("/nothing/here", host: nil))
        #expect(strict.route("/ws/general.asmx", host: "other.localhost") == nil, "the host names no site")
        #expect(strict.isForMissingSite("/ws/general.asmx", host: "other.localhost:80"))
        #expect(strict.route("/ws/general.asmx", host: "localhost")?.site == Self.fallback)
        #expect(strict.route("/ws/general.asmx", host: "127.0.0.1:80")?.site == Self.fallback)
        #expect(strict.site(ofRoot: "/other/") == nil && strict.site(ofRoot: "/acme") == Self.acme)
        #expect(strict.site(ofRoot: "/") == Self.fallback && router.site(ofRoot: "/other/") == Self.fallback)
    }
}

extension ArcherSystem.Door: CustomStringConvertible {
    /// The name in the lists of these tests.
    public var description: String {
        switch self {
        case .soap(let service): service.rawValue
        case .rest: "rest"
        case .refused(let name): name
        }
    }
}
