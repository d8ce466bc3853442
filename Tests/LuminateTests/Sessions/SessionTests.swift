import Accounts
import HTTP
import Luminate
import StageSupport
import TestSupport
import Testing

@Suite("Sessions of the client servlet")
struct SessionTests {
    private let stage: Stage

    init() throws { stage = try Stage() }

    private func loggedInAs(_ cookie: String?) -> String? {
        stage.post(.client, Form("loginTest"), cookie: cookie).element("cons_id")
    }

    // MARK: getLoginUrl

    @Test(arguments: ["GET", "POST"])
    func getLoginUrlOpensASession(_ verb: String) throws {
        let reply = stage.send(Form("getLoginUrl").inQuery(verb, .client), to: .client)
        #expect(reply.status == 200)
        #expect(reply.waited)
        let id = try #require(reply.element("JSESSIONID"))
        #expect(reply.cookie == id)
        #expect(reply.element("routing_id") == "00000000.app101a")
        #expect(reply.element("token")?.wholeMatch(of: /[A-Za-z0-9_-]{65,90}/) != nil)
        let url = try #require(reply.element("url"))
        let form = /http:\/\/secure2\.example\.org\/organization\/site\/CRConsAPI;jsessionid=00000000\.app101a\?NONCE_TOKEN=[0-9A-F]{32}/
        #expect(url.wholeMatch(of: form) != nil)
    }

    @Test(arguments: ["getLoginUrl", "loginTest", "logout"])
    func aHeadRunsNothing(_ method: String) throws {
        let cookie = try #require(stage.logIn().cookie)
        var request = Form(method).inQuery("HEAD", .client)
        request.fields.append("Cookie", HTTPFieldValue(replacingControlsIn: "JSESSIONID=\(cookie)"))
        let reply = stage.send(request, to: .client)
        #expect(reply.status == 405)
        #expect(reply.header("Allow") == "GET, POST, OPTIONS")
        #expect(!reply.waited && reply.cookie == nil)
        #expect(loggedInAs(cookie) == "1000121")
    }

    @Test func getLoginUrlKeepsTheSessionThereIs() throws {
        let cookie = try #require(stage.logIn().cookie)
        let reply = stage.loginURL(cookie: cookie)
        #expect(reply.element("JSESSIONID") == cookie)
        #expect(reply.cookie == nil)
    }

    @Test func getLoginUrlWritesItsJSONInTheVendorsOrder() throws {
        let text = stage.loginURL(["response_format": "json"]).text
        let form = /\{"getLoginUrlResponse":\{"JSESSIONID":"[^"]+","routing_id":"[^"]+","url":"[^"]+","token":"[^"]+"\}\}/
        #expect(text.wholeMatch(of: form) != nil)
    }

    @Test func getLoginUrlLeavesPathParametersAndSlashesOutOfItsAddress() throws {
        var request = Form("getLoginUrl").post(.client, isSecure: true)
        request.path = "/site/CRConsAPI/;jsessionid=00000000.app308b"
        let url = try #require(stage.send(request, to: .client).element("url"))
        #expect(url.hasPrefix("https://secure2.example.org/site/CRConsAPI;jsessionid=00000000.app101a?"))
    }

    // MARK: The cookie

    @Test func theCookieIsForBrowsersOnlyAndForOtherSitesOverTLS() throws {
        let form = Form("login", ["user_name": "donor", "password": "old-secret"])
        #expect(stage.post(.client, form).header("Set-Cookie")?.hasSuffix("; Path=/; HttpOnly") == true)
        let secure = stage.post(.client, form, isSecure: true).header("Set-Cookie")
        #expect(secure?.hasSuffix("; Path=/; HttpOnly; Secure; SameSite=None") == true)
    }

    @Test func theSessionMayBeNamedByAParameterInABody() throws {
        let stage = try Stage { $0.strictTokenPlacement = true }
        let cookie = try #require(stage.logIn().cookie)
        #expect(stage.post(.client, Form("loginTest", ["JSESSIONID": cookie])).element("cons_id") == "1000121")
        // It comes before the cookie, and in the URL it does not count.
        let other = try #require(stage.loginURL().cookie)
        #expect(stage.post(.client, Form("loginTest", ["JSESSIONID": other]), cookie: cookie).code == 204)
        #expect(stage.send(Form("loginTest", ["JSESSIONID": cookie]).inQuery("GET", .client), to: .client).code == 204)
        let lax = self.stage
        let open = try #require(lax.logIn().cookie)
        #expect(lax.send(Form("loginTest", ["JSESSIONID": open]).inQuery("GET", .client), to: .client).status == 200)
    }

    @Test(arguments: ["nonsense", "", "a b", String(repeating: "x", count: 10_000)])
    func anUnknownSessionIsNone(_ id: String) {
        #expect(stage.post(.client, Form("loginTest", ["JSESSIONID": id])).code == 204)
        #expect(stage.post(.client, Form("loginTest"), cookie: id).code == 204)
    }

    @Test func disuseEndsASession() throws {
        let cookie = try #require(stage.logIn().cookie)
        for _ in 0..<3 {
            stage.clock.advance(by: .seconds(14 * 60))
            #expect(loggedInAs(cookie) == "1000121")
        }
        stage.clock.advance(by: .seconds(15 * 60))
        #expect(loggedInAs(cookie) == nil)
    }

    @Test func aLoginTakesANewSessionID() throws {
        let anonymous = try #require(stage.loginURL().cookie)
        let first = try #require(stage.logIn(cookie: anonymous).cookie)
        #expect(first != anonymous)
        #expect(loggedInAs(first) == "1000121")
        // The old one is no session any more.
        #expect(loggedInAs(anonymous) == nil)
        #expect(stage.loginURL(cookie: anonymous).element("JSESSIONID") != anonymous)
        let second = try #require(stage.logIn(cookie: first).cookie)
        #expect(loggedInAs(first) == nil)
        #expect(loggedInAs(second) == "1000121")
    }

    @Test func aNonceTakenBeforeALoginDoesNotReachTheSessionAfterIt() throws {
        let before = stage.loginURL()
        let nonce = try #require(before.element("url")?.split(separator: "=").last.map(String.init))
        _ = stage.logIn(cookie: before.cookie)
        let reply = stage.loginURL(["NONCE_TOKEN": nonce])
        #expect(loggedInAs(reply.cookie) == nil)
    }

    // MARK: Nonces

    @Test(arguments: ["NONCE_TOKEN", "nonce"])
    func aNonceAttachesOneRequestToTheSession(_ name: String) throws {
        let login = stage.logIn()
        let form = Form("getLoginUrl").adding([name: try #require(login.element("nonce"))])
        let reply = stage.post(.client, form)
        let id = try #require(reply.cookie)
        #expect(reply.element("JSESSIONID") == id)
        #expect(id != login.cookie)
        #expect(loggedInAs(id) == "1000121")
        #expect(loggedInAs(login.cookie) == "1000121")
        // Once.
        #expect(loggedInAs(stage.post(.client, form).cookie) == nil)
    }

    @Test func aNonceMayStandInAnyRequestOfTheClient() throws {
        let nonce = try #require(stage.logIn().element("nonce"))
        let reply = stage.send(Form("loginTest", ["NONCE_TOKEN": nonce]).inQuery("GET", .client), to: .client)
        #expect(reply.element("cons_id") == "1000121")
        #expect(reply.waited)
        #expect(loggedInAs(reply.cookie) == "1000121")
    }

    @Test func aNonceEndsWithTheSession() throws {
        let login = stage.logIn()
        #expect(stage.post(.client, Form("logout"), cookie: login.cookie).status == 200)
        let reply = stage.loginURL(["NONCE_TOKEN": try #require(login.element("nonce"))])
        #expect(loggedInAs(reply.cookie) == nil)
    }

    @Test func twoRequestsWithOneNonceAttachOne() async throws {
        let stage = self.stage
        for _ in 0..<40 {
            let nonce = try #require(stage.logIn().element("nonce"))
            let attached = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask { stage.post(.client, Form("loginTest", ["NONCE_TOKEN": nonce])).status == 200 }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(attached == 1)
        }
    }

    // MARK: loginTest and logout

    @Test func loginTestTellsWhoIsLoggedIn() throws {
        let reply = stage.post(.client, Form("loginTest"), cookie: stage.logIn().cookie)
        #expect(reply.status == 200)
        #expect(!reply.waited)
        #expect(reply.element("cons_id") == "1000121")
        let url = "http://secure2.example.org/organization/site/CRConsAPI?v=1.0&amp;api_key=open&amp;method=loginTest"
        #expect(reply.element("login_test_url") == url)
        #expect(reply.text.contains(#"<token xsi:nil="true"/>"#))
    }

    @Test func loginTestRefusesWhoIsNotLoggedIn() throws {
        for cookie in [nil, stage.loginURL().cookie] {
            let reply = stage.post(.client, Form("loginTest"), cookie: cookie)
            #expect(reply.status == 403)
            #expect(reply.code == 204)
        }
    }

    @Test(arguments: ["GET", "POST"])
    func logoutEndsTheSessionHoweverItIsReached(_ verb: String) throws {
        let login = stage.logIn()
        let nonce = try #require(login.element("nonce"))
        let other = try #require(stage.loginURL(["NONCE_TOKEN": nonce]).cookie)
        var request = Form("logout").inQuery(verb, .client)
        request.fields.append("Cookie", HTTPFieldValue(replacingControlsIn: "a=b; JSESSIONID=\(other)"))
        let reply = stage.send(request, to: .client)
        #expect(reply.element("message") == "User logged out successfully.")
        #expect(reply.header("Set-Cookie")?.contains("Max-Age=0") == true)
        #expect(loggedInAs(other) == nil)
        #expect(loggedInAs(login.cookie) == nil)
    }

    @Test func logoutWithoutASessionSucceeds() throws {
        let reply = stage.post(.client, Form("logout", ["response_format": "json"]))
        #expect(reply.text == #"{"loginResponse":{"message":"User logged out successfully."}}"#)
    }

    @Test func loginMayEndThePresentLoginFirst() throws {
        let before = stage.loginURL()
        let login = stage.post(
            .client, Form("login", ["user_name": "donor", "password": "old-secret", "logout": "true"]), cookie: before.cookie)
        let cookie = try #require(login.cookie)
        #expect(loggedInAs(cookie) == "1000121")
        #expect(stage.loginURL(cookie: before.cookie).element("JSESSIONID") != before.cookie)
        // A token of the former session does not follow.
        let form = Form(
            "changePassword",
            [
                "old_password": "old-secret", "user_password": "new-secret", "retype_password": "new-secret", "reminder_hint": "x",
                "auth": try #require(before.element("token")),
            ])
        #expect(stage.post(.client, form, cookie: cookie).code == 5)
    }

    @Test func aSessionOfSomebodyElseHandsNoTokenOn() throws {
        let twin = stage.logIn(userName: "twin1000131", password: "twin-secret")
        let auth = try #require(stage.loginURL(cookie: twin.cookie).element("token"))
        let donor = stage.logIn(cookie: twin.cookie)
        let form = Form(
            "changePassword",
            [
                "old_password": "old-secret", "user_password": "new-secret", "retype_password": "new-secret", "reminder_hint": "x",
                "auth": auth,
            ])
        #expect(stage.post(.client, form, cookie: donor.cookie).code == 5)
    }

    @Test("getLoginUrl stores the session, its nonce and its token in one write")
    func writesOfLoginURL() throws {
        let store = MemoryAccountStore()
        let stage = try Stage(store: store)
        let before = store.writes
        let cookie = try #require(stage.loginURL().cookie)
        #expect(store.writes == before + 1)
        #expect(stage.loginURL(cookie: cookie).element("token") != nil)
        #expect(store.writes == before + 2)
    }
}
