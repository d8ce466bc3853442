import Accounts
import HTTP
import Luminate
import StageSupport
import TestSupport
import Testing

@Suite("A remembered login")
struct RememberedLoginTests {
    private let stage: Stage

    init() throws { stage = try Stage() }

    private static let name = "LO_REMEMBER_ME"

    /// Posts a form with any cookies.
    private func post(_ form: Form, _ cookies: [String], isSecure: Bool = false) -> Reply {
        var request = form.post(.client, isSecure: isSecure)
        for cookie in cookies { request.fields.append("Cookie", HTTPFieldValue(replacingControlsIn: cookie)) }
        return stage.reply(to: request)
    }

    private func field(in reply: Reply) -> String? { reply.headers("Set-Cookie").first { $0.hasPrefix(Self.name + "=") } }

    /// Returns the cookie that an answer stores, as the browser sends it: `NAME=token`.
    private func cookie(in reply: Reply) throws -> String {
        String(try #require(field(in: reply)).prefix { $0 != ";" })
    }

    private func remember(_ password: String = "old-secret", _ cookies: [String] = []) throws -> String {
        let form = Form("login", ["user_name": "donor", "password": password, "remember_me": "true"])
        return try cookie(in: post(form, cookies))
    }

    private func consID(_ cookies: [String]) -> String? { post(Form("loginTest"), cookies).element("cons_id") }

    @Test("is a cookie for thirty days, which pages of other sites can send over TLS")
    func cookie() throws {
        let form = Form("login", ["user_name": "donor", "password": "old-secret", "remember_me": "TRUE"])
        let plain = try #require(field(in: post(form, [])))
        #expect(plain.wholeMatch(of: /LO_REMEMBER_ME=[A-Za-z0-9_-]{68}; Path=\/; HttpOnly; Max-Age=2592000/) != nil)
        let secured = try #require(field(in: post(form, [], isSecure: true)))
        #expect(secured.hasSuffix("; Path=/; HttpOnly; Secure; SameSite=None; Max-Age=2592000"))
        #expect(field(in: post(form.replacing("remember_me", by: "false"), [])) == nil)
        #expect(field(in: post(form.replacing("password", by: "wrong"), [])) == nil)
        let parameters: KeyValuePairs = ["user_name": "donor", "password": "old-secret", "remember_me": "true"]
        #expect(field(in: stage.postAsAdministrator("login", parameters)) == nil)
    }

    @Test("comes from singleSignOn too, and one without it ends it")
    func singleSignOn() throws {
        func token() throws -> String {
            try #require(stage.postAsAdministrator("getSingleSignOnToken", ["cons_id": "1000121"]).element("token"))
        }
        let form = Form("singleSignOn", ["remember_me": "true"])
        let remembered = try cookie(in: post(form.adding(["sso_auth_token": try token()]), []))
        #expect(consID([remembered]) == "1000121")
        let other = post(Form("singleSignOn", ["sso_auth_token": try token()]), [remembered])
        #expect(other.status == 200 && field(in: other)?.contains("Max-Age=0") == true)
        #expect(consID([remembered]) == nil)
    }

    @Test("logs a browser in after its session has ended, and for as long as it was promised")
    func recognised() throws {
        let remembered = try remember()
        stage.clock.advance(by: .seconds(30 * 86_400 - 1))
        let test = post(Form("loginTest"), ["JSESSIONID=gone.app1", remembered])
        #expect(test.waited, "it writes")
        #expect(test.element("cons_id") == "1000121")
        let session = try #require(test.cookie)
        #expect(consID(["JSESSIONID=\(session)"]) == "1000121")
        stage.clock.advance(by: .seconds(1))
        #expect(post(Form("loginTest"), [remembered]).code == 204)
    }

    @Test("lasts as many days as the site says")
    func setting() throws {
        let stage = try Stage { $0.rememberMeDays = 1 }
        let form = Form("login", ["user_name": "donor", "password": "old-secret", "remember_me": "true"])
        #expect(stage.post(.client, form).headers("Set-Cookie").contains { $0.hasSuffix("; Max-Age=86400") })
    }

    @Test("gives the token with which a page goes on")
    func token() throws {
        let remembered = try remember()
        stage.clock.advance(by: .seconds(86_400))
        let url = post(Form("getLoginUrl"), [remembered])
        let (session, token) = try (#require(url.cookie), #require(url.element("token")))
        #expect(url.element("JSESSIONID") == session)
        let user = post(Form("getUser", ["auth": token]), ["JSESSIONID=\(session)", remembered])
        #expect(user.element("cons_id") == "1000121")
    }

    @Test("leads to no session that a page knew before")
    func planted() throws {
        let remembered = try remember()
        // A page of somebody else has a session and its token, and makes the browser send its cookies with them.
        let known = stage.loginURL()
        let (id, token) = try (#require(known.element("JSESSIONID")), #require(known.element("token")))
        let test = post(Form("loginTest", ["JSESSIONID": id]), [remembered])
        let session = try #require(test.cookie)
        #expect(session != id)
        #expect(post(Form("loginTest", ["JSESSIONID": id]), []).code == 204)
        #expect(post(Form("getUser", ["auth": token]), ["JSESSIONID=\(session)"]).code == 5)
    }

    @Test("ends with logout, in the store and in the browser", arguments: ["logout", "UserLogin"])
    func logout(_ way: String) throws {
        let remembered = try remember()
        let reply: Reply
        if way == "logout" {
            reply = post(Form("logout"), [remembered])
        } else {
            var request = HTTPRequest(method: "GET", path: "/organization/site/UserLogin", query: "logout=")
            request.fields.append("Cookie", HTTPFieldValue(replacingControlsIn: remembered))
            reply = stage.reply(to: request)
        }
        #expect(field(in: reply) == "LO_REMEMBER_ME=; Path=/; HttpOnly; Max-Age=0")
        #expect(reply.headers("Set-Cookie").contains("JSESSIONID=; Path=/; HttpOnly; Max-Age=0"))
        #expect(post(Form("loginTest"), [remembered]).code == 204)
        #expect(field(in: post(Form("logout"), [])) == nil, "a browser without one is told nothing")
    }

    @Test("ends with a change of password")
    func passwordChange() throws {
        let remembered = try remember()
        let change: KeyValuePairs = [
            "old_password": "old-secret", "user_password": "new-secret", "retype_password": "new-secret", "reminder_hint": "stars",
        ]
        let form = Form("changePassword", change).adding(["cons_id": "1000121", "login_name": "apiadmin", "login_password": "api-secret"])
        #expect(stage.post(.server, form).status == 200)
        #expect(post(Form("loginTest"), [remembered]).code == 204)
        let further = try remember("new-secret")
        #expect(consID([further]) == "1000121", "a new one can be had")
    }

    @Test("ends when the browser logs in without it")
    func replaced() throws {
        let remembered = try remember()
        let login = post(Form("login", ["user_name": "twin1000131", "password": "twin-secret"]), [remembered])
        #expect(field(in: login) == "LO_REMEMBER_ME=; Path=/; HttpOnly; Max-Age=0")
        #expect(post(Form("loginTest"), [remembered]).code == 204)
    }

    @Test("ends when a new constituent is logged in to the browser")
    func replacedByNewRecord() throws {
        let remembered = try remember()
        let form = Form("create", ["primary_email": "new@example.org"])
        #expect(field(in: post(form, [remembered])) == nil)
        #expect(consID([remembered]) == "1000121")
        let other = form.replacing("primary_email", by: "other@example.org").adding(["teamraiser_registration": "true"])
        #expect(field(in: post(other, [remembered])) == "LO_REMEMBER_ME=; Path=/; HttpOnly; Max-Age=0")
        #expect(post(Form("loginTest"), [remembered]).code == 204)
    }

    @Test("is one of ten, of which the oldest goes first")
    func bounded() throws {
        var all: [String] = []
        for _ in 1...11 {
            stage.clock.advance(by: .seconds(1))
            all.append(try remember())
        }
        #expect(post(Form("loginTest"), [all[0]]).code == 204)
        for remembered in all.dropFirst() { #expect(consID([remembered]) == "1000121") }
    }

    @Test("does not bring back an account that was disabled, and is no longer a token of another kind")
    func disabled() throws {
        let remembered = try remember()
        let token = String(remembered.dropFirst(Self.name.count + 1))
        #expect(post(Form("loginTest", ["JSESSIONID": token]), []).code == 204)
        #expect(post(Form("getUser", ["sso_auth_token": token]), []).code == 5)
        let account = try #require(try stage.account(consID: "1000121"))
        var changes = AccountChanges()
        changes.status = .disabled
        _ = try stage.users.update(account.id, in: stage.site, changes)
        #expect(post(Form("loginTest"), [remembered]).code == 204)
    }

    @Test("is in no line of the log")
    func log() throws {
        let remembered = try remember()
        _ = post(Form("logout"), [remembered])
        _ = post(Form("loginTest"), [remembered])
        let token = remembered.dropFirst(Self.name.count + 1)
        #expect(!stage.log.all.isEmpty)
        #expect(!stage.log.all.contains { $0.contains(token) })
    }
}
