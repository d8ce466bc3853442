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
}
