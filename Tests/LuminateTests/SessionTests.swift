import Accounts
import HTTP
import Luminate
import Testing

@Suite("Sessions of the client servlet")
struct SessionTests {
    private let world: World

    init() throws { world = try World() }

    private func loggedInAs(_ cookie: String?) -> String? {
        world.post(.client, Form("loginTest"), cookie: cookie).element("cons_id")
    }

    // MARK: getLoginUrl

    @Test(arguments: ["GET", "POST", "HEAD"])
    func getLoginUrlOpensASession(_ verb: String) throws {
        let reply = world.send(Form("getLoginUrl").inQuery(verb, .client), to: .client)
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

    @Test func getLoginUrlKeepsTheSessionThereIs() throws {
        let cookie = try #require(world.logIn().cookie)
        let reply = world.loginURL(cookie: cookie)
        #expect(reply.element("JSESSIONID") == cookie)
        #expect(reply.cookie == nil)
    }

    @Test func getLoginUrlWritesItsJSONInTheVendorsOrder() throws {
        let text = world.loginURL(["response_format": "json"]).text
        let form = /\{"getLoginUrlResponse":\{"routing_id":"[^"]+","JSESSIONID":"[^"]+","token":"[^"]+","url":"[^"]+"\}\}/
        #expect(text.wholeMatch(of: form) != nil)
    }

    @Test func getLoginUrlLeavesPathParametersAndSlashesOutOfItsAddress() throws {
        var request = Form("getLoginUrl").post(.client, isSecure: true)
        request.path = "/site/CRConsAPI/;jsessionid=00000000.app308b"
        let url = try #require(world.send(request, to: .client).element("url"))
        #expect(url.hasPrefix("https://secure2.example.org/site/CRConsAPI;jsessionid=00000000.app101a?"))
    }

    // MARK: The cookie

    @Test func theCookieIsForBrowsersOnlyAndForOtherSitesOverTLS() throws {
        let form = Form("login", ["user_name": "donor", "password": "old-secret"])
        #expect(world.post(.client, form).header("Set-Cookie")?.hasSuffix("; Path=/; HttpOnly") == true)
        let secure = world.post(.client, form, isSecure: true).header("Set-Cookie")
        #expect(secure?.hasSuffix("; Path=/; HttpOnly; Secure; SameSite=None") == true)
    }

    @Test func theSessionMayBeNamedByAParameterInABody() throws {
        let cookie = try #require(world.logIn().cookie)
        #expect(world.post(.client, Form("loginTest", ["JSESSIONID": cookie])).element("cons_id") == "1000121")
        // It comes before the cookie, and in the URL it does not count.
        let other = try #require(world.loginURL().cookie)
        #expect(world.post(.client, Form("loginTest", ["JSESSIONID": other]), cookie: cookie).code == 204)
        #expect(world.send(Form("loginTest", ["JSESSIONID": cookie]).inQuery("GET", .client), to: .client).code == 204)
    }

    @Test(arguments: ["nonsense", "", "a b", String(repeating: "x", count: 10_000)])
    func anUnknownSessionIsNone(_ id: String) {
        #expect(world.post(.client, Form("loginTest", ["JSESSIONID": id])).code == 204)
        #expect(world.post(.client, Form("loginTest"), cookie: id).code == 204)
    }

    @Test func disuseEndsASession() throws {
        let cookie = try #require(world.logIn().cookie)
        for _ in 0..<3 {
            world.clock.advance(by: .seconds(14 * 60))
            #expect(loggedInAs(cookie) == "1000121")
        }
        world.clock.advance(by: .seconds(15 * 60))
        #expect(loggedInAs(cookie) == nil)
    }

    @Test func aLoginTakesANewSessionID() throws {
        let anonymous = try #require(world.loginURL().cookie)
        let first = try #require(world.logIn(cookie: anonymous).cookie)
        #expect(first != anonymous)
        #expect(loggedInAs(anonymous) == nil)
        #expect(loggedInAs(first) == "1000121")
    }

    @Test func aNonceTakenBeforeALoginDoesNotReachTheSessionAfterIt() throws {
        let before = world.loginURL()
        let nonce = try #require(before.element("url")?.split(separator: "=").last.map(String.init))
        _ = world.logIn(cookie: before.cookie)
        let reply = world.loginURL(["NONCE_TOKEN": nonce])
        #expect(loggedInAs(reply.cookie) == nil)
    }

    // MARK: Nonces

    @Test(arguments: ["NONCE_TOKEN", "nonce"])
    func aNonceAttachesOneRequestToTheSession(_ name: String) throws {
        let login = world.logIn()
        let form = Form("getLoginUrl").adding([name: try #require(login.element("nonce"))])
        let reply = world.post(.client, form)
        let id = try #require(reply.cookie)
        #expect(reply.element("JSESSIONID") == id)
        #expect(id != login.cookie)
        #expect(loggedInAs(id) == "1000121")
        #expect(loggedInAs(login.cookie) == "1000121")
        // Once.
        #expect(loggedInAs(world.post(.client, form).cookie) == nil)
    }

    @Test func aNonceMayStandInAnyRequestOfTheClient() throws {
        let nonce = try #require(world.logIn().element("nonce"))
        let reply = world.send(Form("loginTest", ["NONCE_TOKEN": nonce]).inQuery("GET", .client), to: .client)
        #expect(reply.element("cons_id") == "1000121")
        #expect(reply.waited)
        #expect(loggedInAs(reply.cookie) == "1000121")
    }

    @Test func aNonceEndsWithTheSession() throws {
        let login = world.logIn()
        #expect(world.post(.client, Form("logout"), cookie: login.cookie).status == 200)
        let reply = world.loginURL(["NONCE_TOKEN": try #require(login.element("nonce"))])
        #expect(loggedInAs(reply.cookie) == nil)
    }

    @Test func twoRequestsWithOneNonceAttachOne() async throws {
        let nonce = try #require(world.logIn().element("nonce"))
        let world = self.world
        let attached = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask { world.post(.client, Form("loginTest", ["NONCE_TOKEN": nonce])).status == 200 }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(attached == 1)
    }

    // MARK: loginTest and logout

    @Test func loginTestTellsWhoIsLoggedIn() throws {
        let reply = world.post(.client, Form("loginTest"), cookie: world.logIn().cookie)
        #expect(reply.status == 200)
        #expect(!reply.waited)
        #expect(reply.element("cons_id") == "1000121")
        let url = "http://secure2.example.org/organization/site/CRConsAPI?method=loginTest&amp;v=1.0&amp;api_key=open"
        #expect(reply.element("login_test_url") == url)
        #expect(reply.text.contains(#"<token xsi:nil="true"/>"#))
    }

    @Test func loginTestRefusesWhoIsNotLoggedIn() throws {
        for cookie in [nil, world.loginURL().cookie] {
            let reply = world.post(.client, Form("loginTest"), cookie: cookie)
            #expect(reply.status == 403)
            #expect(reply.code == 204)
        }
    }

    @Test(arguments: ["GET", "POST"])
    func logoutEndsTheSessionHoweverItIsReached(_ verb: String) throws {
        let login = world.logIn()
        let other = try #require(world.loginURL(["NONCE_TOKEN": try #require(login.element("nonce"))]).cookie)
        var request = Form("logout").inQuery(verb, .client)
        request.fields.append("Cookie", HTTPFieldValue(replacingControlsIn: "a=b; JSESSIONID=\(other)"))
        let reply = world.send(request, to: .client)
        #expect(reply.element("message") == "User logged out successfully.")
        #expect(reply.header("Set-Cookie")?.contains("Max-Age=0") == true)
        #expect(loggedInAs(other) == nil)
        #expect(loggedInAs(login.cookie) == nil)
    }

    @Test func logoutWithoutASessionSucceeds() throws {
        let reply = world.post(.client, Form("logout", ["response_format": "json"]))
        #expect(reply.text == #"{"loginResponse":{"message":"User logged out successfully."}}"#)
    }

    @Test func loginMayEndThePresentLoginFirst() throws {
        let before = world.loginURL()
        let login = world.post(
            .client, Form("login", ["user_name": "donor", "password": "old-secret", "logout": "true"]), cookie: before.cookie)
        let cookie = try #require(login.cookie)
        #expect(loggedInAs(cookie) == "1000121")
        // A token of the former session does not follow.
        let form = Form(
            "changePassword",
            [
                "old_password": "old-secret", "user_password": "new-secret", "retype_password": "new-secret", "reminder_hint": "x",
                "auth": try #require(before.element("token")),
            ])
        #expect(world.post(.client, form, cookie: cookie).code == 5)
    }

    @Test func aSessionOfSomebodyElseHandsNoTokenOn() throws {
        let twin = world.logIn(userName: "twin1000131", password: "twin-secret")
        let auth = try #require(world.loginURL(cookie: twin.cookie).element("token"))
        let donor = world.logIn(cookie: twin.cookie)
        let form = Form(
            "changePassword",
            [
                "old_password": "old-secret", "user_password": "new-secret", "retype_password": "new-secret", "reminder_hint": "x",
                "auth": auth,
            ])
        #expect(world.post(.client, form, cookie: donor.cookie).code == 5)
    }
}
