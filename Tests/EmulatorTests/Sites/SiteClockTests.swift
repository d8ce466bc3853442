import Accounts
import Calls
import HTTP
import StageSupport
import TestSupport
import Testing

@testable import Emulator

/// Two sites of one server, each with its own time.
@Suite("The clock of a site")
struct SiteClockTests {
    private let stage: Stage
    private let emulator: Emulator
    private let clock = ManualClock(at: Timestamp(milliseconds: 1_790_000_000_000))
    private let site: SiteID

    init() throws {
        stage = try Stage.demo()
        emulator = stage.emulator()
        site = try stage.users.store.createSite(named: "acme")
        try FixtureLoader(into: stage.users).load(Fixtures(Self.fixtures, file: "acme.json")) { _, _ in }
        // The server is running by now.
        #expect(stage.sites.add(site, named: "acme"))
        stage.sites.setSources(SiteSources(clock: clock, random: SystemRandomSource()), of: site)
    }

    private static let fixtures = Array(
        """
        {"sites": {"acme": {"accounts": [
            {"password": "Sysadmin-1", "archer": {"user_id": 1, "user_name": "sysadmin", "privileges": ["read"]}}]}}}
        """.utf8)

    private func signIn(_ prefix: String) throws -> String {
        var request = Message.archerSignIn("sysadmin", "Sysadmin-1")
        request.path = prefix + request.path
        let text = emulator.response(to: request).text
        return String(try #require(text.firstRange(of: "Result>").map { text[$0.upperBound...].prefix(32) }))
    }

    private func lookUp(_ prefix: String, _ token: String) -> Int {
        var request = Message.archer(
            "accesscontrol", "LookupUserId", "<sessionToken>\(token)</sessionToken><username>sysadmin</username>")
        request.path = prefix + request.path
        return emulator.response(to: request).status
    }

    @Test("moves nothing in another")
    func sessions() throws {
        let (own, others) = (try signIn("/acme"), try signIn(""))
        #expect(lookUp("/acme", own) == 200 && lookUp("", others) == 200)
        clock.advance(by: .seconds(9 * 60))
        #expect(lookUp("/acme", own) == 200)
        clock.advance(by: .seconds(10 * 60))
        #expect(lookUp("/acme", own) == 500)
        #expect(lookUp("", others) == 200)
    }

    @Test("is what an operation tells")
    func told() throws {
        clock.set(to: Timestamp(milliseconds: 4_102_444_800_000))
        let request = Message.form("/acme/xweb/secure/netForumXML.asmx/GetDateTime", "")
        #expect(emulator.response(to: request).text.contains(">2100-01-01T00:00:00"))
        let other = Message.form("/xweb/secure/netForumXML.asmx/GetDateTime", "")
        #expect(!emulator.response(to: other).text.contains(">2100"))
    }

    @Test("says what is swept, and of its own site alone")
    func sweeping() throws {
        func failures() throws -> [Int?] {
            try [site, stage.sites.fallback].map { site in
                try stage.users.store.facts(SignInQuestion(subjects: ["s"]), in: site).failures["s"]?.count
            }
        }
        let failed = SignInFailures(count: 3, lastAt: clock.now)
        for site in [site, stage.sites.fallback] {
            _ = try stage.users.store.commit(Transaction([.setFailures(of: "s", failed)]), in: site)
        }
        clock.advance(by: .seconds(2 * 86_400))
        try stage.users.at(clock.now, by: SiteSources(clock: clock, random: SystemRandomSource())).sweep(site)
        #expect(try failures() == [nil, 3])
    }

    @Test("is the server's again once the site has none of its own")
    func removed() throws {
        stage.sites.setSources(nil, of: site)
        let token = try signIn("/acme")
        clock.advance(by: .seconds(3600))
        #expect(lookUp("/acme", token) == 200)
    }
}
