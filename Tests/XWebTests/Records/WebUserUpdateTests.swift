import Accounts
import HTTP
import JSON
import StageSupport
import TestSupport
import Testing

@testable import XWeb

@Suite("Changing web users")
struct WebUserUpdateTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
    }

    private static func password(_ one: String, _ other: String) -> String {
        "<Customer><cst_new_password>\(one)</cst_new_password><cst_new_password_confirm>\(other)</cst_new_password_confirm></Customer>"
    }

    private static let valid = "<Individual><ind_last_name>Changed</ind_last_name></Individual>"

    @Test("sets what is sent, leaves the rest, and answers the record as it is")
    func fields() {
        let response = stage.update(
            "<Individual><ind_last_name>O'Neil</ind_last_name></Individual><Business_Phone><phn_number>1</phn_number></Business_Phone>")
        #expect(response.status == 200)
        for answer in [response, stage.webUser()] {
            #expect(answer.text(of: "ind_first_name") == "Mary")
            #expect(answer.text(of: "ind_last_name") == "O'Neil")
            #expect(answer.text(of: "ind_full_name_cp") == "Mary O'Neil")
            #expect(answer.text(of: "phn_number") == "1")
            #expect(answer.text(of: "adr_city") == "Kraków &amp; &lt;Co&gt;")
            #expect(answer.text(of: "eml_address") == "member@example.org")
        }
        #expect(stage.fits("member@example.org", "123"))
    }

    @Test("leaves alone what is sent empty or null")
    func empties() {
        let before = stage.webUser().bodyText
        let response = stage.update(
            """
            <Individual><ind_first_name></ind_first_name></Individual><Customer><cst_web_login/><cst_new_password/>\
            <cst_new_password_confirm></cst_new_password_confirm></Customer><Email><eml_address></eml_address></Email>\
            <Business_Address/>
            """)
        #expect(response.status == 200)
        #expect(stage.webUser().bodyText == before)
        #expect(stage.fits("member@example.org", "123"))
    }

    @Test("takes a record back as it was given")
    func roundTrip() throws {
        let before = stage.webUser().bodyText
        let match = try #require(before.firstMatch(of: /<WEBWebUserGetResult>(.*)<\/WEBWebUserGetResult>/))
        #expect(stage.update(String(match.output.1), key: nil).status == 200)
        #expect(stage.webUser().bodyText == before)
    }

    @Test("of the e-mail address moves the sign-in name where that is the address")
    func emailIsSignInName() throws {
        let key = try #require(
            stage.create("<Email><eml_address>old@example.org</eml_address></Email>" + Self.password("pw", "pw")).text(of: "CurrentKey"))
        #expect(stage.update("<Email><eml_address>moved@example.org</eml_address></Email>", key: key).status == 200)
        #expect(stage.fits("moved@example.org", "pw"))
        #expect(!stage.fits("old@example.org", "pw"))
        #expect(stage.create("<Email><eml_address>old@example.org</eml_address></Email>").status == 200)
    }

    @Test("of the e-mail address leaves a free login, and of the login moves what one signs in with")
    func loginIsSignInName() {
        #expect(stage.update("<Email><eml_address>elsewhere@example.org</eml_address></Email>").status == 200)
        #expect(stage.fits("member@example.org", "123"))
        #expect(!stage.fits("elsewhere@example.org", "123"))
        #expect(stage.update("<Customer><cst_web_login>mary</cst_web_login></Customer>").status == 200)
        #expect(stage.fits("mary", "123"))
        #expect(!stage.fits("member@example.org", "123"))
    }

    @Test("of the password asks for no old one, and ends the web user's tokens")
    func newPassword() throws {
        let token = try #require(stage.singleSignOnToken())
        #expect(stage.update(Self.password("fresh", "fresh") + Self.valid).text(of: "ind_last_name") == "Changed")
        #expect(stage.fits("member@example.org", "fresh"))
        #expect(!stage.fits("member@example.org", "123"))
        #expect(stage.result("WebValidate", ["authenticationToken": token]) == XWebWords.zero)
    }

    @Test("clears the flag that forces a change of the password when it sets one")
    func passwordClearsFlag() throws {
        let node = "<cst_web_force_password_change xmlns=\"\">1</cst_web_force_password_change>"
        _ = stage.call("SetIndividualInformation", ["IndividualKey": Stage.memberKey, "oUpdateNode": node])
        #expect(try stage.account()?.credential?.mustChange == true)
        #expect(stage.update(Self.valid).status == 200)
        #expect(try stage.account()?.credential?.mustChange == true)
        #expect(stage.update(Self.password("fresh", "fresh")).status == 200)
        #expect(try stage.account()?.credential?.mustChange == false)
    }

    @Test(
        "is refused as a whole: of a message with one fault in it nothing is done",
        arguments: [
            (password("one", "two"), "differ"),
            ("<Customer><cst_new_password_confirm>one</cst_new_password_confirm></Customer>", "differ"),
            ("<Individual><ind_mid_name>\(String(repeating: "m", count: 31))</ind_mid_name></Individual>", "ind_mid_name is longer"),
            ("<Customer><cst_web_login>SECOND@example.org</cst_web_login></Customer>", "Another web user signs in"),
            ("<Customer><cst_recno>99</cst_recno></Customer>", "cst_recno cannot be changed."),
            ("<Individual><ind_cst_key>0d8f3ab4-4b5b-4c4e-9a39-0e3a3d6f1a11</ind_cst_key></Individual>", "cannot be changed."),
            ("<Email><eml_address>@</eml_address></Email>", "not an e-mail address"),
            (password(String(repeating: "x", count: 1025), String(repeating: "x", count: 1025)), "longer than 1024 bytes"),
        ])
    func atomic(containers: String, words: String) {
        let before = stage.webUser().bodyText
        expectError(
            stage.update("<Business_Phone><phn_number>42</phn_number></Business_Phone>" + containers), words)
        #expect(stage.webUser().bodyText == before)
        #expect(stage.fits("member@example.org", "123"))
    }

    @Test("with a password against the rules changes nothing else either")
    func policy() {
        stage.setOption("eWebLoginStrongPassword", "true")
        let before = stage.webUser().bodyText
        expectError(stage.update(Self.valid + Self.password("weak", "weak")), "the new password breaks the rules")
        #expect(stage.webUser().bodyText == before)
        #expect(stage.fits("member@example.org", "123"))
        // A record whose password is older than the rules can be changed all the same.
        #expect(stage.update(Self.valid).status == 200)
    }

    @Test("of several calls at once that take one sign-in name lets exactly one have it")
    func raceForName() throws {
        let keys = try (0..<4).map { number in
            try #require(stage.create("<Email><eml_address>u\(number)@example.org</eml_address></Email>").text(of: "CurrentKey"))
        }
        for round in 0..<20 {
            let login = Self.password("pw", "pw").replacing("</Customer>", with: "<cst_web_login>race\(round)</cst_web_login></Customer>")
            let calls = keys.map { key in Background { stage.update(login, key: key).status } }
            #expect(calls.compactMap(\.value).filter { $0 == 200 }.count == 1)
        }
    }

    @Test("of several calls at once on one web user leaves one e-mail address and one sign-in name")
    func raceOnOne() throws {
        let key = try #require(
            stage.create("<Email><eml_address>start@example.org</eml_address></Email>" + Self.password("pw", "pw")).text(of: "CurrentKey"))
        for round in 0..<10 {
            let addresses = (0..<4).map { "r\(round)n\($0)@example.org" }
            let calls = addresses.map { address in
                Background { stage.update("<Email><eml_address>\(address)</eml_address></Email>", key: key).status }
            }
            #expect(calls.compactMap(\.value).contains(200))
            let shown = stage.webUser(key).texts("eml_address")
            #expect(addresses.filter { stage.fits($0, "pw") } == shown)
        }
    }

    @Test("wants a CurrentKey that somebody has")
    func currentKey() {
        expectError(stage.update(Self.valid, key: nil), "CurrentKey must hold the record's key.")
        expectError(stage.update(Self.valid, key: ""), "CurrentKey must hold the record's key.")
        for key in ["0d8f3ab4-4b5b-4c4e-9a39-0e3a3d6f1a11", "nix", "82457"] {
            expectError(stage.update(Self.valid, key: key), "There is no record with this CurrentKey.")
        }
        #expect(stage.update(Self.valid, key: "{\(Stage.memberKey.uppercased())}").text(of: "ind_last_name") == "Changed")
    }

    @Test("takes an object of JSON")
    func json() {
        let current = #""CurrentKey":"\#(Stage.memberKey)""#
        let response = stage.json(calling: "WEBWebUserUpdate", #""oWebUser":{\#(current),"Individual":{"ind_last_name":"J"},"Email":null}"#)
        #expect(response.jsonBody?["WebUserType"]?["Individual"]?["ind_last_name"]?.string == "J")
        #expect(stage.webUser().text(of: "ind_last_name") == "J")
        #expect(stage.webUser().text(of: "eml_address") == "member@example.org")
    }
}
