import HTTP
import StageSupport
import TestSupport
import Testing

@testable import XWeb

@Suite("Columns made from others")
struct DerivedColumnTests {
    let stage: Stage
    private let key = "5f0f2b3c-1111-4222-8333-944455566677"

    init() throws {
        stage = try Stage()
    }

    private func set(_ node: String) -> String? {
        let answer = stage.call("SetIndividualInformation", ["IndividualKey": key, "oUpdateNode": node])
        return answer.status == 200 ? nil : answer.text(of: "MessageDetail")
    }

    @Test("The disabled flag switches the login off and on")
    func disabledFlag() {
        #expect(set("<n:cst_web_login_disabled_flag>1</n:cst_web_login_disabled_flag>") == nil)
        #expect(stage.login("member@example.org", "123").status == 500)
        #expect(set("<n:cst_web_login_disabled_flag>0</n:cst_web_login_disabled_flag>") == nil)
        #expect(stage.login("member@example.org", "123").status == 200)
    }

    @Test("What is not done is not acknowledged", arguments: ["cst_delete_flag", "ind_delete_flag", "cst_web_login_disabled_flag"])
    func refused(column: String) {
        let value = column == "cst_web_login_disabled_flag" ? "perhaps" : "1"
        #expect(set("<n:\(column)>\(value)</n:\(column)>") == "\(column) cannot be changed.")
        #expect(stage.login("member@example.org", "123").status == 200)
    }

    @Test("The present value is no change; a name alone names nothing to set; a column is named once")
    func present() {
        #expect(set("<n:cst_delete_flag>0</n:cst_delete_flag><n:adr_city>Oslo</n:adr_city>") == nil)
        #expect(set("<n:ind_full_name_cp>Zed</n:ind_full_name_cp>") == "oUpdateNode names no column that can be set.")
        #expect(set("<n:adr_city>a</n:adr_city><n:adr_city>b</n:adr_city>") == "adr_city is named twice.")
    }

    @Test("A query answers nothing under a name that is no element's", arguments: ["[soap:Fault]", "[a b]", "xmlns", "ind_cst_key"])
    func alias(name: String) {
        let answer = stage.call(
            "GetQuery", ["szObjectName": "Individual", "szColumnList": "ind_last_name AS \(name)"])
        #expect(answer.status == 500)
        #expect(answer.text(of: "MessageDetail")?.contains("szColumnList") == true)
    }

    @Test("Tokens may be spelled in capitals")
    func capitals() {
        #expect(stage.call("GetVersion", token: Stage.token.uppercased()).status == 200)
    }
}
