import Accounts
import HTTP
import Luminate
import StageSupport
import TestSupport
import Testing

@Suite("changePassword on the client servlet")
struct ChangePasswordOnClientTests {
    private let stage: Stage

    init() throws { stage = try Stage() }

    private static let form = Form(
        "changePassword",
        ["old_password": "old-secret", "user_password": "new-secret", "retype_password": "new-secret", "reminder_hint": "the usual"])

    /// A logged-in session: its cookie, and its token.
    private func loggedIn() throws -> (cookie: String, auth: String) {
        let cookie = try #require(stage.logIn().cookie)
        return (cookie, try #require(stage.loginURL(cookie: cookie).element("token")))
    }

    @Test func changesTheCallersOwnPassword() throws {
        let (cookie, auth) = try loggedIn()
        let reply = stage.post(.client, Self.form.adding(["auth": auth]), cookie: cookie)
        #expect(reply.status == 200)
        #expect(reply.element("cons_id") == "1000121")
        #expect(reply.element("message") == "User updated.")
        #expect(!stage.fits("donor", "old-secret"))
        #expect(stage.fits("donor", "new-secret"))
        #expect(try stage.account(consID: "1000121")?.attributes["luminate.reminder_hint"] == "the usual")
    }

    @Test func answersTheVendorsJSON() throws {
        let (cookie, auth) = try loggedIn()
        let reply = stage.post(.client, Self.form.adding(["auth": auth, "response_format": "json"]), cookie: cookie)
        #expect(reply.text == #"{"updateConsResponse":{"message":"User updated.","cons_id":"1000121"}}"#)
    }

    @Test func takesATokenGivenBeforeTheLogin() throws {
        let first = stage.loginURL()
        let auth = try #require(first.element("token"))
        let login = stage.logIn(cookie: first.cookie)
        let cookie = try #require(login.cookie)
        #expect(cookie != first.cookie)
        #expect(stage.post(.client, Self.form.adding(["auth": auth]), cookie: cookie).status == 200)
    }

    @Test func keepsTheSessionAndEndsTheOthers() throws {
        let (cookie, auth) = try loggedIn()
        let other = try #require(stage.logIn().cookie)
        #expect(stage.post(.client, Self.form.adding(["auth": auth]), cookie: cookie).status == 200)
        #expect(stage.post(.client, Form("loginTest"), cookie: cookie).element("cons_id") == "1000121")
        #expect(stage.post(.client, Form("loginTest"), cookie: other).code == 204)
        // The token stays good as well.
        let again = Self.form.replacing("old_password", by: "new-secret").replacing("user_password", by: "third-secret")
            .replacing("retype_password", by: "third-secret")
        #expect(stage.post(.client, again.adding(["auth": auth]), cookie: cookie).status == 200)
    }

    @Test func ignoresSelectorsOfOtherRecords() throws {
        let (cookie, auth) = try loggedIn()
        let reply = stage.post(.client, Self.form.adding(["auth": auth, "cons_id": "1000131", "member_id": "TWIN"]), cookie: cookie)
        #expect(reply.element("cons_id") == "1000121")
        #expect(stage.fits("twin1000131", "twin-secret"))
    }

    @Test func refusesAWrongOldPassword() throws {
        let (cookie, auth) = try loggedIn()
        let reply = stage.post(.client, Self.form.replacing("old_password", by: "wrong").adding(["auth": auth]), cookie: cookie)
        #expect(reply.status == 403)
        #expect(reply.code == 20)
        #expect(stage.fits("donor", "old-secret"))
    }

    @Test func refusesAMissingTokenBeforeAnythingElseOfTheMethod() throws {
        let (cookie, _) = try loggedIn()
        for form in [Self.form, Self.form.adding(["auth": ""]), Self.form.without("old_password")] {
            let reply = stage.post(.client, form, cookie: cookie)
            #expect(reply.status == 403)
            #expect(reply.code == 5)
            #expect(!reply.waited)
        }
    }

    @Test func refusesTokensOfAnotherSession() throws {
        let (cookie, _) = try loggedIn()
        let stranger = try #require(stage.loginURL().element("token"))
        for token in [stranger, "nonsense", String(repeating: "t", count: 5000)] {
            #expect(stage.post(.client, Self.form.adding(["auth": token]), cookie: cookie).code == 5)
        }
        #expect(stage.fits("donor", "old-secret"))
    }

    @Test func asksForALoginWhenOnlyTheTokenIsRight() throws {
        let first = stage.loginURL()
        let form = Self.form.adding(["auth": try #require(first.element("token"))])
        #expect(stage.post(.client, form, cookie: first.cookie).code == 3)
        // And when the session's cookie does not come.
        #expect(stage.post(.client, form).code == 3)
    }

    @Test func refusesAfterLogout() throws {
        let (cookie, auth) = try loggedIn()
        #expect(stage.post(.client, Form("logout"), cookie: cookie).status == 200)
        #expect(stage.post(.client, Self.form.adding(["auth": auth]), cookie: cookie).code == 3)
    }

    @Test func neverChangesAnAdministratorsPassword() throws {
        let cookie = try #require(stage.logIn(userName: "admin", password: "admin-secret").cookie)
        let auth = try #require(stage.loginURL(cookie: cookie).element("token"))
        let form = Self.form.replacing("old_password", by: "admin-secret").adding(["auth": auth])
        #expect(stage.post(.client, form, cookie: cookie).code == 14)
        #expect(stage.fits("admin", "admin-secret"))
    }

    // MARK: Single sign-on tokens

    private func ssoToken() throws -> String {
        try #require(stage.postAsAdministrator("login", ["user_name": "donor", "password": "old-secret"]).element("token"))
    }

    @Test func aSingleSignOnTokenLogsTheSessionIn() throws {
        let reply = stage.post(.client, Self.form.adding(["sso_auth_token": try ssoToken()]))
        #expect(reply.status == 200)
        let cookie = try #require(reply.cookie)
        #expect(stage.post(.client, Form("loginTest"), cookie: cookie).element("cons_id") == "1000121")
        #expect(stage.fits("donor", "new-secret"))
    }

    @Test func aRefusedChangeLogsNobodyIn() throws {
        let form = Self.form.replacing("old_password", by: "wrong").adding(["sso_auth_token": try ssoToken()])
        let reply = stage.post(.client, form)
        #expect(reply.code == 20)
        #expect(reply.cookie == nil)
    }

    @Test func aSingleSignOnTokenLogsInForFifteenMinutes() throws {
        let token = try ssoToken()
        let form = Self.form.replacing("old_password", by: "wrong").adding(["sso_auth_token": token])
        stage.clock.advance(by: .seconds(15 * 60 - 1))
        #expect(stage.post(.client, form).code == 20)
        stage.clock.advance(by: .seconds(1))
        #expect(stage.post(.client, form).code == 5)
        // For a session that is logged in it goes on as proof.
        let cookie = try #require(stage.logIn().cookie)
        #expect(stage.post(.client, form, cookie: cookie).code == 20)
    }

    @Test func aSingleSignOnTokenOfSomebodyElseIsRefused() throws {
        let cookie = try #require(stage.logIn(userName: "twin1000131", password: "twin-secret").cookie)
        #expect(stage.post(.client, Self.form.adding(["sso_auth_token": try ssoToken()]), cookie: cookie).code == 5)
        #expect(stage.post(.client, Self.form.adding(["sso_auth_token": "nonsense"])).code == 5)
    }

    @Test func aSingleSignOnTokenMayComeFromAFixture() throws {
        let account = try #require(try stage.account(consID: "1000121"))
        let opening = SessionOpening(
            kind: LuminateToken.singleSignOn, account: account.id, token: "fixed-token", format: .guid, lifetime: nil, idleTimeout: nil)
        _ = try stage.users.openSession(opening, in: stage.site)
        #expect(stage.post(.client, Self.form.adding(["sso_auth_token": "fixed-token"])).status == 200)
    }

    @Test func oneRightTokenIsEnough() throws {
        let form = Self.form.adding(["auth": "stale", "sso_auth_token": try ssoToken()])
        #expect(stage.post(.client, form).status == 200)
    }
}
