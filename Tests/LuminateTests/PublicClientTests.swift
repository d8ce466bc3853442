import Accounts
import HTTP
import Luminate
import StageSupport
import TestSupport
import Testing

/// What public libraries and programs do. Each test repeats the requests of one.
@Suite("Public clients")
struct PublicClientTests {
    private let stage: Stage

    init() throws { stage = try Stage() }

    private func loggedInAs(_ cookie: String?, _ fields: KeyValuePairs<String, String> = [:]) -> String? {
        stage.post(.client, Form("loginTest", fields), cookie: cookie).element("cons_id")
    }

    private static func change(from old: String = "old-secret", to new: String = "new-secret") -> Form {
        Form("changePassword", ["old_password": old, "user_password": new, "retype_password": new, "reminder_hint": "stars"])
    }

    // MARK: A session id that is no longer the session's

    @Test("A page that goes on sending the id of before its login stays logged in, with cookies and without", arguments: [true, false])
    func staleParameter(hasCookies: Bool) throws {
        let first = stage.loginURL()
        let stale = try #require(first.element("JSESSIONID"))
        let login = stage.post(
            .client, Form("login", ["user_name": "donor", "password": "old-secret", "JSESSIONID": stale]),
            cookie: hasCookies ? first.cookie : nil)
        let cookie = try #require(login.cookie)
        #expect(cookie != stale)
        let next = stage.post(.client, Form("getLoginUrl", ["JSESSIONID": stale]), cookie: hasCookies ? cookie : nil)
        let (id, auth) = (try #require(next.element("JSESSIONID")), try #require(next.element("token")))
        #expect(loggedInAs(nil, ["JSESSIONID": id]) == "1000121")
        #expect(stage.post(.client, Self.change().adding(["auth": auth, "JSESSIONID": id])).status == 200)
        // A second login from there goes on being reached.
        let again = stage.post(.client, Form("login", ["user_name": "donor", "password": "new-secret", "JSESSIONID": stale]))
        #expect(again.status == 200)
        #expect(loggedInAs(nil, ["JSESSIONID": stale]) == "1000121")
    }

    @Test("An id that only a cookie named does not lead to the session after the login")
    func plantedCookie() throws {
        let planted = try #require(stage.loginURL().cookie)
        #expect(stage.logIn(cookie: planted).status == 200)
        #expect(loggedInAs(planted) == nil)
        #expect(loggedInAs(nil, ["JSESSIONID": planted]) == nil)
    }

    @Test("An id that names no session does not become a name of one")
    func unknownParameter() {
        let form = Form("login", ["user_name": "donor", "password": "old-secret", "JSESSIONID": "guessed.app101a"])
        #expect(stage.post(.client, form).status == 200)
        #expect(loggedInAs(nil, ["JSESSIONID": "guessed.app101a"]) == nil)
    }

    @Test("A logout ends a session under all its names")
    func logout() throws {
        let stale = try #require(stage.loginURL().element("JSESSIONID"))
        let login = stage.post(.client, Form("login", ["user_name": "donor", "password": "old-secret", "JSESSIONID": stale]))
        #expect(stage.post(.client, Form("logout", ["JSESSIONID": stale])).status == 200)
        #expect(loggedInAs(login.cookie) == nil && loggedInAs(nil, ["JSESSIONID": stale]) == nil)
    }

    @Test("The cookie counts when the parameter names no live session")
    func deadParameter() throws {
        let cookie = try #require(stage.logIn().cookie)
        #expect(loggedInAs(cookie, ["JSESSIONID": "deaddead.app1b"]) == "1000121")
        let other = try #require(stage.loginURL().cookie)
        #expect(loggedInAs(cookie, ["JSESSIONID": other]) == nil, "a live one comes first")
    }

    // MARK: Tokens

    @Test("The token of a login works as auth, and after the change of password it authorised", arguments: ["auth", "sso_auth_token"])
    func loginToken(_ name: String) throws {
        let login = stage.postAsAdministrator("login", ["user_name": "donor", "password": "old-secret"])
        let (token, id) = (try #require(login.element("token")), try #require(login.element("JSESSIONID")))
        let nonce = try #require(login.element("nonce"))
        let form = Self.change().adding([name: token, "JSESSIONID": id])
        #expect(stage.post(.client, form.adding(["nonce": nonce])).status == 200)
        let back = Self.change(from: "new-secret", to: "old-secret").adding([name: token, "JSESSIONID": id])
        #expect(stage.post(.client, back).status == 200)
        // Without the session it still logs in, and keeps its time.
        #expect(stage.post(.client, Self.change().adding([name: token])).status == 200)
        stage.clock.advance(by: .seconds(15 * 60))
        #expect(stage.post(.client, Self.change(from: "new-secret").adding([name: token])).code == 5)
    }

    @Test("Other tokens of the constituent end with the change of password")
    func otherTokens() throws {
        let login = stage.postAsAdministrator("login", ["user_name": "donor", "password": "old-secret"])
        let other = try #require(stage.postAsAdministrator("login", ["user_name": "donor", "password": "old-secret"]).element("token"))
        #expect(stage.post(.client, Self.change().adding(["auth": try #require(login.element("token"))])).status == 200)
        #expect(stage.post(.client, Self.change(from: "new-secret").adding(["auth": other])).code == 5)
    }

    @Test("A strict site takes no token from the address, under either name", arguments: ["auth", "sso_auth_token"])
    func tokenInAddress(_ name: String) throws {
        for isStrict in [true, false] {
            let stage = try Stage { $0.strictTokenPlacement = isStrict }
            let login = stage.postAsAdministrator("login", ["user_name": "donor", "password": "old-secret"])
            var request = Self.change().post(.client)
            request.query = "\(name)=\(try #require(login.element("token")))"
            #expect(stage.send(request, to: .client).code == (isStrict ? 5 : nil))
        }
    }

    @Test("authenticateUser gives a page the token to go on with, and a program the nil of the vendor's sample")
    func authenticateUser() throws {
        let fields: KeyValuePairs = ["last_name": "Sample", "member_id": "100234"]
        let page = stage.post(.client, Form("authenticateUser", fields))
        #expect(page.element("token") != nil && page.element("JSESSIONID") == page.cookie)
        #expect(stage.postAsAdministrator("authenticateUser", fields).element("token") == nil)
        for isGiven in [true, false] {
            let stage = try Stage { $0.authenticateUserGivesTokens = isGiven }
            #expect((stage.post(.client, Form("authenticateUser", fields)).element("token") != nil) == isGiven)
            #expect((stage.postAsAdministrator("authenticateUser", fields).element("token") != nil) == isGiven)
        }
    }

    @Test(
        "The names of a column are the same, both ways",
        arguments: ["primary_email", "email.primary_address", "email_primary_address"], ["primary_email", "email.primary_address"])
    func columnNames(sent: String, configured: String) throws {
        let stage = try Stage { $0.authenticationColumns = [configured, "name.last"] }
        try stage.add(#"{"cons_id": "7", "primary_email": "c@example.org", "columns": {"last_name": "Columns"}}"#)
        let form = Form("authenticateUser", ["last_name": "columns"])
        #expect(stage.post(.client, Form(raw: [sent: "C@example.org"]).adding(all: form)).element("cons_id") == "7")
    }

    // MARK: send_user_name

    @Test("A page that has its user name sent gets a loginResponse, whoever has the address")
    func sendUserName() throws {
        func send(_ address: String, in stage: Stage) -> Reply {
            stage.post(.client, Form("login", ["send_user_name": "true", "email": address]))
        }
        let known = send("donor@example.org", in: stage)
        #expect(known.status == 200 && known.text.contains("<loginResponse") && known.element("message") != nil)
        #expect(known.cookie == nil)
        #expect(send("nobody@example.org", in: stage).text == known.text)
        let mail = try #require(try stage.users.events("luminate.mail", of: nil, in: stage.site, limit: 9).first)
        let donor = try #require(try stage.account(consID: "1000121"))
        #expect(mail.event.fields["user_name"] == "donor" && mail.event.account == donor.id)
        for address in ["", "nix", "a b@example.org", "a@b", "a@b..c", "@example.org"] {
            #expect(send(address, in: stage).code == (address.isEmpty ? 10 : 22))
        }
        let open = try Stage { $0.tellsUnknownAddresses = true }
        #expect(send("nobody@example.org", in: open).code == 16)
        // With a password it is a login all the same.
        let both = ["user_name": "donor", "password": "old-secret", "send_user_name": "true"] as KeyValuePairs
        #expect(stage.post(.client, Form("login", both)).element("cons_id") == "1000121")
    }

    @Test("Mail that anybody can ask for does not fill the store")
    func mailIsBounded() throws {
        for _ in 0..<30 { _ = stage.post(.client, Form("login", ["send_user_name": "true", "email": "donor@example.org"])) }
        #expect(try stage.users.events("luminate.mail", of: nil, in: stage.site, limit: 99).count == 20)
    }

    // MARK: Bodies

    @Test("A url-encoded body that calls itself multipart without a boundary is read")
    func multipartWithoutBoundary() {
        var request = Form("loginTest", ["response_format": "json", "suppress_response_codes": "true"]).post(.client)
        request.fields.set("Content-Type", "multipart/form-data; charset=UTF-8")
        let reply = stage.send(request, to: .client)
        #expect(reply.status == 200)
        #expect(reply.text.hasPrefix(#"{"errorResponse":{"code":"204""#))
    }

    @Test("A form of another charset is read in it, and one that cannot be read is refused in the form it asks for")
    func charsets() throws {
        try stage.add(#"{"cons_id": "8", "user_name": "ren\u00e9"}"#, password: "old-secret")
        var request = Form("login").post(.client)
        request.body += Array("&response_format=json&suppress_response_codes=true&user_name=ren%E9&password=old-secret".utf8)
        let refused = stage.send(request, to: .client)
        #expect(refused.status == 200 && refused.text.hasPrefix(#"{"errorResponse":{"code":"35""#))
        request.body += Array("&error_redirect=http://a.example/?code=".utf8)
        #expect(stage.send(request, to: .client).location == "http://a.example/?code=35")
        request.fields.set("Content-Type", "application/x-www-form-urlencoded; charset=ISO-8859-1")
        #expect(stage.send(request, to: .client).text.contains(#""cons_id":"8""#))
    }
}
