import Emulator
import HTTP
import Operations
import Testing

@testable import Recording

@Suite("Recordings without secrets")
struct ScrubberTests {
    private static let token = "df3d1644-ba3e-4dc7-8399-ae06ee6063e5"

    private func scrubber(_ secrets: [String: String] = [:]) -> Scrubber {
        Scrubber(placeholders: Placeholders(named: secrets), bases: ["https://vendor.example"], day: "2027-01-31", hasPlaceholders: false)
    }

    private func fields(_ all: [(String, String)]) throws -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in all { fields.append(name: name, try #require(HTTPFieldValue(value))) }
        return fields
    }

    private func soap(_ operation: String, _ content: String, token: String? = nil) throws -> HTTPRequest {
        let header = token.map { "<s:Header><AuthorizationToken xmlns='urn:x'><Token>\($0)</Token></AuthorizationToken></s:Header>" } ?? ""
        let body =
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'>\(header)<s:Body><\(operation) xmlns='urn:x'>\(content)</\(operation)></s:Body></s:Envelope>"
        return HTTPRequest(
            method: "POST", path: "/xweb/secure/netForumXML.asmx",
            fields: try fields([("Content-Type", "text/xml; charset=utf-8"), ("Host", "127.0.0.1:1"), ("X-Forwarded-For", "10.1.2.3")]),
            body: Array(body.utf8))
    }

    private func xml(_ text: String, _ more: [(String, String)] = []) throws -> HTTPResponse {
        HTTPResponse(status: 200, fields: try fields([("Content-Type", "text/xml")] + more), body: Array(text.utf8))
    }

    private func pair(_ scrubber: Scrubber, _ request: HTTPRequest, _ response: HTTPResponse) throws -> (request: String, response: String)
    {
        let row = try #require(Catalogue.operation(of: request))
        let pair = try scrubber.pair(request, response, calling: row)
        return (String(decoding: pair.request, as: UTF8.self), String(decoding: pair.response, as: UTF8.self))
    }

    @Test func tokensStayAFlow() throws {
        let scrubber = scrubber()
        let answer = "<a><Token>\(Self.token)</Token></a>"
        let first = try pair(scrubber, soap("Authenticate", "<userName>xweb</userName><password>xweb-secret</password>"), xml(answer))
        #expect(first.request.contains("<password>{{secret:password}}</password>"))
        #expect(first.request.contains("<userName>xweb</userName>"))
        #expect(first.response.contains("<Token>{{token1=guid}}</Token>"))
        let second = try pair(scrubber, soap("TestConnection", "", token: Self.token), xml("<a><Token>\(Self.token)</Token></a>"))
        #expect(second.request.contains("<Token>{{token1}}</Token>"))
        #expect(second.response.contains("<Token>{{token1}}</Token>"))
    }

    @Test(arguments: ["Pa$$w0rd-long", "a<b>&\"c' und mehr", "grüße zu/haus", "back\\slash\ttab"])
    func aSecretIsWrittenInNoSpelling(secret: String) throws {
        let scrubber = scrubber()
        let spelled = secret.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        let percent = PercentEncoding.encode(secret)
        var request = try soap(
            "WEBWebUserChangePassword", "<recno>\(spelled)</recno><oldPassword>\(spelled)</oldPassword><newPassword>other-one</newPassword>"
        )
        request.query = "back=\(percent)&password=\(percent)"
        let written = try pair(
            scrubber, request, xml("<a><b>\(spelled)</b><c>other-one</c></a>", [("Location", "https://vendor.example/?x=\(percent)")]))
        for text in [written.request, written.response] {
            for spelling in [secret, spelled, percent, "other-one"] { #expect(!text.contains(spelling), "\(text)") }
        }
        #expect(written.request.contains("<oldPassword>{{secret:password}}</oldPassword>"))
        #expect(written.request.contains("<recno>{{secret:password}}</recno>"))
        #expect(written.response.contains("<b>{{secret:password}}</b><c>{{secret:new_password}}</c>"))
        #expect(written.response.contains("Location: {{base}}/?x={{secret:password}}"))
    }

    @Test func aShortSecretHidesNoOtherNumbers() throws {
        let scrubber = scrubber()
        let change = "<recno>1234</recno><oldPassword>123</oldPassword><newPassword>new-secret</newPassword>"
        let written = try pair(scrubber, soap("WEBWebUserChangePassword", change), xml("<a><b>123</b><c>1234</c></a>"))
        #expect(written.request.contains("<recno>1234</recno><oldPassword>{{secret:old_password}}</oldPassword>"))
        #expect(written.response.contains("<b>{{secret:old_password}}</b><c>1234</c>"))
        let later = try pair(scrubber, soap("WEBWebUserGet", "<recno>123</recno>"), xml("<a>123</a>"))
        #expect(later.request.contains("<recno>123</recno>"))
        #expect(later.response.contains("<a>123</a>"))
    }

    @Test func equalSecretsHaveEqualNamesAndOthersHaveOthers() throws {
        let scrubber = scrubber(["first": "given-secret"])
        func sent(_ old: String, _ new: String) throws -> String {
            try pair(
                scrubber, soap("WEBWebUserChangePassword", "<oldPassword>\(old)</oldPassword><newPassword>\(new)</newPassword>"),
                xml("<a/>")
            ).request
        }
        #expect(
            try sent("given-secret", "secret-2").contains(
                "<oldPassword>{{secret:first}}</oldPassword><newPassword>{{secret:new_password}}</newPassword>"))
        #expect(
            try sent("secret-2", "secret-3").contains(
                "<oldPassword>{{secret:new_password}}</oldPassword><newPassword>{{secret:new_password_2}}</newPassword>"))
    }

    @Test func cookiesCredentialsAndFieldsOfOtherNamesAreHidden() throws {
        let scrubber = scrubber()
        var request = try soap("TestConnection", "")
        for (name, value) in [
            ("Cookie", "ASP.NET_SessionId=cookie-of-the-client; other=second-cookie"), ("Authorization", "Basic eHdlYjp4d2ViLXNlY3JldA=="),
            ("X-Api-Key", "key-of-the-client"), ("X-Something", "value-of-no-meaning"), ("SOAPAction", "\"urn:x/TestConnection\""),
        ] { request.fields.append(name: name, try #require(HTTPFieldValue(value))) }
        let written = try pair(
            scrubber, request,
            xml(
                "<a>cookie-of-the-vendor xweb-secret value-of-no-meaning</a>",
                [
                    ("Set-Cookie", "S=cookie-of-the-vendor; Path=/; Domain=vendor.example; Expires=Thu, 01 Jan 2026 00:00:00 GMT"),
                    ("Server", "Secret/1"),
                ]))
        for secret in [
            "cookie-of", "second-cookie", "eHdlYj", "key-of", "value-of", "xweb-secret", "vendor.example", "10.1.2.3", "Secret/1",
        ] {
            #expect(!written.request.contains(secret) && !written.response.contains(secret), "\(secret)")
        }
        #expect(written.request.contains("Cookie: ASP.NET_SessionId={{secret:asp_net_session_id}}; other={{secret:other}}\n"))
        #expect(written.request.contains("Authorization: Basic {{secret:credentials}}\n"))
        #expect(written.request.contains("X-Api-Key: {{secret:x_api_key}}\n"))
        #expect(!written.request.contains("X-Something"))
        #expect(written.request.contains("SOAPAction: \"urn:x/TestConnection\"\n"))
        #expect(written.response.contains("Set-Cookie: S={{token1=any}}; Path=/; Domain={{any}}; Expires={{any}}\n"))
    }

    @Test func settingsWhoseNamesLookLikeSecretsStay() throws {
        let written = try pair(
            scrubber(), soap("WEBWebUserGet", "<recno>1</recno>"),
            xml("<a><MustChangePassword>true</MustChangePassword><PasswordAge>90</PasswordAge></a>"))
        #expect(written.response.contains("<MustChangePassword>true</MustChangePassword><PasswordAge>90</PasswordAge>"))
    }

    @Test func momentsOfTheCallAreNotCompared() throws {
        let answer =
            "<a><b>2027-01-31T10:00:00</b><c>2027-02-01T00:00:01.25+01:00</c><d>2027-01-29T10:00:00Z</d><e>2027-01-31</e><f>1801353600</f><g>1501353600</g></a>"
        let written = try pair(scrubber(), soap("WEBWebUserGet", "<recno>1</recno>"), xml(answer))
        #expect(
            written.response.contains(
                "<a><b>{{any}}</b><c>{{any}}</c><d>2027-01-29T10:00:00Z</d><e>2027-01-31</e><f>{{int}}</f><g>1501353600</g></a>"))
    }

    @Test func theFirstOccurrenceOfATokenCapturesIt() throws {
        let answer = "<a><b>\(Self.token)</b><Token>\(Self.token)</Token></a>"
        let written = try pair(scrubber(), soap("TestConnection", ""), xml(answer))
        #expect(written.response.contains("<b>{{token1=guid}}</b><Token>{{token1}}</Token>"))
    }

    @Test(arguments: [
        ("text/xml", "<a><password>secret-1</a>"), ("application/json", "{\"password\": \"secret-1\""),
        ("multipart/form-data; boundary=x", "--x\r\n\r\nsecret-1"),
        ("text/plain", "password=secret-1"), ("application/octet-stream", "\u{1}\u{2}"), ("text/xml", "\u{FEFF}<a>secret-1</a>"),
        ("text/html", "<p>secret-1</p>"),
    ])
    func whatCannotBeReadIsNotWritten(type: String, body: String) throws {
        var request = try soap("TestConnection", "")
        request.query = "op=TestConnection"
        request.path += "/TestConnection"
        request.fields.set("Content-Type", try #require(HTTPFieldValue(type)))
        request.body = Array(body.utf8)
        let row = try #require(Catalogue.operation(of: request))
        let answer = try xml("<a/>")
        #expect(throws: Unrecordable.self) { try scrubber().pair(request, answer, calling: row) }
    }

    @Test func jsonUnderTheTypeOfAFormIsReadAsJSON() throws {
        let body = #"{"InstanceName":"x","Username":"u","Password":"hunter2-pass","UserDomain":"a=b"}"#
        let request = HTTPRequest(
            method: "POST", path: "/api/core/security/login",
            fields: try fields([("Content-Type", "application/x-www-form-urlencoded"), ("Host", "x")]), body: Array(body.utf8))
        let pair = try pair(scrubber(), request, HTTPResponse(status: 200, contentType: "application/json", body: Array("{}".utf8)))
        #expect(pair.request.contains(#""Password":"{{secret:password}}","UserDomain":"a=b""#))
        let number = HTTPRequest(
            method: "POST", path: "/api/core/security/login", fields: try fields([("Content-Type", "application/json"), ("Host", "x")]),
            body: Array(#"{"Username":"u","Password":-55667788}"#.utf8))
        #expect(!(try self.pair(scrubber(), number, HTTPResponse(status: 200)).request.contains("55667788")))
    }

    @Test(arguments: [
        "<oldPassword>a</oldPassword><newPassword value='seen-nowhere-1'>b</newPassword>",
        "<recno><![CDATA[<r><cst_web_password>seen-nowhere-1</cst_web_password></r>]]></recno>",
        "<recno>&lt;r>&lt;cst_web_password>seen-nowhere-1&lt;/cst_web_password>&lt;/r></recno>",
    ])
    func aSecretInAnUnusualPlaceIsNotWritten(content: String) throws {
        let pair = try pair(scrubber(), soap("WEBWebUserChangePassword", content), xml("<a/>"))
        #expect(!pair.request.contains("seen-nowhere") && pair.request.contains("{{secret:"))
    }

    @Test func bracesOfAMessageAreNotTakenForPlaceholders() throws {
        let request = try soap("WEBWebUserGet", "<recno>{{secret:x}}</recno>"), answer = try xml("<a/>")
        let row = try #require(Catalogue.operation(of: request))
        #expect(throws: Unrecordable.braces) { try scrubber().pair(request, answer, calling: row) }
    }

    @Test(arguments: [
        ("POST", "/xweb/JSON/WEBWebUserChangePassword", "", "xweb.WEBWebUserChangePassword"),
        ("GET", "/acme/ws/general.asmx/CreateUserSessionFromInstance", "", "archer.CreateUserSessionFromInstance"),
        ("GET", "/api/core/system/user/12", "", "archer.GET system/user/{id}"),
        ("POST", "/organization/site/SRConsAPI;jsessionid=1", "method=login", "luminate.login"),
        ("POST", "/somewhere", "", ""), ("GET", "/xweb/secure/netForumXML.asmx", "", ""),
    ])
    func operationsAreRecognised(method: String, path: String, form: String, name: String) throws {
        let request = HTTPRequest(
            method: method, path: path, fields: try fields(form.isEmpty ? [] : [("Content-Type", "application/x-www-form-urlencoded")]),
            body: Array(form.utf8))
        let row = Catalogue.operation(of: request)
        #expect((row.map { "\($0.service?.system.key ?? "").\($0.name)" } ?? "") == name)
    }
}
