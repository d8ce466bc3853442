import HTTP
import Operations
import JSON
import StageSupport
import TestSupport
import Testing

@testable import XWeb

@Suite("The results of xWEB's JSON twin")
struct JSONResultTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
    }

    @Test("are bare: truth values and strings that look like numbers without quotes, other strings with")
    func scalars() throws {
        #expect(stage.json("GET", "WEBRoleExists", query: "roleName=x").bodyText == "false")
        let login = #""LoginOrEmail":"member@example.org","password":"123""#
        for operation in ["WEBWebUserLogin_Custom", "WEBWebUserValidateLogin_Custom"] {
            #expect(stage.json(calling: operation, login).bodyText == "82457")
        }
        #expect(stage.json("GET", "TestConnection").bodyText == "\"Success\"")
        #expect(stage.json("GET", "GetDateTime").bodyText == "\"2026-09-21T14:13:20+00:00\"")
        let token = stage.json(calling: "WebLogin", #""userLoginPlain":"member@example.org","passwordPlain":"123""#)
        #expect(XWebWords.isGUID(token.jsonBody?.string))
        #expect(
            stage.json(calling: "WebValidate", #""authenticationToken":\#(token.bodyText)"#).bodyText == "\"\(Stage.memberKey)\"")
    }

    @Test("of a record are wrapped in its type; leaves are strings, absent ones left out, empty containers null")
    func records() {
        let response = stage.json("GET", "WEBWebUserGet", query: "cst_key=\(Stage.memberKey)")
        #expect(
            response.bodyText == """
                {"WebUserType":{"CurrentKey":"\(Stage.memberKey)","Individual":{"ind_cst_key":"\(Stage.memberKey)","ind_first_name":"Mary",\
                "ind_full_name_cp":"Mary"},"Customer":{"cst_recno":"82457","cst_web_login":"member@example.org"},\
                "Email":{"eml_address":"member@example.org"},"Business_Address":{"adr_city":"Kraków & <Co>"},"Business_Phone_XRef":null,\
                "Business_Phone":null,"Business_Fax_XRef":null,"Business_Fax":null}}
                """)
    }

    @Test("of any XML are as Json.NET writes them: one element an object, several an array, attributes with @, empty ones null")
    func xml() throws {
        let find = "WEBWebUserFindUsersByEmail"
        let one = stage.json("GET", find, query: "emailToMatch=second")
        #expect(
            one.bodyText == """
                {"Results":{"@recordReturn":"1","Result":{"cst_key":"\(Stage.secondKey)","username":"240656","ind_first_name":null,"ind_last_name":null,\
                "ind_full_name_cp":null,"cst_web_login":null,"cst_eml_address_dn":"second@example.org","adr_city_state_code":null}}}
                """)
        let two = try #require(stage.json("GET", find, query: "emailToMatch=example.org").jsonBody?["Results"])
        #expect(two["@recordReturn"]?.string == "2")
        #expect(two["Result"]?.elements?.compactMap { $0["username"]?.string } == ["82457", "240656"])
        #expect(stage.json("GET", find, query: "emailToMatch=nix").bodyText == #"{"Results":{"@recordReturn":"0"}}"#)
    }

    @Test("of nothing are null")
    func void() {
        let response = stage.json("GET", "WebLogout", query: "authenticationToken=nix")
        #expect(response.status == 200)
        #expect(response.bodyText == "null")
    }

    @Test("carry the type of JSON and the token to use next")
    func fields() {
        for response in [
            stage.json("GET", "WEBGetAllRoles"), stage.json("GET", "WEBRoleExists"), stage.json("GET", "WebLogout"),
            stage.json("GET", "WEBWebUserGetByRecno_Custom", query: "cst_recno=82457"), stage.json("GET", "TestConnection"),
            stage.json("GET", "GetDateTime"),
        ] {
            #expect(response.status == 200)
            #expect(response.fields.all("WWW-Authenticate") == ["Bearer token = \(Stage.token)"])
            #expect(response.fields.all("Content-Type") == ["application/json; charset=utf-8"])
        }
    }

    @Test("of Authenticate are the token, whatever else SOAP answers")
    func authenticate() {
        let body = #"{"Authenticate":{"userName":"xweb","password":"xweb-secret"}}"#
        let response = stage.json("POST", "Authenticate", body: body, authorization: nil)
        let token = response.jsonBody?["Token"]?.string
        #expect(XWebWords.isGUID(token))
        #expect(response.jsonBody?.members?.count == 1)
        #expect(response.fields.first("WWW-Authenticate") == "Bearer token = \(token ?? "")")
        #expect(stage.call("WEBGetAllRoles", token: token).status == 200)
    }
}
