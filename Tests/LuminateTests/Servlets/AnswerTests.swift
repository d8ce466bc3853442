import Accounts
import HTTP
import Luminate
import StageSupport
import TestSupport
import Testing

@Suite("Answers, their order of checks, and what strangers learn")
struct AnswerTests {
    @Test("Every message is the vendor's alone, without the reason")
    func reasons() throws {
        let stage = try Stage {
            $0.trustedOrigins = ["localhost"].compactMap(HostPattern.init)
        }
        let cases: [(Form, message: String)] = [
            (Form("logout").without("v"), "Unable to process request."),
            (Form("logout").replacing("api_key", by: "x"), "Incorrect API key."),
            (Form("nix"), "No method specified or the method specified is invalid."),
            (Form("changePassword"), "Method is restricted; the API requires an auth token."),
            (Form("login", ["user_name": "donor", "password": "x"]), "Invalid user name or password."),
            (Form("logout", ["redirect": "ftp://a.example/"]), "Validation error."),
        ]
        for (form, message) in cases {
            let reply = stage.post(.client, form, origin: "http://localhost")
            #expect(reply.element("message") == message)
            #expect(!reply.hasHeader("X-Understudy-Reason") && !reply.hasHeader("Access-Control-Expose-Headers"))
        }
    }

    @Test(
        "Nothing is learnt on the server servlet before the credentials fit",
        arguments: [
            Form("getUserTransactions"), Form("changePassword", ["cons_id": "1000121"]), Form("changePassword"), Form("authenticateUser"),
        ])
    func credentialsFirst(_ form: Form) throws {
        let stage = try Stage()
        let wrong = stage.post(.server, form.adding(["login_name": "apiadmin", "login_password": "bad"]))
        #expect(wrong.code == 3)
        let right = stage.post(.server, form.adding(["login_name": "apiadmin", "login_password": "api-secret"]))
        #expect(right.code != 3 && right.code != nil)
    }

    @Test("A wrong token hides what else is wrong")
    func tokenFirst() throws {
        let stage = try Stage()
        let cookie = try #require(stage.logIn().cookie)
        #expect(stage.post(.client, Form("changePassword", ["auth": "nonsense"]), cookie: cookie).code == 5)
        let auth = try #require(stage.loginURL(cookie: cookie).element("token"))
        #expect(stage.post(.client, Form("changePassword", ["auth": auth]), cookie: cookie).code == 21)
    }

    @Test("Failures in a row slow nobody down where the site says so")
    func throttle() throws {
        let stage = try Stage { $0.slowsGuessing = false }
        for _ in 0..<15 { #expect(stage.logIn(password: "wrong").code == 202) }
        #expect(stage.logIn().status == 200)
    }

    @Test("Five digits find a ZIP+4 code where the site says so, and several records count as usual")
    func zip() throws {
        func answer(_ zip: String, finds: Bool, stored: [String]) throws -> Int? {
            let stage = try Stage {
                $0.authenticationColumns = ["primary_address.zip"]
                $0.zipMatchesPlusFour = finds
            }
            for (index, zip) in stored.enumerated() { try stage.add(#"{"cons_id": "\#(index + 1)", "columns": {"zip": "\#(zip)"}}"#) }
            return stage.post(.client, Form("authenticateUser", ["primary_address.zip": zip])).code
        }
        #expect(try answer("90210", finds: false, stored: ["90210-1234"]) == 16)
        #expect(try answer("90210", finds: true, stored: ["90210-1234"]) == nil)
        #expect(try answer("90210", finds: true, stored: ["90210"]) == nil)
        #expect(try answer("90210", finds: true, stored: ["90210-1234", "90210"]) == 8)
        #expect(try answer("90210-1234", finds: true, stored: ["90210"]) == 16)
        #expect(try answer("90210-1234", finds: true, stored: ["90210-1234", "90210"]) == nil)
    }

    @Test("A client address opens so many sessions without a login and no more, until time has passed")
    func allowance() throws {
        let stage = try Stage { $0.anonymousSessionsPerAddress = 3 }
        func ask(from address: String) -> Reply {
            var request = Form("getLoginUrl").post(.client)
            request.clientAddress = address
            return stage.send(request, to: .client)
        }
        let cookie = try #require(stage.logIn().cookie)
        for _ in 0..<3 { #expect(ask(from: "192.0.2.1").status == 200) }
        let refused = ask(from: "192.0.2.1")
        #expect(refused.status == 503 && refused.code == 1 && refused.header("Retry-After") == "1")
        #expect(ask(from: "192.0.2.2").status == 200)
        var request = Form("getLoginUrl").post(.client, cookie: cookie)
        request.clientAddress = "192.0.2.1"
        #expect(stage.send(request, to: .client).status == 200, "who is logged in is not counted")
        stage.clock.advance(by: .seconds(15 * 60))
        #expect(ask(from: "192.0.2.1").status == 200)
    }

    // MARK: Redirects

    @Test("A signed redirect has no other time and signature")
    func oldSignature() throws {
        let stage = try Stage()
        let address = "http://a.example/?x=1&ts=5&signature=abc&sig=d&tsx=2"
        let plain = stage.post(.client, Form("logout", ["redirect": address]))
        #expect(plain.location == address)
        let signed = stage.post(.client, Form("logout", ["redirect": address, "sign_redirects": "true"]))
        // MD5 of `x=1&tsx=2&ts=1454341434&signature=demo-secret`, computed by Python's hashlib.
        #expect(signed.location == "http://a.example/?x=1&tsx=2&ts=1454341434&signature=fd3249eb4ee31a209dd6513a9b91202d")
    }

    @Test("A path leads to the server itself, unless the site says otherwise")
    func ownPaths() throws {
        for isResolved in [true, false] {
            let stage = try Stage {
                $0.redirectHosts = []
                $0.resolvesRelativeRedirects = isResolved
            }
            let reply = stage.post(.client, Form("logout", ["redirect": "/site/PageServer?pagename=x&code="]))
            #expect(reply.location == (isResolved ? "http://secure2.example.org/site/PageServer?pagename=x&code=" : nil))
            for address in ["//evil.example/", "/\\evil.example/", "site/PageServer", "/a\nb"] {
                #expect(stage.post(.client, Form("logout", ["redirect": address])).location == nil)
            }
        }
    }
}
