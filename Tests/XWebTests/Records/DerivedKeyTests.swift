import HTTP
import StageSupport
import TestSupport
import Testing

@testable import XWeb

@Suite("A web user for whom a fixture names no customer key")
struct DerivedKeyTests {
    let stage: Stage
    let key: String

    init() throws {
        stage = try Stage()
        try stage.add(#"{"recno": "1", "email": "one@a.example"}"#, password: "p-1")
        key = DerivedKey.guid("customer", "default", "xweb.recno", "1")
    }

    @Test("is known by its key after a sign-in, in every way of signing in")
    func signIn() throws {
        let login = stage.login("one@a.example", "p-1")
        #expect(login.text(of: "CurrentKey") == key && login.text(of: "ind_cst_key") == key)
        let token = try #require(stage.result("WebLogin", ["userLoginPlain": "one@a.example", "passwordPlain": "p-1"]))
        #expect(stage.result("WebValidate", ["authenticationToken": token]) == key)
    }

    @Test("is found with its key, and read and changed by it")
    func journey() {
        #expect(stage.call("WEBWebUserFindUsersByEmail", ["emailToMatch": "one@"]).texts("cst_key") == [key])
        let query = stage.call(
            "GetQuery", ["szObjectName": "Individual", "szColumnList": "ind_cst_key", "szWhereClause": "cst_recno = 1", "szOrderBy": ""])
        #expect(query.texts("ind_cst_key") == [key])
        #expect(stage.webUser(key).text(of: "cst_recno") == "1")
        #expect(stage.call("WEBIndividualGet", ["key": key]).text(of: "cst_recno") == "1")
        let node = "<cst_web_password>new-1</cst_web_password>"
        #expect(stage.call("SetIndividualInformation", ["IndividualKey": key, "oUpdateNode": node]).status == 200)
        #expect(stage.fits("one@a.example", "new-1"))
    }
}
