import HTTP
import Luminate
import StageSupport
import TestSupport
import Testing

@Suite("Redirects")
struct RedirectTests {
    private let stage: Stage

    init() throws { stage = try Stage() }

    /// The form of the vendor's page for authenticateUser, with the fields that a user fills in.
    private static func form(lastName: String = "Sample") -> Form {
        Form(raw: [
            "api_key": "open", "v": "1.0", "method": "authenticateUser",
            "success_redirect": "http://yourothersite.org/login_page.html?cons_id=",
            "error_redirect": "http://yourothersite.org/login_page.html?code=&message=", "sign_redirects": "true",
            "last_name": lastName, "member_id": "100234", "Submit": "Submit",
        ])
    }

    @Test func theVendorsFormLeadsToTheSuccessPage() throws {
        let reply = stage.post(.client, Self.form())
        #expect(reply.status == 302)
        #expect(reply.text.isEmpty)
        #expect(reply.cookie != nil)
        // MD5 of `cons_id=1001002&ts=1454341434&signature=demo-secret`, computed elsewhere.
        #expect(
            reply.location
                == "http://yourothersite.org/login_page.html?cons_id=1001002&ts=1454341434&signature=54709c5aaa9dce476b9f74a5f1a44f09")
    }

    @Test func theVendorsFormLeadsToTheErrorPage() throws {
        let location = try #require(stage.post(.client, Self.form(lastName: "Simple")).location)
        #expect(
            location.hasPrefix(
                "http://yourothersite.org/login_page.html?code=16&message=Constituent%20record%20not%20found.&ts=1454341434&"))
    }

    @Test func theSignatureIsMadeAsTheSiteSays() throws {
        let outside = try Stage { $0.signatureCoversItsName = false }
        #expect(outside.post(.client, Self.form()).location?.hasSuffix("&signature=b8528238c9f5cf806b0c6c78a85ce01b") == true)
        let sha1 = try Stage {
            $0.digest = .sha1
            $0.signatureParameter = "sig"
            $0.signatureCoversItsName = false
        }
        #expect(sha1.post(.client, Self.form()).location?.contains("&ts=1454341434&sig=") == true)
    }

    @Test func emptyParametersStayEmptyWhereTheSiteSaysSo() throws {
        let plain = try Stage { $0.fillsEmptyRedirectParameters = false }
        let location = plain.post(.client, Self.form().without("sign_redirects")).location
        #expect(location == "http://yourothersite.org/login_page.html?cons_id=")
    }

    @Test(arguments: [
        ("http://a.example/p?id=${loginResponse/cons_id}&t=${loginResponse/timestamp}", "http://a.example/p?id=1001002&t=1454341434"),
        ("http://a.example/p?code=${errorResponse/code}&x=1", "http://a.example/p?code=&x=1"),
        ("http://a.example/${loginResponse/cons_id}/p#c=${loginResponse/cons_id}", "http://a.example/1001002/p#c=1001002"),
        ("https://a.example", "https://a.example"),
        ("http://a.example:8080?cons_id=0", "http://a.example:8080?cons_id=0"),
        ("http://a.example/?my_cons_id=&cons_id=&q", "http://a.example/?my_cons_id=&cons_id=1001002&q"),
        ("http://a.example/p?t=${loginResponse/token}&u=${unclosed", "http://a.example/p?t=&u=$%7Bunclosed"),
        ("HTTP://a.example/ä b?q=\"<>", "HTTP://a.example/%C3%A4%20b?q=%22%3C%3E"),
        ("http://a.example/%41?q=%20", "http://a.example/%41?q=%20"),
    ])
    func placeholdersAreFilled(_ template: String, expected: String) throws {
        let form = Self.form().without("sign_redirects").replacing("success_redirect", by: template)
        #expect(stage.post(.client, form).location == expected)
    }

    @Test(arguments: [
        ("http://a.example/p", "http://a.example/p?ts=1454341434&signature="),
        ("http://a.example/p?", "http://a.example/p?ts=1454341434&signature="),
        ("http://a.example/p?a=b&", "http://a.example/p?a=b&ts=1454341434&signature="),
        ("http://a.example/p?a=b#f", "http://a.example/p?a=b&ts=1454341434&signature="),
    ])
    func timeAndSignatureComeLastInTheQuery(_ template: String, expected: String) throws {
        let form = Self.form().replacing("success_redirect", by: template)
        let location = try #require(stage.post(.client, form).location)
        #expect(location.hasPrefix(expected))
        #expect(location.hasSuffix("#f") == template.hasSuffix("#f"))
    }

    @Test func redirectServesWhereTheOneForTheOutcomeIsMissing() throws {
        let form = Self.form().without("success_redirect").without("error_redirect").without("sign_redirects")
            .adding(["redirect": "http://a.example/done?code=&cons_id="])
        #expect(stage.post(.client, form).location == "http://a.example/done?code=&cons_id=1001002")
        #expect(stage.post(.client, form.replacing("last_name", by: "x")).location == "http://a.example/done?code=16&cons_id=")
        #expect(stage.post(.client, form.adding(["success_redirect": "http://b.example/"])).location == "http://b.example/")
    }

    @Test func everyErrorIsRedirected() throws {
        let form = Self.form().without("sign_redirects")
        #expect(
            stage.post(.client, form.replacing("api_key", by: "x")).location?.contains("?code=2&message=Incorrect%20API%20key.") == true)
        #expect(stage.post(.client, form.replacing("method", by: "x")).location?.contains("?code=6&") == true)
        #expect(stage.post(.client, form.adding(["suppress_response_codes": "true"])).status == 302)
        let wrongVerb = stage.send(form.inQuery("GET", .client), to: .client)
        #expect(wrongVerb.status == 302)
        #expect(wrongVerb.location?.contains("?code=405&") == true)
    }

    @Test func theServerServletNeverRedirects() throws {
        let reply = stage.post(.server, Self.form().adding(["login_name": "apiadmin", "login_password": "api-secret"]))
        #expect(reply.status == 200)
        #expect(reply.element("cons_id") == "1001002")
    }

    @Test(arguments: [
        "javascript:alert(1)", "data:text/html,x", "//evil.example/", "ftp://a.example/", "http:/a.example",
        "http://", "http:///p", "http://user@evil.example/", "http://good.example:80@evil.example/", "http://good.example\\@evil.example/",
        "http://a.example/\r\nSet-Cookie: x=y", "http://a.example/\n", "http://a.example/\0", "http://a.example:http/", "http://a example/",
        "http://[::1/", " http://a.example/", "http://ä.example/", "http://${loginResponse/cons_id}.example/",
        "http://a.example/" + String(repeating: "x", count: 5000),
    ])
    func refusesAnAddressThatIsNoSafeOne(_ address: String) throws {
        for name in ["success_redirect", "redirect"] {
            let form = Self.form().without("success_redirect").without("error_redirect").adding([name: address])
            let reply = stage.post(.client, form)
            #expect(reply.status == 403)
            #expect(reply.code == 22)
            #expect(reply.location == nil)
            #expect(reply.cookie == nil)
            #expect(!reply.waited)
        }
        // The other address is good, so the refusal goes there.
        #expect(stage.post(.client, Self.form().replacing("success_redirect", by: address)).location?.contains("code=22&") == true)
    }

    @Test func redirectsLeadWhereTheSiteAllows() throws {
        let strict = try Stage { $0.redirectHosts = ["*.example.org", "a.example"].compactMap(HostPattern.init) }
        func location(_ address: String) -> String? {
            strict.post(.client, Self.form().without("sign_redirects").without("error_redirect").replacing("success_redirect", by: address))
                .location
        }
        for address in ["http://a.example/", "https://WWW.Example.org/", "http://a.b.example.org:81/"] {
            #expect(location(address) == address)
        }
        for address in ["http://b.a.example/", "http://example.org/", "http://evilexample.org/", "http://a.example.evil/"] {
            #expect(location(address) == nil)
        }
    }

    @Test("Redirects lead nowhere until hosts are configured, and the log says so without the address")
    func closed() throws {
        for hosts in [[HostPattern]?.none, []] {
            let stage = try Stage { $0.redirectHosts = hosts }
            let cookie = try #require(stage.logIn().cookie)
            for name in ["redirect", "success_redirect"] {
                let reply = stage.post(
                    .client, Form("loginTest", [name: "https://evil.example/?c=${loginResponse/cons_id}"]), cookie: cookie)
                #expect(reply.status == 403 && reply.code == 22 && reply.location == nil)
                let line = try #require(stage.log.all.last)
                #expect(line.contains("\(name) is not an absolute") && line.contains("luminate.redirect_hosts") && !line.contains("evil"))
            }
        }
    }

    @Test("The demo world lets redirects lead anywhere, unless hosts are configured")
    func demoWorld() throws {
        var settings = LuminateSettings()
        #expect(settings.redirectHosts == nil)
        settings.openInDemoWorld()
        #expect(settings.redirectHosts?.map(\.text) == ["*"])
        settings.redirectHosts = []
        settings.openInDemoWorld()
        #expect(settings.redirectHosts?.isEmpty == true)
    }
}
