import Accounts
import Dispatch
import HTTP
import Synchronization
import StageSupport
import TestSupport
import Testing

@testable import XWeb

@Suite("xWEB's web users")
struct WebUserTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
    }

    @Test("The vendor's sample message works as printed: true, and once more false")
    func sampleAsPrinted() {
        let sample = """
            <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns="http://www.avectra.com/2005/">
            <soapenv:Header>
            <ns:AuthorizationToken>
            <ns:Token>df3d1644-ba3e-4dc7-8399-ae06ee6063e5</ns:Token>
            </ns:AuthorizationToken>
            </soapenv:Header>
            <soapenv:Body>
            <ns:WEBWebUserChangePassword>
            <ns:recno>82457</ns:recno>
            <ns:oldPassword>123</ns:oldPassword>
            <ns:newPassword>12345678</ns:newPassword>
            </ns:WEBWebUserChangePassword>
            </soapenv:Body>
            </soapenv:Envelope>
            """
        let first = stage.post(sample, action: "WEBWebUserChangePassword")
        #expect(first.text(of: "WEBWebUserChangePasswordResult") == "true")
        #expect(first.text(of: "Token") == Stage.token)
        #expect(stage.post(sample, action: "WEBWebUserChangePassword").text(of: "WEBWebUserChangePasswordResult") == "false")
        #expect(stage.login("member@example.org", "123").status == 500)
        #expect(stage.login("member@example.org", "12345678").status == 200)
    }

    @Test("Every business refusal is false, with the reason in the log only")
    func refusals() {
        for (recno, old, new) in [
            ("82457", "wrong", "new"), ("1", "123", "new"), ("", "123", "new"), ("82457", "", "new"), ("82457", "123", ""),
            ("82457 OR 1=1", "123", "new"), ("82457", "123", String(repeating: "x", count: 1025)),
        ] {
            #expect(stage.change(recno, old, new) == "false")
        }
        #expect(stage.call("WEBWebUserChangePassword").text(of: "WEBWebUserChangePasswordResult") == "false")
        #expect(stage.log.all.count == 8)
        #expect(stage.log.all.allSatisfy { !$0.contains("123") })
        #expect(stage.login("member@example.org", "123").status == 200)
    }

    @Test("A password is case-sensitive and kept byte for byte; a login is not case-sensitive")
    func exactPasswords() {
        #expect(stage.change("240656", "Pa$$w0rd", "Pa$$w0RD") == "true")
        #expect(stage.login("Second@Example.org", "Pa$$w0rd").status == 500)
        #expect(stage.login("Second@Example.org", "Pa$$w0RD").status == 200)
        #expect(stage.change("240656", "Pa$$w0RD", " e\u{301} &lt;&amp;\u{1F600} ") == "true")
        #expect(stage.login("second@example.org", " \u{e9} &lt;&amp;\u{1F600} ").status == 500)
        #expect(stage.login("second@example.org", " e\u{301} &lt;&amp;\u{1F600} ").status == 200)
    }

    @Test("A change clears the flag that forces one")
    func clearsForcedChange() throws {
        let account = try #require(
            try stage.users.accounts(with: Identity(XWebScheme.recno, "82457"), in: stage.site, limit: 1).first)
        var changes = AccountChanges()
        changes.mustChangePassword = true
        #expect(try stage.users.update(account.id, in: stage.site, changes))
        #expect(stage.change("82457", "123", "456") == "true")
        let after = try stage.users.account(account.id, in: stage.site)
        #expect(after?.credential?.mustChange == false)
    }

    @Test("Of two racing changes exactly one wins, and its password is the one that counts")
    func race() {
        for round in 0..<20 {
            let old = round == 0 ? "123" : "winner-of-\(round - 1)"
            let results = Mutex<[String?]>([])
            DispatchQueue.concurrentPerform(iterations: 2) { number in
                let result = stage.change("82457", old, "candidate-\(round)-\(number)")
                results.withLock { $0.append(result) }
            }
            #expect(results.withLock { $0.compactMap { $0 }.sorted() } == ["false", "true"])
            let winner = [0, 1].filter { stage.login("member@example.org", "candidate-\(round)-\($0)").status == 200 }
            #expect(winner.count == 1)
            #expect(stage.change("82457", "candidate-\(round)-\(winner.first ?? 0)", "winner-of-\(round)") == "true")
        }
    }

    @Test("A login brings the web user with a single-sign-on token, in the type's order, without what is empty and without passwords")
    func login() {
        let response = stage.login("MEMBER@example.org", "123")
        #expect(response.status == 200)
        let body = response.bodyText
        #expect(
            body.contains("<WEBWebUserLoginResult><CurrentKey>5f0f2b3c-1111-4222-8333-944455566677</CurrentKey><Individual><ind_cst_key>"))
        #expect(response.text(of: "ind_token")?.count == 36)
        #expect(body.contains("<Customer><cst_recno>82457</cst_recno><cst_web_login>member@example.org</cst_web_login></Customer>"))
        #expect(body.contains("<Business_Address><adr_city>Kraków &amp; &lt;Co&gt;</adr_city></Business_Address>"))
        #expect(!body.contains("Business_Fax"))
        #expect(!body.contains("password"))
    }

    @Test("A login that fails is a fault with the vendor's words", arguments: [("member@example.org", "x"), ("nobody", "123"), ("", "")])
    func loginRefused(name: String, password: String) {
        let response = stage.login(name, password)
        #expect(response.status == 500)
        #expect(response.text(of: "Message") == "Unable to login user.")
        #expect(response.bodyText.contains("<SystemExceptionInfo xmlns="))
        #expect(
            response.text(of: "faultstring")?.contains("netForumXMLSecure.WEBWebUserLogin(String LoginOrEmail, String password)") == true)
    }
}
