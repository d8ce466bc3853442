import HTTP
import Luminate
import StageSupport
import Testing

@Suite("Pages of other origins")
struct CrossOriginTests {
    private let stage: Stage

    init() throws {
        stage = try Stage {
            $0.trustedOrigins = ["*.trusted.example", "localhost"].compactMap(HostPattern.init)
            $0.allowedOrigins = ["allowed.example"].compactMap(HostPattern.init)
        }
    }

    @Test(arguments: [
        "https://www.trusted.example", "http://localhost:3000", "https://WWW.TRUSTED.example:8443", "https://trusted.example",
        "capacitor://localhost",
    ])
    func aTrustedPageReadsAnswersAndGetsAToken(_ origin: String) throws {
        let reply = stage.loginURL(origin: origin)
        #expect(reply.headers("Access-Control-Allow-Origin") == [origin])
        #expect(reply.header("Access-Control-Allow-Credentials") == "true")
        #expect(reply.header("Vary") == "Origin")
        #expect(reply.element("token") != nil)
    }

    @Test func anAllowedPageReadsAnswersAndGetsNoToken() throws {
        let reply = stage.loginURL(origin: "https://allowed.example")
        #expect(reply.header("Access-Control-Allow-Origin") == "https://allowed.example")
        #expect(reply.text.contains(#"<token xsi:nil="true"/>"#))
        #expect(reply.element("JSESSIONID") != nil)
    }

    @Test(arguments: [
        "https://evil.example", "https://eviltrusted.example", "https://www.trusted.example.evil.example",
        "null",
        "https://www.trusted.example@evil.example", "nonsense", "https://a.www.allowed.example", "https://example",
    ])
    func aStrangersPageReadsNothingAndGetsNoToken(_ origin: String) throws {
        let reply = stage.loginURL(origin: origin)
        #expect(!reply.hasHeader("Access-Control-Allow-Origin"))
        #expect(!reply.hasHeader("Access-Control-Allow-Credentials"))
        #expect(reply.element("token") == nil)
    }

    @Test func aPageOfTheSameHostNeedsNoPermission() throws {
        let reply = stage.loginURL(origin: "https://secure2.example.org")
        #expect(reply.element("token") != nil)
        #expect(!reply.hasHeader("Access-Control-Allow-Origin"))
    }

    @Test func twoOriginsAreTheOriginOfAStranger() throws {
        var request = Form("getLoginUrl").post(.client, origin: "http://localhost")
        request.fields.append("Origin", "http://localhost")
        #expect(stage.send(request, to: .client).element("token") == nil)
    }

    @Test func refusalsAreReadableToo() throws {
        let reply = stage.post(.client, Form("loginTest"), origin: "http://localhost")
        #expect(reply.status == 403)
        #expect(reply.header("Access-Control-Allow-Origin") == "http://localhost")
    }

    @Test func theServerServletIsNotForPages() throws {
        let reply = stage.post(.server, Form("login"), origin: "http://localhost")
        #expect(!reply.hasHeader("Access-Control-Allow-Origin"))
        #expect(!reply.hasHeader("Vary"))
    }

    @Test func aPreflightIsAnsweredWithoutAKey() throws {
        var request = HTTPRequest(method: "OPTIONS", path: "/site/CRConsAPI")
        request.fields.append("Origin", "http://localhost")
        request.fields.append("Access-Control-Request-Method", "POST")
        let reply = stage.send(request, to: .client)
        #expect(reply.status == 200)
        #expect(reply.text.isEmpty)
        #expect(reply.header("Access-Control-Allow-Methods") == "GET, POST")
        #expect(reply.header("Access-Control-Allow-Headers") == "Content-Type")
        #expect(reply.header("Access-Control-Allow-Origin") == "http://localhost")
    }

    @Test func aStrangersPreflightPermitsNothing() throws {
        var request = HTTPRequest(method: "OPTIONS", path: "/site/CRConsAPI")
        request.fields.append("Origin", "http://evil.example")
        let reply = stage.send(request, to: .client)
        #expect(!reply.hasHeader("Access-Control-Allow-Methods"))
        #expect(!reply.hasHeader("Access-Control-Allow-Origin"))
    }

    // MARK: The script for old browsers

    private func script(_ query: String, referrer: String?, page: Luminate.Page = .pageServer) -> Reply {
        let query = "pagename=luminateExtend_server&pgwrap=n&" + query
        var request = HTTPRequest(method: "GET", path: "/organization/site/\(page.rawValue);jsessionid=1.app1", query: query)
        request.fields.append("Host", "secure2.example.org")
        if let referrer { request.fields.append("Referer", HTTPFieldValue(replacingControlsIn: referrer)) }
        return stage.reply(to: request)
    }

    @Test("A script gives a trusted page a token and its session", arguments: [Luminate.Page.pageServer, .securePageServer])
    func tokenScript(_ page: Luminate.Page) throws {
        let reply = script("action=getAuth&callback=jQuery17_1", referrer: "https://www.trusted.example:8443/a?b=c", page: page)
        #expect(reply.status == 200 && reply.header("Content-Type") == "text/javascript;charset=UTF-8")
        #expect(reply.header("X-Content-Type-Options") == "nosniff" && reply.header("Cache-Control") == "no-store")
        let text = reply.text
        let parts = text.split(separator: "\"")
        let (token, cookie) = (try #require(parts.dropFirst(5).first.map(String.init)), try #require(reply.cookie))
        #expect(
            text == #"jQuery17_1({"auth":{"token":"\#(token)","type":"auth"},"routingId":"jsessionid=00000000.app101a","#
                + #""sessionCookie":"JSESSIONID=\#(cookie)"})"#)
        let login = Form("login", ["user_name": "donor", "password": "old-secret", "JSESSIONID": cookie])
        #expect(stage.post(.client, login).status == 200)
        #expect(stage.post(.client, Form("getUser", ["auth": token, "JSESSIONID": cookie])).element("cons_id") == "1000121")
    }

    @Test(
        "A script gives other pages no token",
        arguments: [
            nil, "https://evil.example/", "https://allowed.example/", "https://www.trusted.example@evil.example/", "about:blank",
            "https://evil.example/?https://www.trusted.example/", "https://evil.example#https://www.trusted.example", "",
        ])
    func tokenScriptForStrangers(_ referrer: String?) {
        let reply = script("action=getAuth&callback=fn", referrer: referrer)
        #expect(reply.text == #"fn({"error":"Requesting domain is not included in CONVIO_API_CROSSDOMAINS_TRUSTED"})"#)
        #expect(reply.status == 200 && reply.cookie == nil)
    }

    @Test("A script calls nothing but a function by its name")
    func callbacks() {
        let trusted = "https://www.trusted.example/"
        for name in ["a.b$.c_1", "_", String(repeating: "x", count: 128)] {
            #expect(script("action=getAuth&callback=\(name)", referrer: trusted).text.hasPrefix("\(name)({\"auth\""))
        }
        for name in ["alert(1)", "a..b", ".a", "1a", "a;b", "%3Cscript%3E", "a.", "%C3%A9", String(repeating: "x", count: 129)] {
            #expect(script("action=getAuth&callback=\(name)", referrer: trusted).code == 22, "\(name)")
        }
        #expect(script("action=getAuth", referrer: trusted).code == 9)
    }

    @Test("Other pages of a site are not there, and attach the browser to a nonce's session all the same")
    func otherPages() throws {
        let trusted = "https://www.trusted.example/"
        #expect(script("action=getSession&callback=fn", referrer: trusted).status == 404)
        let nonce = try #require(stage.logIn().element("nonce"))
        var request = HTTPRequest(method: "GET", path: "/site/PageServer", query: "pagename=home&NONCE_TOKEN=\(nonce)")
        request.fields.append("Origin", "http://localhost")
        let reply = stage.reply(to: request)
        #expect(reply.status == 404 && reply.header("Access-Control-Allow-Origin") == "http://localhost")
        #expect(stage.post(.client, Form("loginTest"), cookie: reply.cookie).element("cons_id") == "1000121")
    }
}
