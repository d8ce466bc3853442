import HTTP
import StageSupport
import TestSupport
import Testing
import XML

@testable import XWeb

@Suite("Looking web users up")
struct WebUserGetTests {
    let stage: Stage

    init() throws {
        stage = try Stage()
    }

    @Test(
        "takes a key in every spelling of a GUID",
        arguments: [
            "5f0f2b3c-1111-4222-8333-944455566677", "5F0F2B3C-1111-4222-8333-944455566677",
            "{5f0f2b3c-1111-4222-8333-944455566677}", "5f0f2b3c111142228333944455566677", "{5F0F2B3C111142228333944455566677}",
            " 5f0f2b3c-1111-4222-8333-944455566677\n",
        ])
    func spellings(key: String) {
        for (operation, parameter) in [("WEBWebUserGet", "cst_key"), ("GetIndividualInformation", "IndividualKey")] {
            let response = stage.call(operation, [parameter: key])
            #expect(response.status == 200)
            #expect(response.text(of: "ind_cst_key") == Stage.memberKey)
            #expect(response.text(of: "ind_first_name") == "Mary")
        }
    }

    @Test("takes nothing that only looks like one", arguments: ["5f0f2b3c", "5f0f2b3c-1111-4222-8333-94445556667g", "82457", "%"])
    func noKeys(key: String) {
        expectFault(stage.webUser(key), "SystemExceptionInfo", "Invalid Parameters.")
    }

    @Test("answers the same by record number as by key, and no token or password")
    func sameRecord() {
        let byKey = stage.webUser()
        let byNumber = stage.call("WEBWebUserGetByRecno_Custom", ["cst_recno": "82457"])
        #expect(
            byKey.elements("WEBWebUserGetResult").first?.children.map(\.localName) == [
                "CurrentKey", "Individual", "Customer", "Email", "Business_Address",
            ])
        #expect(byKey.texts("CurrentKey") == [Stage.memberKey])
        for name in ["CurrentKey", "ind_first_name", "cst_recno", "cst_web_login", "eml_address", "adr_city"] {
            #expect(byNumber.texts(name) == byKey.texts(name), "\(name)")
        }
        #expect(byKey.texts("adr_city") == ["Kraków & <Co>"])
        #expect(byKey.elements("ind_token").isEmpty)
        #expect(!byKey.bodyText.contains("password"))
    }

    @Test("leaves out what is empty, containers too, but for those that the contract asks for before others")
    func empties() throws {
        try stage.add(without: XWebScheme.customerKey, #"{"recno": "7", "email": "seven@example.org"}"#)
        let response = stage.call("WEBWebUserGetByRecno_Custom", ["cst_recno": "7"])
        let result = response.elements("WEBWebUserGetByRecno_CustomResult").first
        #expect(result?.children.map(\.localName) == ["Individual", "Customer", "Email"])
        #expect(response.bodyText.contains("<Individual /><Customer>"))
        #expect(response.elements("cst_web_login").isEmpty)
    }
}
