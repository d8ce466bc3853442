import Accounts
import HTTP
import Luminate
import StageSupport
import TestSupport
import Testing

@Suite("Reading records, and signing on by token")
struct RecordReadingTests {
    private let stage: Stage

    init() throws {
        stage = try Stage { $0.redirectHosts = ["a.example"].compactMap(HostPattern.init) }
        try stage.add(
            """
            {"cons_id": "77", "user_name": "reader", "member_id": "M77", "primary_email": "reader@example.org", "reminder_hint": "stars",
             "columns": {"name.first": "Rita", "last_name": "Reader", "custom_string1": "red", "birth_date": "1970-01-31"}}
            """, password: "old-secret")
    }

    // MARK: getUser

    @Test("getUser gives a whole record in the vendor's structure, and composites without values as nil")
    func wholeRecord() {
        let text = stage.postAsAdministrator("getUser", ["member_id": "M77", "response_format": "json"]).text
        #expect(
            text.hasPrefix(
                #"{"getConsResponse":{"cons_id":"77","member_id":"M77","user_name":"reader","name":{"title":null,"first":"Rita","#))
        #expect(text.contains(#""email":{"primary_address":"reader@example.org","accepts_email":null"#))
        #expect(text.contains(#""primary_address":null"#) && text.contains(#""birth_date":"1970-01-31-00:00""#))
        #expect(text.contains(#""custom":{"string":[{"id":"custom_string1","content":"red"},{"id":"custom_string2","content":""}"#))
        #expect(!text.contains("password"))
    }

    @Test("getUser gives the fields that are asked for, and refuses unknown ones")
    func fields() {
        let reply = stage.postAsAdministrator("getUser", ["cons_id": "77", "fields": "name.last, email"])
        #expect(reply.text.contains("  <name>\n    <last>Reader</last>\n  </name>\n  <email>\n    <primary_address>"))
        #expect(!reply.text.contains("user_name"))
        let one = stage.postAsAdministrator("getUser", ["cons_id": "77", "fields": "custom_string1", "response_format": "json"])
        #expect(one.text == #"{"getConsResponse":{"cons_id":"77","custom":{"string":{"id":"custom_string1","content":"red"}}}}"#)
        for field in ["nix", "user_password", "na"] {
            #expect(stage.postAsAdministrator("getUser", ["cons_id": "77", "fields": field]).code == 18)
        }
    }

    @Test("getUser reads a field once however often it is named, and refuses a list of more than 1,000 entries")
    func repeatedFields() {
        func reply(_ count: Int) -> Reply {
            let fields = Array(repeating: "name.first", count: count).joined(separator: ", ")
            return stage.postAsAdministrator("getUser", ["cons_id": "77", "fields": fields])
        }
        #expect(reply(1000).text == reply(1).text)
        for count in [1001, 80_000] {
            #expect(reply(count).code == 23 && reply(count).element("message") == "Input size error.")
        }
    }

    @Test("getUser finds the administrator's own record, nobody, or several")
    func selectors() {
        #expect(stage.postAsAdministrator("getUser", [:]).element("cons_id") == "1000002")
        #expect(stage.postAsAdministrator("getUser", ["cons_id": "9", "member_id": "M77"]).code == 16)
        #expect(stage.postAsAdministrator("getUser", ["member_id": "TWIN"]).code == 8)
    }

    @Test("A page reads its own record only, with the session's token")
    func ownRecord() throws {
        let cookie = try #require(stage.logIn(userName: "reader").cookie)
        #expect(stage.post(.client, Form("getUser"), cookie: cookie).code == 5)
        let auth = try #require(stage.loginURL(cookie: cookie).element("token"))
        #expect(stage.post(.client, Form("getUser", ["auth": auth, "cons_id": "1000121"]), cookie: cookie).element("cons_id") == "77")
    }

    @Test("getUser by e-mail reads as much among thousands as among a few")
    func work() throws {
        let store = MemoryAccountStore()
        let stage = try Stage(store: store)
        func reads() -> Int {
            let before = store.reads
            #expect(stage.postAsAdministrator("getUser", ["primary_email": "donor@example.org"]).status == 200)
            return store.reads - before
        }
        for _ in 0..<2 { _ = reads() }
        let few = reads()
        #expect(few == 1, "the caller is known")
        for number in 0..<300 { try stage.add(#"{"cons_id": "\#(5_000_000 + number)", "primary_email": "n\#(number)@example.org"}"#) }
        #expect(reads() == few)
    }

    @Test("authenticateUser by two columns reads as much among thousands as among a few")
    func workOfAuthentication() throws {
        let store = MemoryAccountStore()
        let stage = try Stage(store: store)
        func reads() -> Int {
            let before = store.reads
            #expect(stage.post(.client, Form("authenticateUser", ["last_name": "Sample", "member_id": "100234"])).status == 200)
            return store.reads - before
        }
        _ = reads()
        let few = reads()
        for number in 0..<300 {
            try stage.add(#"{"cons_id": "\#(5_000_000 + number)", "member_id": "N\#(number)", "columns": {"last_name": "Sample"}}"#)
        }
        #expect(reads() == few)
    }

    // MARK: Tokens

    @Test("A program's token signs a browser on, and the session is that of the token's constituent", arguments: ["GET", "POST"])
    func singleSignOn(verb: String) throws {
        let reply = stage.postAsAdministrator("getSingleSignOnToken", ["cons_id": "77"])
        let token = try #require(reply.element("token"))
        #expect(reply.element("cons_id") == "77" && reply.element("nonce") != nil && reply.element("routing_id") == "00000000.app101a")
        let form = Form("singleSignOn", ["sso_auth_token": token, "response_format": "json"])
        let signedOn = stage.send(verb == "GET" ? form.inQuery("GET", .client) : form.post(.client), to: .client)
        let id = try #require(signedOn.cookie)
        #expect(signedOn.text == #"{"singleSignOnMethodResponse":"\#(id)"}"#)
        #expect(stage.post(.client, Form("loginTest"), cookie: id).element("cons_id") == "77")
        #expect(stage.post(.client, Form("loginTest", ["JSESSIONID": try #require(reply.element("JSESSIONID"))])).status == 200)
    }

    @Test("getSingleSignOnToken refuses administrators, nobody and several, and ends the session of a cookie")
    func tokenRefusals() throws {
        #expect(stage.postAsAdministrator("getSingleSignOnToken", [:]).code == 1)
        #expect(stage.postAsAdministrator("getSingleSignOnToken", ["cons_id": "1000001"]).code == 14)
        #expect(stage.postAsAdministrator("getSingleSignOnToken", ["cons_id": "9"]).code == 16)
        #expect(stage.postAsAdministrator("getSingleSignOnToken", ["member_id": "TWIN"]).code == 8)
        let lenient = try Stage { $0.givesOwnToken = true }
        #expect(lenient.postAsAdministrator("getSingleSignOnToken", [:]).element("cons_id") == "1000002")
        let cookie = try #require(stage.logIn().cookie)
        let form = Form("getSingleSignOnToken", ["cons_id": "77", "login_name": "apiadmin", "login_password": "api-secret"])
        #expect(stage.post(.server, form, cookie: cookie).status == 200)
        #expect(stage.post(.client, Form("loginTest"), cookie: cookie).code == 204)
    }

    @Test("singleSignOn refuses a missing, wrong or old token, and GET where the site says so")
    func signOnRefusals() throws {
        let token = try #require(stage.postAsAdministrator("getSingleSignOnToken", ["cons_id": "77"]).element("token"))
        #expect(stage.post(.client, Form("singleSignOn")).code == 7)
        #expect(stage.post(.client, Form("singleSignOn", ["sso_auth_token": "nix"])).code == 7)
        stage.clock.advance(by: .seconds(15 * 60))
        #expect(stage.post(.client, Form("singleSignOn", ["sso_auth_token": token])).code == 7)
        let strict = try Stage { $0.signsOnByGet = false }
        let refused = strict.send(Form("singleSignOn").inQuery("GET", .client), to: .client)
        #expect(refused.code == 405 && refused.header("Allow") == "POST, OPTIONS")
    }

    // MARK: Pages

    private func page(_ page: Luminate.Page, _ query: String, cookie: String? = nil) -> Reply {
        var request = HTTPRequest(method: "GET", path: "/site/\(page.rawValue)", query: query, isSecure: true)
        request.fields.append("Host", "secure2.example.org")
        if let cookie { request.fields.append("Cookie", HTTPFieldValue(replacingControlsIn: "JSESSIONID=\(cookie)")) }
        return stage.reply(to: request)
    }

    @Test("EstablishSession attaches the browser to the nonce's session and sends it on, encoded or not")
    func establishSession() throws {
        for target in ["http://a.example/p?x=1&y=2", "http%3A%2F%2Fa.example%2Fp%3Fx%3D1%26y%3D2"] {
            let nonce = try #require(stage.logIn(userName: "reader").element("nonce"))
            let reply = page(.establishSession, "NONCE_TOKEN=\(nonce)&NEXTURL=\(target)")
            #expect(reply.status == 302 && reply.location == "http://a.example/p?x=1&y=2")
            #expect(reply.header("Set-Cookie")?.contains("; Secure; SameSite=None") == true)
            #expect(stage.post(.client, Form("loginTest"), cookie: reply.cookie).element("cons_id") == "77")
            #expect(page(.establishSession, "NONCE_TOKEN=\(nonce)&NEXTURL=\(target)").cookie == nil, "a nonce works once")
        }
        #expect(page(.establishSession, "NEXTURL=/site/PageServer").location == "https://secure2.example.org/site/PageServer")
    }

    @Test("EstablishSession sends nobody to a place that redirects may not lead to, and uses no nonce up for it")
    func unsafePage() throws {
        let nonce = try #require(stage.logIn(userName: "reader").element("nonce"))
        for target in ["http://evil.example/", "//evil.example/", "javascript:alert(1)"] {
            let reply = page(.establishSession, "NONCE_TOKEN=\(nonce)&NEXTURL=\(target)")
            #expect(reply.status == 403 && reply.location == nil && reply.cookie == nil)
        }
        #expect(page(.establishSession, "NONCE_TOKEN=\(nonce)").cookie != nil)
    }

    @Test("PixelServer is a picture that keeps a session alive, and UserLogin logs out")
    func otherPages() throws {
        let cookie = try #require(stage.logIn(userName: "reader").cookie)
        for _ in 0..<3 {
            stage.clock.advance(by: .seconds(14 * 60))
            let reply = page(.pixelServer, "ts=1", cookie: cookie)
            #expect(reply.header("Content-Type") == "image/gif" && reply.text.hasPrefix("GIF89a"))
        }
        #expect(stage.post(.client, Form("loginTest"), cookie: cookie).status == 200)
        #expect(page(.userLogin, "NEXTURL=http://a.example/", cookie: cookie).location == "http://a.example/")
        #expect(stage.post(.client, Form("loginTest"), cookie: cookie).status == 200)
        #expect(page(.userLogin, "logout=&NEXTURL=http://a.example/", cookie: cookie).location == "http://a.example/")
        #expect(stage.post(.client, Form("loginTest"), cookie: cookie).code == 204)
    }

    // MARK: Lists

    @Test("The list of fields says what is required, and choices are listed")
    func lists() {
        let fields = stage.post(.client, Form("listUserFields", ["response_format": "json", "include_choices": "true"])).text
        #expect(fields.contains(#"{"valueType":"TEXT","label":"Last Name","maxChars":"50","name":"name.last","required":"true"}"#))
        #expect(fields.contains(#""name":"home_phone","required":"false""#) && fields.contains(#""choices":{"choice":["Mr.","Ms.""#))
        #expect(stage.post(.client, Form("listUserFields", ["sort_order": "nix"])).code == 22)
        let choices = stage.post(.client, Form("listUserFieldChoices", ["field": "name.title", "response_format": "json"])).text
        #expect(choices == #"{"listConsFieldChoicesResponse":{"choice":["Mr.","Ms.","Mrs.","Miss","Dr."]}}"#)
        #expect(stage.post(.client, Form("listUserFieldChoices", ["field": "birth_date"])).text.contains("<choice>2016</choice>"))
        let none = stage.post(.client, Form("listUserFieldChoices", ["field": "home_phone", "response_format": "json"])).text
        #expect(none == #"{"listConsFieldChoicesResponse":{}}"#)
        #expect(stage.post(.client, Form("listUserFieldChoices", ["field": "nix"])).code == 18)
        #expect(stage.post(.client, Form("listUserFieldChoices")).code == 9)
    }

    @Test("A field that the vendor keeps a list for, which is not public, may have any value")
    func openEnumerations() {
        let fields = stage.post(.client, Form("listUserFields", ["response_format": "json"])).text
        #expect(fields.contains(#"{"valueType":"ENUMERATION","label":"Membership Status","name":"membership.status","required":"false"}"#))
        let change: KeyValuePairs = ["cons_id": "77", "membership.status": "Lapsed", "membership.expiration_date": "2016-12-31"]
        #expect(stage.postAsAdministrator("update", change).status == 200)
        let record = stage.postAsAdministrator("getUser", ["cons_id": "77", "fields": "membership", "response_format": "json"]).text
        let dates = #""since_date":null,"last_renewal_date":null,"expiration_date":"2016-12-31-00:00""#
        #expect(record == #"{"getConsResponse":{"cons_id":"77","membership":{"id":null,"status":"Lapsed",\#(dates)}}}"#)
    }

    @Test("isEmailValid looks at the form alone", arguments: [("a@b.example", "true"), ("a@b", "false"), ("a b@c.example", "false")])
    func emails(_ text: String, answer: String) {
        #expect(stage.post(.client, Form("isEmailValid", ["email": text])).element("valid") == answer)
    }

    @Test("The older name of the client servlet has getLoginUrl alone, and sends on to the present one")
    func connect() throws {
        var request = Form("getLoginUrl").post(.client)
        request.path = "/organization/site/CRConnectAPI"
        let url = try #require(stage.reply(to: request).element("url"))
        #expect(url.hasPrefix("http://secure2.example.org/organization/site/CRConsAPI;jsessionid="))
        var other = Form("loginTest").post(.client)
        other.path = "/organization/site/CRConnectAPI"
        #expect(stage.reply(to: other).code == 14)
    }
}
