import Emulator
import HTTP
import JSON
import TestSupport
import Testing
import XWeb

@testable import Backstage

/// Something that ends in a site after a time.
struct Expiry: CustomTestStringConvertible, Sendable {
    let name: String
    /// After how many seconds it ends.
    let seconds: Int
    /// Whether the last question is answered with yes before the end. It is answered with the opposite after it.
    let isTrueBefore: Bool
    /// What happens before, and how to ask.
    let begin: @Sendable (AdminStage) throws -> () throws -> Bool
    /// xWEB's limit of faults a day.
    let faultLimit: Int

    init(
        _ name: String, after seconds: Int, trueBefore: Bool, faultLimit: Int = -1,
        _ begin: @escaping @Sendable (AdminStage) throws -> () throws -> Bool
    ) {
        self.faultLimit = faultLimit
        self.name = name
        self.seconds = seconds
        isTrueBefore = trueBefore
        self.begin = begin
    }

    var testDescription: String { name }
}

@Suite("On a stopped clock")
struct ExpiryTests {
    /// A stage whose site `one` has users of Archer, under rules of the test's own.
    private static func stage(faultLimit: Int = -1) throws -> AdminStage {
        var xweb = XWebSettings()
        xweb.faultLimitPerDay = faultLimit
        var settings = EmulatorSettings()
        settings.set(xweb)
        let stage = try AdminStage(settings: settings)
        let fixtures = """
            {"policies": {"short": {"password": {"lifetime_days": 1}, "lockout": {"failures": 2, "minutes": 10}}},
             "accounts": [
                {"password": "First-Pass-1", "policy": "short", "archer": {"user_id": 5, "user_name": "ann"}},
                {"password": "First-Pass-1", "archer": {"user_id": 6, "user_name": "bob", "security_parameter": "Own", "privileges": ["read", "update"]}},
                {"password": "First-Pass-1", "archer": {"user_id": 7, "user_name": "eve", "security_parameter": "Hours"}},
                {"password": "xweb-secret", "xweb": {"user_name": "xweb"}}],
             "archer": {"security_parameters": [
                {"name": "Own", "static_session_timeout": {"length": 1, "unit": "hours"}, "session_timeout": {"length": 2, "unit": "hours"},
                 "automatic_account_deactivation": 30},
                {"name": "Hours", "permitted_from_time": "07:30", "permitted_to_time": "09:59"}]}}
            """
        try #require(stage.send("POST", "/api/sites", #"{"name": "one", "fixtures": \#(fixtures)}"#).status == 201)
        for site in ["default", "one"] {
            let clock = #"{"site": "\#(site)", "mode": "frozen"}"#
            try #require(stage.send("PUT", "/api/clock", clock).status == 200)
        }
        return stage
    }

    private static let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]

    private static func archerToken(_ stage: AdminStage, _ user: String, site: String? = nil) throws -> String {
        let body = "userName=\(user)&instanceName=Default&password=\(site == nil ? "Sample-Pass-1" : "First-Pass-1")"
        let path = (site.map { "/\($0)" } ?? "") + "/ws/general.asmx/CreateUserSessionFromInstance"
        let text = stage.systems.response("POST", path, form, body: body).bodyText
        return String(try #require(text.firstMatch(of: /[0-9A-F]{32}/)).output)
    }

    private static func lookUp(_ stage: AdminStage, _ token: String, site: String? = nil) -> Bool {
        let path = (site.map { "/\($0)" } ?? "") + "/ws/accesscontrol.asmx/LookupUserId"
        return stage.systems.response("POST", path, form, body: "sessionToken=\(token)&username=bob").bodyText.contains("Invalid session")
            == false
    }

    private static func xwebToken(_ stage: AdminStage, site: String? = nil) throws -> String {
        let text = stage.xweb("Authenticate", [("userName", "xweb"), ("password", "xweb-secret")], site: site).bodyText
        return String(try #require(text.firstMatch(of: /Token>([0-9a-f-]{36})</)).1)
    }

    private static func luminate(_ stage: AdminStage, _ servlet: String, _ body: String, cookie: String? = nil) -> HTTPResponse {
        let fields = form + (cookie.map { [(name: "Cookie", value: "JSESSIONID=\($0)")] } ?? [])
        return stage.systems.response("POST", "/site/\(servlet)", fields, body: "api_key=open&v=1.0&" + body)
    }

    private static let all: [Expiry] = [
        Expiry("Archer's session ends after its idle time", after: 600, trueBefore: true) { stage in
            let token = try archerToken(stage, "sample.user")
            return { lookUp(stage, token) }
        },
        Expiry("Archer's session ends after its fixed time", after: 3600, trueBefore: true) { stage in
            let token = try archerToken(stage, "bob", site: "one")
            return { lookUp(stage, token, site: "one") }
        },
        Expiry("xWEB's token ends after its timeout", after: 1200, trueBefore: true) { stage in
            let token = try xwebToken(stage)
            return { stage.xweb("GetVersion", token: token).status == 200 }
        },
        Expiry("xWEB's single-sign-on token ends", after: 1200, trueBefore: true) { stage in
            let answer = stage.xweb("WebLogin", [("userLoginPlain", "member@example.org"), ("passwordPlain", "123")]).bodyText
            let token = String(try #require(answer.firstMatch(of: /WebLoginResult>([0-9a-f-]{36})</)).1)
            return {
                let answer = stage.xweb("WebValidate", [("authenticationToken", token)]).bodyText
                return !answer.contains("00000000-0000-0000-0000-000000000000")
            }
        },
        Expiry("xWEB's lock-out of a program ends", after: 6 * 3600, trueBefore: false) { stage in
            for _ in 1...25 { stage.xweb("Authenticate", [("userName", "xweb"), ("password", "wrong")]) }
            return { stage.xweb("Authenticate", [("userName", "xweb"), ("password", "xweb-secret")]).status == 200 }
        },
        Expiry("xWEB's limit of faults is a day's", after: 16 * 3600, trueBefore: false, faultLimit: 3) { stage in
            let own = try xwebToken(stage, site: "one")
            for _ in 1...3 { stage.xweb("WEBWebUserLogin", [("LoginOrEmail", "nobody"), ("password", "x")], token: own, site: "one") }
            return {
                let fresh = try? xwebToken(stage, site: "one")
                return fresh.map { stage.xweb("GetVersion", token: $0, site: "one").status == 200 } ?? false
            }
        },
        Expiry("a lock-out for a time ends", after: 600, trueBefore: false) { stage in
            for _ in 1...2 { #expect(!stage.archerSignIn("ann", "wrong", site: "one")) }
            return { stage.archerSignIn("ann", "First-Pass-1", site: "one") }
        },
        Expiry("failures in a row are forgotten", after: 86_400, trueBefore: false) { stage in
            // The third failure locks, unless the first two are so old that they do not count.
            for _ in 1...2 { #expect(!stage.archerSignIn("bob", "wrong", site: "one")) }
            return {
                _ = stage.archerSignIn("bob", "wrong", site: "one")
                return stage.archerSignIn("bob", "First-Pass-1", site: "one")
            }
        },
        Expiry("a password expires", after: 86_400, trueBefore: true) { stage in
            { stage.archerSignIn("ann", "First-Pass-1", site: "one") }
        },
        Expiry("an account that nobody uses is disabled", after: 30 * 86_400, trueBefore: true) { stage in
            { stage.archerSignIn("bob", "First-Pass-1", site: "one") }
        },
        // The clock begins at 08:00, and the hours are from 07:30 to 09:59.
        Expiry("the hours of sign-in end", after: 7_140, trueBefore: true) { stage in
            { stage.archerSignIn("eve", "First-Pass-1", site: "one") }
        },
        Expiry("the hours of sign-in begin again", after: 84_600, trueBefore: false) { stage in
            { stage.archerSignIn("eve", "First-Pass-1", site: "one") }
        },
        Expiry("Luminate's session ends after its idle time", after: 900, trueBefore: true) { stage in
            let cookie = try logIn(stage)
            return { luminate(stage, "CRConsAPI", "method=loginTest", cookie: cookie).bodyText.contains("1000121") }
        },
        Expiry("Luminate's single-sign-on token logs nobody in any more", after: 900, trueBefore: true) { stage in
            let body = "method=getSingleSignOnToken&login_name=apiadmin&login_password=api-secret&cons_id=1000121"
            let answer = luminate(stage, "SRConsAPI", body).bodyText
            let token = String(try #require(answer.firstMatch(of: /<token>([^<]+)</)).1)
            return { luminate(stage, "CRConsAPI", "method=singleSignOn&sso_auth_token=\(PercentEncoding.encode(token))").status == 200 }
        },
    ]

    private static func logIn(_ stage: AdminStage) throws -> String {
        let fields = luminate(stage, "CRConsAPI", "method=login&user_name=donor&password=old-secret").fields
        let cookie = try #require(fields.all("Set-Cookie").first { $0.hasPrefix("JSESSIONID=") })
        return String(cookie.dropFirst("JSESSIONID=".count).prefix { $0 != ";" })
    }

    @Test("each thing ends at its moment: it is there one second before, and not one second after", arguments: all)
    func ends(expiry: Expiry) throws {
        for (offset, expected) in [(-1, expiry.isTrueBefore), (1, !expiry.isTrueBefore)] {
            let stage = try Self.stage(faultLimit: expiry.faultLimit)
            let ask = try expiry.begin(stage)
            for site in ["default", "one"] {
                let step = #"{"site": "\#(site)", "by": "\#(expiry.seconds + offset)s"}"#
                try #require(stage.send("POST", "/api/clock/advance", step).status == 200)
            }
            #expect(try ask() == expected, "\(offset) s")
        }
    }

    @Test("the time in a signature is the site's")
    func signature() throws {
        let stage = try Self.stage()
        func time() throws -> Int {
            let target = PercentEncoding.encode("http://www.example.org/done")
            let body = "method=login&user_name=donor&password=old-secret&success_redirect=\(target)"
            let address = try #require(Self.luminate(stage, "CRConsAPI", body + "&sign_redirects=true").fields.first("Location"))
            let text = try #require(address.firstMatch(of: /[?&]ts=([0-9]+)/)).1
            return try #require(Int(text))
        }
        let first = try time()
        #expect(try time() == first, "the clock is stopped")
        try #require(stage.send("POST", "/api/clock/advance", #"{"by": "1h"}"#).status == 200)
        #expect(try time() - first == 3600)
    }
}
