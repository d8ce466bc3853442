import HTTP
import HTTPClient
import HTTPServer
import TestSupport
import Testing
import Understudy

/// A page's library that uses an http and an https address of one organisation in one session.
@Suite("Two listeners on one store")
struct TwoListenerTests {
    private let client = HTTPClient(timeout: .seconds(30), verifiesTLS: false)
    private let key = "api_key=open&v=1.0&response_format=json"

    private func withServer(_ body: (Server, _ plain: String, _ secured: String) throws -> Void) throws {
        var options = ServerOptions()
        options.tlsListen = ListenAddress(host: "127.0.0.1", port: 0)
        options.tls = TLSFiles(certificate: TestCertificate.certificate, key: TestCertificate.key)
        let server = try Server(options)
        defer { server.stop() }
        try body(server, server.url, #require(server.tlsURL))
    }

    /// Returns the answer of Luminate's client servlet at an address.
    private func ask(_ base: String, _ parameters: String, cookie: String? = nil) throws -> HTTPResponse {
        var fields = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
        if let cookie { fields.append((name: "Cookie", value: cookie)) }
        return try client.send(
            HTTPClientRequest(
                url: base + "/organization/site/CRConsAPI", method: "POST", fields: fields, body: Array("\(key)&\(parameters)".utf8)))
    }

    private func value(of name: String, in response: HTTPResponse) throws -> String {
        let text = String(decoding: response.body, as: UTF8.self)
        let start = try #require(text.firstRange(of: "\"\(name)\":\"")).upperBound
        return String(text[start...].prefix { $0 != "\"" })
    }

    @Test("are both ready, and know what was changed by way of the other")
    func oneStore() throws {
        try withServer { _, plain, secured in
            for url in [plain, secured].flatMap({ [$0 + "/readyz", $0 + "/livez"] }) {
                let answer = try client.send(HTTPClientRequest(url: url))
                #expect(answer.status == 200)
            }
            let token = (name: "Authorization", value: "Bearer df3d1644-ba3e-4dc7-8399-ae06ee6063e5")
            func change(_ base: String, from old: String, to new: String) throws -> String {
                let path = "/xweb/JSON/WEBWebUserChangePassword?recno=82457&oldPassword=\(old)&newPassword=\(new)"
                return String(decoding: try client.send(HTTPClientRequest(url: base + path, fields: [token])).body, as: UTF8.self)
            }
            #expect(try change(plain, from: "123", to: "12345678") == "true")
            #expect(try change(secured, from: "123", to: "x2345678") == "false")
            #expect(try change(secured, from: "12345678", to: "87654321") == "true")
        }
    }

    @Test("serve one session, whose cookie and addresses are those of the listener")
    func oneSession() throws {
        try withServer { _, plain, secured in
            let first = try ask(plain, "method=getLoginUrl")
            #expect(try value(of: "url", in: first).hasPrefix(plain + "/organization/site/CRConsAPI;"))
            let plainCookie = try #require(first.fields.first("Set-Cookie"))
            #expect(!plainCookie.contains("Secure") && !plainCookie.contains("SameSite"))
            let id = try value(of: "JSESSIONID", in: first)

            let login = try ask(secured, "method=login&user_name=donor&password=old-secret&JSESSIONID=\(id)")
            #expect(login.status == 200)
            #expect(login.fields.first("Set-Cookie")?.hasSuffix("; Path=/; HttpOnly; Secure; SameSite=None") == true)

            // The library goes on with the id it had, over either address.
            for base in [plain, secured] {
                let test = try ask(base, "method=loginTest&JSESSIONID=\(id)")
                #expect(try value(of: "cons_id", in: test) == "1000121")
                #expect(try value(of: "login_test_url", in: test).hasPrefix(base + "/organization/site/CRConsAPI?"))
            }
            let url = try ask(plain, "method=getLoginUrl&JSESSIONID=\(id)")
            let token = try value(of: "token", in: url)
            let new = "old_password=old-secret&user_password=new-secret&retype_password=new-secret&reminder_hint=stars"
            #expect(try ask(secured, "method=changePassword&\(new)&auth=\(token)&JSESSIONID=\(id)").status == 200)
            #expect(try ask(plain, "method=logout&JSESSIONID=\(id)").status == 200)
            #expect(try ask(secured, "method=loginTest&JSESSIONID=\(id)").status == 403)
        }
    }

    @Test("stop together")
    func stop() throws {
        var urls: [String] = []
        try withServer { _, plain, secured in urls = [plain, secured] }
        for url in urls { #expect(throws: HTTPClientError.self) { try client.send(HTTPClientRequest(url: url + "/livez")) } }
    }

    @Test("need a certificate")
    func certificate() {
        var options = ServerOptions()
        options.tlsListen = ListenAddress(host: "127.0.0.1", port: 0)
        #expect(throws: ServerError.failed("a listener with TLS needs a certificate and its key")) { try Server(options) }
    }
}
