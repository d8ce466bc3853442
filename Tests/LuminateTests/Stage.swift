import Accounts
import Calls
import Emulator
import HTTP
import JSON
import Luminate
import StageSupport
import TestSupport
import Testing

/// Luminate over a small organisation, set up as the demo world is. The clock stands at the moment of the vendor's sample.
extension Stage {
    init(
        hasher: (any PasswordHasher)? = nil, store: (any AccountStore)? = nil, _ adjust: (inout LuminateSettings) -> Void = { _ in }
    ) throws {
        var settings = LuminateSettings()
        settings.openInDemoWorld()
        adjust(&settings)
        var all = EmulatorSettings()
        all.set(settings)
        try self.init(all, at: Timestamp(milliseconds: 1_454_341_434_000), hasher: hasher, store: store)
        try addDemoAccounts()
    }

    private func addDemoAccounts() throws {
        try add(
            #"{"cons_id": "1000121", "member_id": "M1000121", "primary_email": "donor@example.org", "user_name": "donor"}"#,
            password: "old-secret")
        try add(#"{"cons_id": "1001002", "member_id": "100234", "columns": {"last_name": "Sample"}}"#)
        try add(#"{"cons_id": "1000001", "user_name": "admin", "administrator": true}"#, password: "admin-secret")
        try add(#"{"cons_id": "1000002", "user_name": "apiadmin", "api_administrator": true}"#, password: "api-secret")
        // Two of one household share an address, a member id and a name.
        for consID in ["1000131", "1000132"] {
            try add(
                """
                {"cons_id": "\(consID)", "user_name": "twin\(consID)", "member_id": "TWIN", "primary_email": "twins@example.org",
                 "columns": {"last_name": "Twin"}}
                """, password: "twin-secret")
        }
    }

    @discardableResult
    func add(_ json: String, password: String? = nil, status: AccountStatus = .active) throws -> AccountID {
        let fixture = try LuminateFixture(json: JSON.parse(Array(json.utf8)))
        return try add(
            fixture.identities, attributes: fixture.attributes, in: fixture.memberships, password: password, status: status)
    }

    /// Adds what a site's section of a fixtures file lists.
    func addSite(_ json: String) throws {
        let fixture = try LuminateSiteFixture(json: JSON.parse(Array(json.utf8)))
        _ = try users.makeContainers(fixture.containers, in: site)
        for (name, value) in fixture.values { try users.setValue(value, named: name, in: site) }
    }

    /// Logs a constituent in. Returns the session's cookie and the token for it.
    func session(userName: String = "donor", password: String = "old-secret") throws -> (cookie: String, auth: String) {
        let cookie = try #require(logIn(userName: userName, password: password).cookie)
        return (cookie, try #require(loginURL(cookie: cookie).element("token")))
    }

    /// Posts a form to the client servlet in a session, with its token.
    func post(_ method: String, _ fields: KeyValuePairs<String, String> = [:], in session: (cookie: String, auth: String)) -> Reply {
        post(.client, Form(method, fields).adding(["auth": session.auth]), cookie: session.cookie)
    }

    func account(consID: String) throws -> Account? {
        try users.accounts(with: Identity(LuminateScheme.consID, consID), in: site, limit: 1).first
    }

    /// Sends a request and waits for its answer.
    func reply(to request: HTTPRequest) -> Reply {
        let answer = answer(request)
        if case .later = answer { return Reply(answer.response, waited: true) }
        return Reply(answer.response, waited: false)
    }

    /// Sends a request and waits for its answer. The path of the request names the servlet.
    func send(_ request: HTTPRequest, to servlet: Luminate.Servlet) -> Reply { reply(to: request) }

    /// Posts a form.
    func post(_ servlet: Luminate.Servlet, _ form: Form, cookie: String? = nil, origin: String? = nil, isSecure: Bool = false) -> Reply {
        reply(to: form.post(servlet, cookie: cookie, origin: origin, isSecure: isSecure))
    }

    /// Posts a form to the server servlet as the API administrator.
    func postAsAdministrator(_ method: String, _ fields: KeyValuePairs<String, String>) -> Reply {
        post(.server, Form(method, fields).adding(["login_name": "apiadmin", "login_password": "api-secret"]))
    }

    /// Asks for the login address, which gives a session and its token.
    func loginURL(cookie: String? = nil, _ fields: KeyValuePairs<String, String> = [:], origin: String? = nil) -> Reply {
        post(.client, Form("getLoginUrl", fields), cookie: cookie, origin: origin)
    }

    /// Logs the donor in: the session's cookie.
    func logIn(userName: String = "donor", password: String = "old-secret", cookie: String? = nil) -> Reply {
        post(.client, Form("login", ["user_name": userName, "password": password]), cookie: cookie)
    }

    /// Whether a user name and password fit.
    func fits(_ userName: String, _ password: String) -> Bool {
        logIn(userName: userName, password: password).status == 200
    }
}

/// A form's fields in order, with those every request needs.
struct Form {
    var fields: [(name: String, value: String)]

    init(_ method: String, _ fields: KeyValuePairs<String, String> = [:]) {
        self.fields = [("method", method), ("api_key", "open"), ("v", "1.0")] + fields.map { ($0.key, $0.value) }
    }

    init(raw fields: KeyValuePairs<String, String>) {
        self.fields = fields.map { ($0.key, $0.value) }
    }

    func adding(_ more: KeyValuePairs<String, String>) -> Form {
        var form = self
        form.fields += more.map { ($0.key, $0.value) }
        return form
    }

    func adding(all other: Form) -> Form {
        var form = self
        form.fields += other.fields
        return form
    }

    func without(_ name: String) -> Form {
        var form = self
        form.fields.removeAll { $0.name == name }
        return form
    }

    func replacing(_ name: String, by value: String) -> Form {
        without(name).adding([name: value])
    }

    /// As `application/x-www-form-urlencoded`.
    var encoded: String {
        fields.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }

    func post(_ servlet: Luminate.Servlet, cookie: String? = nil, origin: String? = nil, isSecure: Bool = false) -> HTTPRequest {
        var request = HTTPRequest(method: "POST", path: "/organization/site/\(servlet.rawValue)", isSecure: isSecure)
        request.fields.append("Host", "secure2.example.org")
        request.fields.append("Content-Type", "application/x-www-form-urlencoded")
        if let cookie { request.fields.append("Cookie", HTTPFieldValue(replacingControlsIn: "JSESSIONID=\(cookie)")) }
        if let origin { request.fields.append("Origin", HTTPFieldValue(replacingControlsIn: origin)) }
        request.body = Array(encoded.utf8)
        return request
    }

    /// Everything in the query string, and no body.
    func inQuery(_ method: String, _ servlet: Luminate.Servlet) -> HTTPRequest {
        var request = HTTPRequest(method: method, path: "/organization/site/\(servlet.rawValue)", query: encoded)
        request.fields.append("Host", "secure2.example.org")
        return request
    }
}

/// An answer, taken apart.
struct Reply {
    let response: HTTPResponse
    /// Whether the answer was left for later, as work that hashes or writes must be.
    let waited: Bool

    init(_ response: HTTPResponse, waited: Bool) {
        self.response = response
        self.waited = waited
    }

    var status: Int { response.status }
    var text: String { String(decoding: response.body, as: UTF8.self) }
    var location: String? { header("Location") }

    func header(_ name: StaticString) -> String? { response.fields.first(name) }
    func headers(_ name: StaticString) -> [String] { response.fields.all(name) }
    func hasHeader(_ name: StaticString) -> Bool { response.fields.contains(name) }

    /// The text of an element of an XML answer; nil when it is not there or nil.
    func element(_ name: String) -> String? {
        guard let start = text.firstRange(of: "<\(name)>"), let end = text[start.upperBound...].firstRange(of: "</\(name)>") else {
            return nil
        }
        return String(text[start.upperBound..<end.lowerBound])
    }

    /// The error code of an XML answer.
    var code: Int? { element("code").flatMap { Int($0) } }

    /// The session id that the answer puts into the cookie.
    var cookie: String? {
        guard let field = response.fields.first("Set-Cookie"), field.hasPrefix("JSESSIONID=") else { return nil }
        let value = field.dropFirst("JSESSIONID=".count).prefix { $0 != ";" }
        return value.isEmpty ? nil : String(value)
    }
}
