import Accounts
import Luminate
import StageSupport
import TestSupport
import Testing

@Suite("login")
struct LoginTests {
    private let stage: Stage

    init() throws { stage = try Stage() }

    @Test func identifiesTheConstituentWithTimeAndSignature() throws {
        let reply = stage.logIn()
        #expect(reply.status == 200)
        #expect(reply.element("cons_id") == "1000121")
        #expect(reply.element("timestamp") == "1454341434")
        // MD5 of 1000121, 1454341434 and demo-secret, computed elsewhere.
        #expect(reply.element("signature") == "26fb4382e49348ba8dd0bec43582ddc9")
        #expect(reply.waited)
    }

    @Test func givesTokensInTheVendorsShapes() throws {
        let reply = stage.logIn()
        let token = try #require(reply.element("token"))
        let nonce = try #require(reply.element("nonce"))
        let sessionID = try #require(reply.element("JSESSIONID"))
        #expect(token.wholeMatch(of: /[A-Za-z0-9_-]{65,90}/) != nil)
        #expect(nonce.wholeMatch(of: /[0-9A-F]{32}/) != nil)
        #expect(sessionID.wholeMatch(of: /[A-Za-z0-9_-]{22}\.app101a/) != nil)
        #expect(reply.element("routing_id") == "00000000.app101a")
        #expect(reply.cookie == sessionID)
    }

    @Test("Tokens, session and the end of the previous one are one write, so that a crash leaves no half of a login")
    func isOneWrite() throws {
        let store = MemoryAccountStore()
        let stage = try Stage(store: store)
        // The first sign-in from an address remembers the address.
        #expect(stage.logIn().status == 200)
        let visitor = try #require(stage.post(.client, Form("getLoginUrl")).cookie)
        let writes = store.writes
        let reply = stage.logIn(cookie: visitor)
        #expect(reply.element("token") != nil && reply.element("nonce") != nil && reply.cookie != nil)
        #expect(store.writes == writes + 1)
        #expect(stage.post(.client, Form("loginTest"), cookie: visitor).element("cons_id") == nil)
    }

    @Test func givesTokensButNoCookieOnTheServerServlet() throws {
        let reply = stage.postAsAdministrator("login", ["user_name": "donor", "password": "old-secret"])
        #expect(reply.element("cons_id") == "1000121")
        #expect(reply.element("token") != nil)
        #expect(reply.header("Set-Cookie") == nil)
        // The session it speaks of is one.
        let sessionID = try #require(reply.element("JSESSIONID"))
        #expect(stage.post(.client, Form("loginTest"), cookie: sessionID).element("cons_id") == "1000121")
    }

    @Test func identifiesTheAPIAdministratorWhenNobodyElseIsNamed() throws {
        #expect(stage.postAsAdministrator("login", [:]).element("cons_id") == "1000002")
    }

    @Test(arguments: [("donor", "wrong"), ("nobody", "old-secret"), ("donor@example.org", "old-secret"), ("donor", "OLD-SECRET")])
    func answersEveryMismatchAlike(_ userName: String, password: String) throws {
        let reply = stage.logIn(userName: userName, password: password)
        #expect(reply.status == 403)
        #expect(reply.code == 202)
        #expect(reply.element("message") == "Invalid user name or password.")
        #expect(reply.cookie == nil)
    }

    @Test(arguments: [AccountStatus.disabled, .locked])
    func answersAnAccountThatMayNotSignInLikeAMismatch(_ status: AccountStatus) throws {
        try stage.add(#"{"cons_id": "1000140", "user_name": "gone"}"#, password: "old-secret", status: status)
        #expect(stage.logIn(userName: "gone").code == 202)
    }

    @Test func answersAnAccountOfAnotherSystemLikeAMismatch() throws {
        try stage.add(#"{"user_name": "robot"}"#, password: "old-secret")
        #expect(stage.logIn(userName: "robot").code == 202)
    }

    @Test func takesAUserNameInAnyLetterCase() throws {
        #expect(stage.logIn(userName: "DONOR").status == 200)
    }

    @Test(arguments: [
        (["password": "old-secret"], 200), (["user_name": "donor"], 201), (["user_name": "donor", "password": ""], 201), ([:], 200),
    ])
    func refusesWhatIsMissing(_ fields: [String: String], code: Int) throws {
        var form = Form("login")
        for (name, value) in fields { form = form.adding([name: value]) }
        #expect(stage.post(.client, form).code == code)
    }

    @Test func takesAnEmailAddressWhereTheSiteAllowsIt() throws {
        let lax = try Stage { $0.signsInByEmail = true }
        #expect(lax.logIn(userName: "donor@example.org").status == 200)
        #expect(lax.logIn(userName: "donor").status == 200)
    }

    @Test func slowsAGuesserDown() throws {
        for _ in 0..<10 { #expect(stage.logIn(password: "wrong").code == 202) }
        #expect(stage.logIn().code == 202)
        stage.clock.advance(by: .seconds(61))
        #expect(stage.logIn().status == 200)
    }

    @Test func neverPrintsAPassword() throws {
        for password in ["wrong-secret-1", "old-secret"] {
            #expect(!stage.logIn(password: password).text.contains(password))
        }
        #expect(!stage.log.all.isEmpty)
        #expect(stage.log.all.allSatisfy { !$0.contains("secret") })
    }
}
