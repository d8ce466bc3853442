import Console
import Foundation
import HTTP
import JSON
import TestSupport
import Testing

@testable import Backstage

/// Sends secrets to right and wrong places, and looks for them in all that the admin API shows.
@Suite("No secret leaves by the journal")
struct SecretHuntTests {
    private static let form = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
    private static let xml = [(name: "Content-Type", value: "text/xml; charset=utf-8")]
    private static let xweb = "/xweb/secure/netForumXML.asmx"

    /// The passwords of the demo world that are long enough not to stand in other words.
    private static let passwords = [
        "xweb-secret", "Pa$$w0rd", "Lock-Pass-1", "Harbor-Pass-1", "Harper-Pass-1", "Inger-Pass-1", "Urban-Pass-1", "Start-Pass-1",
        "Sysadmin-1",
        "Sample-Pass-1", "Analyst-Pass-1", "Helpdesk-Pass-1", "api-secret", "admin-secret", "old-secret", "demo-secret",
    ]

    /// A secret as text, and in the spellings of XML, of addresses, of JSON and of Base64.
    private static func spellings(_ secret: String) -> [String] {
        let percent = secret.utf8.map { "%" + String($0, radix: 16, uppercase: true) }.joined()
        let json = secret.utf8.map { "\\u00" + String($0, radix: 16) }.joined()
        let xml = secret.utf8.map { "&#\($0);" }.joined()
        return [secret, PercentEncoding.encode(secret), percent, json, xml, Data(secret.utf8).base64EncodedString()]
    }

    private static func send(_ secret: String, to stage: AdminStage) {
        let (systems, percent) = (stage.systems, PercentEncoding.encode(secret))
        // Right places.
        stage.changePassword(from: secret, to: "New-" + secret)
        _ = stage.archerSignIn("sysadmin", percent)
        _ = systems.response(
            "POST", "/site/CRConsAPI", form, body: "method=login&api_key=open&v=1.0&user_name=donor&password=\(percent)")
        _ = systems.response(
            "POST", "/xweb/JSON/Authenticate", [(name: "Content-Type", value: "application/json")],
            body: #"{"Authenticate": {"userName": "xweb", "password": "\#(secret)"}}"#)
        _ = systems.response(
            "POST", "/api/core/security/login", [(name: "Content-Type", value: "application/json")],
            body: #"{"InstanceName": "Default", "Username": "sysadmin", "UserDomain": "", "Password": "\#(secret)"}"#)
        // The name's field.
        _ = stage.archerSignIn(percent, "x")
        let references = secret.utf8.map { "&#\($0);" }.joined(), hexadecimal = secret.utf8.map { "&#x\(String($0, radix: 16));" }.joined()
        for name in [secret, references, hexadecimal] { stage.xweb("WEBWebUserLogin", [("LoginOrEmail", name), ("password", name)]) }
        // A name in a call without a session that is live.
        stage.xweb("WEBWebUserLogin", [("LoginOrEmail", secret), ("password", "x")], token: "00000000-0000-0000-0000-000000000000")
        _ = systems.response("POST", "/site/CRConsAPI", form, body: "method=login&api_key=open&v=1.0&user_name=\(percent)&password=x")
        // A header, an address, and an operation that nobody knows.
        _ = systems.response("GET", "/xweb/JSON/WEBWebUserGet?key=1&password=\(percent)", [(name: "X-Password", value: secret)])
        _ = systems.response("POST", "/ws/general.asmx", xml + [(name: "Authorization", value: "Basic \(secret)")], body: "<a/>")
        _ = systems.response(
            "POST", xweb, xml,
            body:
                "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><Unheard><x>\(secret)</x></Unheard></e:Body></e:Envelope>"
        )
        _ = systems.response("POST", "/ws/general.asmx/Unheard", form, body: "user=\(percent)")
        _ = systems.response("GET", "/site/CRConsAPI?method=unheard&x=\(percent)")
        sendUndeclared(secret, to: stage)
        sendAsNames(secret, to: stage)
        // Messages that are no XML, no JSON and no form.
        for body in ["<a><b>\(secret)</c>", secret, "<a x='\(secret)", "{\"a\": \"\(secret)", "<!-- \(secret)", "<![CDATA[\(secret)"] {
            _ = systems.response("POST", xweb, xml, body: body)
            _ = systems.response("POST", "/xweb/JSON/Authenticate", [(name: "Content-Type", value: "application/json")], body: body)
            _ = systems.response("POST", "/api/core/security/login", [(name: "Content-Type", value: "application/json")], body: body)
        }
    }

    /// Sends a secret, in each spelling, where calls that are done have no parameter.
    private static func sendUndeclared(_ secret: String, to stage: AdminStage) {
        let systems = stage.systems, json = [(name: "Content-Type", value: "application/json")]
        let escaped = [secret, PercentEncoding.encode(secret), Data(secret.utf8).base64EncodedString()]
        for text in escaped + [secret.utf8.map { "&#\($0);" }.joined()] {
            for name in ["foo", "x:foo xmlns:x='urn:x'", "n:Recno", "n:Other a='\(text)'"] {
                var request = stage.xwebRequest("WEBWebUserGet", [("key", "1")])
                let element = "<\(name)>\(text)</\(name.prefix { $0 != " " })>"
                for place in ["</WEBWebUserGet>", "</e:Header>", "</e:Body>"] {
                    let body = String(decoding: request.body, as: UTF8.self)
                    #expect(body.contains(place), "\(body)")
                    request.body = Array(body.replacing(place, with: element + place).utf8)
                    _ = systems.response(to: request)
                }
            }
        }
        for text in escaped {
            let percent = PercentEncoding.encode(text)
            for body in [
                #"{"WEBWebUserGet": {"key": "1", "foo": "\#(text)", "bar": ["\#(text)", {"key": 1, "b": "\#(text)"}]}, "c": "\#(text)"}"#,
                #"{"WEBWebUserGet": {"key": ["\#(text)", {"x": "\#(text)"}]}}"#,
            ] {
                _ = systems.response("POST", "/xweb/JSON/WEBWebUserGet", json, body: body)
            }
            _ = systems.response("GET", "/xweb/JSON/WEBWebUserGet?key=1&foo=\(percent)&\(percent)")
            _ = systems.response("GET", "/ws/general.asmx?op=CreateUserSession&foo=\(percent)")
            _ = systems.response("POST", "/site/CRConsAPI", form, body: "method=getLoginUrl&api_key=open&v=1.0&foo=\(percent)&\(percent)")
            _ = systems.response(
                "POST", "/api/core/security/login", json,
                body: #"{"InstanceName": "Default", "Username": "sysadmin", "Password": "Sysadmin-1", "Foo": {"a": "\#(text)"}}"#)
        }
    }

    /// Sends a secret, in each spelling, in the places of names.
    private static func sendAsNames(_ secret: String, to stage: AdminStage) {
        let systems = stage.systems
        for text in [secret, PercentEncoding.encode(secret), Data(secret.utf8).base64EncodedString()] {
            let percent = PercentEncoding.encode(text)
            let places = ["</WEBWebUserGet>", "</e:Header>", "</e:Body>"]
            let markups = [
                "<\(text)/>", "<\(text)>1</\(text)>", "<\(text):x xmlns:\(text)='urn:x'/>", "<x xmlns='\(text)'/>",
                "<n:Recno \(text)='1'/>",
                "<n:Recno xmlns:x='urn:\(text)' x:\(text)='1'/>", "<n:Recno e:role='\(text)' e:encodingStyle='\(text)'/>",
                "<n:Recno xsi:type='\(text)'/>", "<!--\(text)-->", "<?\(text) 1?>", "<?x \(text)?>",
            ]
            for (index, markup) in markups.enumerated() {
                var request = stage.xwebRequest("WEBWebUserGet", [("key", "1")])
                let place = places[index % places.count]
                request.body = Array(String(decoding: request.body, as: UTF8.self).replacing(place, with: markup + place).utf8)
                _ = systems.response(to: request)
            }
            for body in [
                "<!DOCTYPE \(text)><a/>", "<!DOCTYPE a [<!ENTITY \(text) 'x'>]><a/>", "<\(text)", "<a \(text)", "<?xml \(text)?>",
                "</\(text)>",
            ] {
                _ = systems.response("POST", xweb, xml, body: body)
            }
            for json in [#"{"WEBWebUserGet": {"\#(text)": 1, "key": {"\#(text)": []}}}"#, #"{"\#(text)": {}}"#, #"{"\#(text)": "#] {
                _ = systems.response("POST", "/xweb/JSON/WEBWebUserGet", [(name: "Content-Type", value: "application/json")], body: json)
            }
            _ = systems.response("POST", "/site/CRConsAPI", form, body: "method=getLoginUrl&api_key=open&v=1.0&\(percent)=1")
            _ = systems.response("POST", "/site/CRConsAPI", form, body: "method=\(percent)&api_key=open&v=1.0")
            _ = systems.response("GET", "/xweb/JSON/WEBWebUserGet?key=1&\(percent)=1")
            _ = systems.response("GET", "/ws/general.asmx?op=\(percent)")
            let part = "--x\r\nContent-Disposition: form-data; name=\"\(text)\"; filename=\"\(text)\"\r\n\r\n1\r\n--x--\r\n"
            let multipart = [(name: "Content-Type", value: "multipart/form-data; boundary=x")]
            _ = systems.response("POST", "/site/CRConsAPI?method=getLoginUrl&api_key=open&v=1.0", multipart, body: part)
            for field in [
                (name: "Content-Type", value: "multipart/form-data; boundary=\"\(text)\""),
                (name: "Content-Type", value: "text/\(percent)"),
                (name: "Content-Type", value: "text/xml; charset=\(text)"), (name: "SOAPAction", value: "\"urn:\(text)\""),
                (name: "Cookie", value: "\(text)=1"), (name: "Authorization", value: text), (name: text.filter { $0 != "=" }, value: "1"),
            ] {
                var request = stage.xwebRequest("WEBWebUserGet", [("key", "1")])
                let others = request.fields.all.filter { $0.name != field.name }
                request.fields = HTTPFields()
                for (name, value) in others + [field] { request.fields.append(name: name, HTTPFieldValue(replacingControlsIn: value)) }
                _ = systems.response(to: request)
            }
            var request = stage.xwebRequest("GetVersion")
            request.method = text
            _ = systems.response(to: request)
        }
    }

    @Test("a password is shown nowhere", arguments: passwords)
    func password(password: String) throws {
        for level in [Journal.Level.messages, .calls] {
            let stage = try AdminStage(journal: level)
            let stream = try #require(stage.admin.response("GET", "/api/requests/stream?site=*").delivery?.source)
            Self.send(password, to: stage)
            try Self.expectNo(Self.spellings(password), in: stage, stream)
        }
    }

    @Test("a live token is shown nowhere")
    func liveToken() throws {
        let stage = try AdminStage()
        let stream = try #require(stage.admin.response("GET", "/api/requests/stream?site=*").delivery?.source)
        let (systems, token) = (stage.systems, AdminStage.xwebToken)
        let signedIn = systems.response(
            "POST", "/ws/general.asmx/CreateUserSessionFromInstance", Self.form,
            body: "userName=sysadmin&instanceName=Default&password=Sysadmin-1")
        let archer = try #require(signedIn.text(of: "string"))
        let login = systems.response(
            "POST", "/site/CRConsAPI", Self.form, body: "method=login&api_key=open&v=1.0&user_name=donor&password=old-secret")
        let luminate = String(try #require(login.bodyText.firstMatch(of: /<token>([^<]+)</)).1)
        let cookie = try #require(login.fields.all("Set-Cookie").first { $0.hasPrefix("JSESSIONID=") })
        let session = String(cookie.dropFirst("JSESSIONID=".count).prefix { $0 != ";" })
        let tokens = [token, token.uppercased(), archer, luminate, session]
        for token in tokens { Self.send(token: token, to: stage) }
        try Self.expectNo(tokens.flatMap(Self.spellings), in: stage, stream)
    }

    /// Sends a token to right and wrong places.
    private static func send(token: String, to stage: AdminStage) {
        let systems = stage.systems
        stage.xweb("GetVersion", token: token)
        stage.xweb("WEBWebUserGet", [("key", token)])
        _ = systems.response("GET", "/xweb/JSON/WEBWebUserGet?key=\(token)", [(name: "Authorization", value: "Bearer \(token)")])
        _ = systems.response("POST", "/ws/accesscontrol.asmx/LookupUserId", form, body: "sessionToken=\(token)&username=\(token)")
        _ = systems.response(
            "GET", "/\(token)/nothing?x=\(token)", [(name: "User-Agent", value: "agent \(token)"), (name: "X-Any", value: token)])
        _ = systems.response("GET", "/site/CRConsAPI;jsessionid=\(token)?method=getUser&api_key=\(token)")
        _ = systems.response("POST", "/site/CRConsAPI", form, body: "method=singleSignOn&api_key=open&v=1.0&sso_auth_token=\(token)")
        _ = systems.response("GET", "/site/CRConsAPI?method=loginTest&api_key=open&v=1.0", [(name: "Cookie", value: "JSESSIONID=\(token)")])
        _ = systems.response("POST", xweb, xml, body: "<broken>\(token)")
    }

    @Test("a short password is no value of anything that is shown")
    func shortPassword() throws {
        let stage = try AdminStage()
        let stream = try #require(stage.admin.response("GET", "/api/requests/stream?site=*").delivery?.source)
        let systems = stage.systems, json = [(name: "Content-Type", value: "application/json")]
        for _ in 1...8 {
            stage.changePassword(from: "123", to: "123")
            stage.xweb("WebLogin", [("userLoginPlain", "member@example.org"), ("passwordPlain", "123")])
            stage.xweb("WEBWebUserLogin", [("LoginOrEmail", "member@example.org"), ("password", "123")])
        }
        _ = stage.archerSignIn("sysadmin", "123")
        _ = systems.response("POST", "/site/CRConsAPI", Self.form, body: "method=login&api_key=open&v=1.0&user_name=donor&password=123")
        _ = systems.response("POST", "/xweb/JSON/Authenticate", json, body: #"{"Authenticate": {"userName": "xweb", "password": "123"}}"#)
        try Self.expectNo(["\"value\":\"123\"", "\\\"123\\\"", ">123<", "=123\"", "=123&", "&gt;123&lt;", "=123\\"], in: stage, stream)
    }

    /// Looks for texts in each address of the admin API that shows what callers sent, in a stream and in the log.
    private static func expectNo(_ texts: [String], in stage: AdminStage, _ stream: any HTTPBodySource) throws {
        var pages = ["/api/requests?limit=1000&site=*"].map { stage.send("GET", $0).bodyText }
        let ids = (stage.send("GET", "/api/requests?limit=1000").json["requests"]?.elements ?? []).compactMap { $0["id"]?.int }
        #expect(ids.count > 10)
        for id in ids {
            pages.append(stage.send("GET", "/api/requests/\(id)").bodyText)
            pages.append(stage.send("GET", "/api/requests/\(id)/pair").bodyText)
        }
        for address in [
            "/metrics", "/api/callers", "/api/operations", "/api/settings", "/api/sites", "/api/sites/default/sessions",
            "/api/sites/default/accounts",
            "/api/sites/default/outbox", "/api/clock", "/api/faults",
        ] {
            let page = stage.send("GET", address)
            #expect(page.status == 200, "\(address)")
            pages.append(page.bodyText)
        }
        pages.append(stage.admin.response("GET", "/api/callers", [(name: "Accept", value: "text/csv")]).bodyText)
        pages += try snapshots(of: stage) + consolePages(of: stage, ids)
        var streamed: [UInt8] = []
        while let piece = stream.next(atMost: 10_000), !piece.isEmpty { streamed += piece }
        #expect(streamed.count > 1000)
        pages.append(String(decoding: streamed, as: UTF8.self))
        #expect(stage.log.all.count > 20, "each call has a line")
        pages.append(stage.log.all.joined(separator: "\n"))
        pages.append(stage.send("POST", "/api/requests/export", #"{"limit": 1000}"#).bodyText)
        pages.append(stage.send("POST", "/api/requests/verify", #"{"match": {"status": 299}, "show": 20}"#).bodyText)
        for page in pages {
            for text in texts where page.contains(text) {
                let place = page.components(separatedBy: text)[0].suffix(200)
                Issue.record("\(text) is behind: \(place)")
            }
        }
    }

    /// Returns what the site's snapshots show: one that a caller keeps, and one that is kept in the server.
    private static func snapshots(of stage: AdminStage) throws -> [String] {
        #expect(stage.send("PUT", "/api/snapshots/hunt").status == 201)
        #expect(stage.send("POST", "/api/sites", #"{"name": "hunt", "from": {"snapshot": "hunt"}}"#).status == 201)
        let pages = ["/api/snapshot", "/api/snapshots", "/api/snapshot?site=hunt"].map { stage.send("GET", $0) }
        #expect(pages.allSatisfy { $0.status == 200 && !$0.bodyText.isEmpty })
        #expect(stage.send("DELETE", "/api/sites/hunt").status == 204)
        return pages.map(\.bodyText)
    }

    /// Returns the pages of the console, with those of each entry.
    private static func consolePages(of stage: AdminStage, _ ids: [Int]) throws -> [String] {
        let console = Console(over: stage.admin)
        let lists = [
            "", "requests", "accounts", "accounts/2", "sessions", "faults", "callers", "operations", "outbox", "sites", "settings",
        ]
        return (lists + ids.prefix(20).map { "requests/\($0)" } + ids.suffix(20).map { "requests/\($0)" }).map { path in
            let page = console.response("GET", "/\(path)")
            #expect(page.status == 200, "/\(path)")
            return page.bodyText
        }
    }
}
