import HTTP
import JSON
import StageSupport
import TestSupport
import Testing
import XML

@testable import XWeb

@Suite("Making web users")
struct WebUserCreateTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
    }

    private static func password(_ one: String, _ other: String? = nil) -> String {
        let second = other ?? one
        return
            "<Customer><cst_new_password>\(one)</cst_new_password><cst_new_password_confirm>\(second)</cst_new_password_confirm></Customer>"
    }

    private static let email = "<Email><eml_address>new@example.org</eml_address></Email>"

    private func count(_ email: String = "new@example.org") -> Int {
        stage.call("WEBWebUserFindUsersByEmail", ["emailToMatch": email]).rows().count
    }

    @Test("answers the record with a key and a number of its own, and the password lets in")
    func created() throws {
        let response = stage.create(
            "<Individual><ind_first_name>Nóra</ind_first_name><ind_last_name>New</ind_last_name></Individual>"
                + Self.password("first one") + Self.email)
        #expect(response.status == 200)
        let key = try #require(response.text(of: "CurrentKey"))
        #expect(XWebWords.isGUID(key))
        #expect(response.text(of: "ind_cst_key") == key)
        #expect(response.text(of: "cst_recno")?.wholeMatch(of: /[1-9][0-9]{8}/) != nil)
        #expect(response.text(of: "ind_full_name_cp") == "Nóra New")
        #expect(!response.bodyText.contains("password") && !response.bodyText.contains("first one"))
        #expect(stage.fits("NEW@example.org", "first one"))
        #expect(stage.webUser(key).text(of: "ind_first_name") == "Nóra")
    }

    /// The types that a web user and its first part say they are, and why that is refused.
    private static let declaredTypes: [(String, String, String?)] = [
        ("n:WebUserType", "", nil), ("", "", "The specified type was not recognized: name='', namespace='', at <oWebUser"),
        ("n:IndividualType", "", "name='IndividualType', namespace='http://www.avectra.com/2005/', at <oWebUser"),
        ("WebUserType", "", "name='WebUserType', namespace='', at <oWebUser"), ("x:Struct", "", "Namespace prefix 'x' is not defined."),
        ("n:WebUserType", "n:WebUserType", "name='WebUserType', namespace='http://www.avectra.com/2005/', at <Individual"),
    ]

    @Test("may name its type, and its parts theirs, and no other", arguments: declaredTypes)
    func namesItsType(_ type: String, _ part: String, _ refusal: String?) {
        let attribute = part.isEmpty ? "" : " xsi:type=\"\(part)\""
        let name = "<n:Individual\(attribute)><n:ind_first_name xsi:type=\"e:none\">Pia</n:ind_first_name></n:Individual>"
        let response = stage.post(
            """
            <e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:n="http://www.avectra.com/2005/" \
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><e:Header><n:AuthorizationToken><n:Token>\(Stage.token)</n:Token>\
            </n:AuthorizationToken></e:Header><e:Body><n:WEBWebUserCreate><n:oWebUser xsi:type="\(type)">\(name)\
            <n:Email><n:eml_address>new@example.org</n:eml_address></n:Email></n:oWebUser></n:WEBWebUserCreate></e:Body></e:Envelope>
            """, action: "WEBWebUserCreate")
        #expect(count() == (refusal == nil ? 1 : 0))
        guard let refusal else { return #expect(response.text(of: "ind_first_name") == "Pia") }
        #expect(response.text(of: "faultcode") == "soap:Client")
        #expect(response.text(of: "faultstring")?.contains(refusal.replacing("<", with: "&lt;")) == true, "\(response.bodyText)")
    }

    @Test("mints another key and number each time, whatever was sent as such")
    func minted() throws {
        let sent =
            "<CurrentKey>\(Stage.memberKey)</CurrentKey><Individual><ind_cst_key>\(Stage.memberKey)</ind_cst_key>"
            + "<ind_last_name>Own</ind_last_name></Individual>"
        let one = stage.create(
            sent + "<Customer><cst_recno>82457</cst_recno></Customer><Email><eml_address>a@b.example</eml_address></Email>")
        let other = stage.create("<Email><eml_address>c@b.example</eml_address></Email>")
        let keys = [Stage.memberKey, one.text(of: "CurrentKey"), other.text(of: "CurrentKey")].compactMap { $0 }
        let numbers = ["82457", one.text(of: "cst_recno"), other.text(of: "cst_recno")].compactMap { $0 }
        #expect(Set(keys).count == 3)
        #expect(Set(numbers).count == 3)
        #expect(stage.webUser().text(of: "ind_first_name") == "Mary")
    }

    @Test("takes a free login, which then is what one signs in with")
    func freeLogin() {
        let login = Self.password("pw").replacing("</Customer>", with: "<cst_web_login>newt</cst_web_login></Customer>")
        #expect(stage.create(login + Self.email).text(of: "cst_web_login") == "newt")
        #expect(stage.fits("Newt", "pw"))
        #expect(!stage.fits("new@example.org", "pw"))
    }

    @Test("makes no password up: without one nobody gets in")
    func withoutPassword() {
        #expect(stage.create(Self.email).status == 200)
        for guess in ["", "new@example.org", "password"] { #expect(!stage.fits("new@example.org", guess)) }
    }

    @Test("takes empty elements for absent ones, as the vendor's sample sends them")
    func empties() {
        let response = stage.create(
            """
            <CurrentKey></CurrentKey><Individual><ind_cst_key></ind_cst_key><ind_first_name>E</ind_first_name><ind_mid_name/></Individual>\
            <Customer><cst_recno></cst_recno><cst_web_login></cst_web_login></Customer>\(Self.email)<Business_Address/><Business_Fax/>
            """)
        #expect(response.status == 200)
        #expect(response.text(of: "ind_full_name_cp") == "E")
        #expect(response.elements("Business_Address").isEmpty)
        #expect(response.elements("cst_web_login").isEmpty)
    }

    @Test(
        "refuses what cannot be, says why, and makes nothing",
        arguments: [
            (password("one", "two") + email, "cst_new_password and cst_new_password_confirm differ."),
            ("<Customer><cst_new_password>one</cst_new_password></Customer>" + email, "differ"),
            ("<Individual><ind_first_name>Nobody</ind_first_name></Individual>", "A web user needs eml_address or cst_web_login."),
            (email + "<Individual><ind_last_name></ind_last_name></Individual>", "A person needs a name: ind_last_name or ind_first_name."),
            ("<Email><eml_address>new example.org</eml_address></Email>", "not an e-mail address"),
            (email + "<Individual><ind_first_name>\(String(repeating: "é", count: 31))</ind_first_name></Individual>", "longer than 30"),
            (email + "<Business_Address><adr_post_code>123456789012345678901</adr_post_code></Business_Address>", "adr_post_code"),
            (password(String(repeating: "x", count: 1025)) + email, "longer than 1024 bytes"),
            ("<Email><eml_address>\(String(repeating: "n", count: 70))@example.org</eml_address></Email>", "eml_address is longer than 80"),
        ])
    func refused(containers: String, words: String) {
        expectError(stage.create(containers), words)
        let everybody = stage.call("WEBWebUserFindUsersByName", ["usernameToMatch": ""]).rows()
        #expect(everybody.compactMap { $0["username"] } == ["240656", "82457"])
    }

    @Test("takes values of exactly the greatest length, counted in characters")
    func greatestLength() {
        let name = String(repeating: "é", count: 30)
        let response = stage.create(Self.email + "<Individual><ind_first_name>\(name)</ind_first_name></Individual>")
        #expect(response.text(of: "ind_first_name") == name)
    }

    @Test("refuses a sign-in name somebody has, in any letter case", arguments: ["member@example.org", "Second@EXAMPLE.org"])
    func duplicate(address: String) {
        expectError(stage.create("<Email><eml_address>\(address)</eml_address></Email>"), "Another web user signs in")
        expectError(
            stage.create(Self.email + "<Customer><cst_web_login>\(address)</cst_web_login></Customer>"), "Another web user signs in")
        #expect(count() == 0)
    }

    @Test("of several calls at once with one sign-in name lets exactly one make it")
    func race() {
        for round in 0..<20 {
            let message = Self.password("pw") + "<Email><eml_address>race\(round)@example.org</eml_address></Email>"
            let calls = (0..<4).map { _ in Background { stage.create(message).status } }
            #expect(calls.compactMap(\.value).filter { $0 == 200 }.count == 1)
            #expect(count("race\(round)@") == 1)
        }
    }

    @Test("holds a new password to the rules")
    func policy() {
        stage.setOption("eWebLoginStrongPassword", "true")
        expectError(stage.create(Self.password("weak") + Self.email), "the new password breaks the rules: at least 6 characters")
        #expect(count() == 0)
        #expect(stage.create(Self.password("Str0nger") + Self.email).status == 200)
    }

    @Test("takes an object of JSON, and answers one")
    func json() throws {
        let response = stage.json(
            calling: "WEBWebUserCreate",
            #"""
            "oWebUser":{"CurrentKey":null,"Individual":{"ind_first_name":"Jay","ind_last_name":"Son"},"Website":null,
             "Customer":{"cst_new_password":"pw","cst_new_password_confirm":"pw"},"Email":{"eml_address":"new@example.org"},
             "Business_Phone":{"phn_number":5551234}}
            """#)
        #expect(response.status == 200)
        let user = try #require(response.jsonBody?["WebUserType"])
        #expect(XWebWords.isGUID(user["CurrentKey"]?.string))
        #expect(user["Customer"]?["cst_recno"]?.string?.count == 9)
        #expect(user["Business_Phone"]?["phn_number"]?.string == "5551234")
        #expect(user["Business_Fax"] == .null)
        #expect(stage.fits("new@example.org", "pw"))
        let refused = stage.json(calling: "WEBWebUserCreate", #""oWebUser":{"Email":{"eml_address":"new@example.org"}}"#)
        expectJSONError(refused, 500, "SystemExceptionInfo", "An error occurred")
        #expect(count() == 1)
    }
}
