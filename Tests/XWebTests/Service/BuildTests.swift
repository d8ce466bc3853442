import ASMX
import Accounts
import HTTP
import JSON
import Operations
import StageSupport
import TestSupport
import Testing
import XML
@testable import XWeb

@Suite("xWEB's builds")
struct BuildTests {
    private static let laterOnes = ["AuthenticateLdap", "WEBWebUserLoginAndRememberMe", "WEBWebUserLoginByRememberMe"]

    private func stage(_ build: XWebBuild) throws -> Stage {
        var settings = XWebSettings()
        settings.build = build
        return try Stage(settings)
    }

    @Test("of 2010 answers GetVersion with a text, of 2015 with a record")
    func version() throws {
        let old = try stage(.y2010).call("GetVersion")
        #expect(old.text(of: "GetVersionResult") == "xWeb 2010.1.0, server understudy, database understudy")
        #expect(try stage(.y2010).json("GET", "GetVersion").bodyText == "\"xWeb 2010.1.0, server understudy, database understudy\"")
        let new = try stage(.y2015).call("GetVersion").elements("GetVersionResult").first
        #expect(new?.children.map(\.localName) == ["Build", "Version", "Server", "Database"])
        let version = new?.children.first { $0.localName == "Version" }
        #expect(version?.children.map { "\($0.localName) \($0.text)" } == ["MajorVersion 2015", "MinorVersion 1"])
        let json = try stage(.y2015).json("GET", "GetVersion")
        #expect(json.jsonBody?["xWebVersion"]?["Version"]?["MajorVersion"]?.string == "2015")
    }

    @Test("want a token for GetVersion", arguments: XWebBuild.allCases)
    func versionNeedsToken(build: XWebBuild) throws {
        expectFault(try stage(build).call("GetVersion", token: nil), "InvalidTokenException", "Invalid Token Value")
    }

    @Test(
        "put XRef containers behind their own, or before them",
        arguments: [
            (XWebBuild.y2010, ["Business_Phone", "Business_Phone_XRef", "Business_Fax", "Business_Fax_XRef"]),
            (.y2015, ["Business_Phone_XRef", "Business_Phone", "Business_Fax_XRef", "Business_Fax"]),
        ])
    func order(build: XWebBuild, expected: [String]) throws {
        let stage = try stage(build)
        let key = "0c0ffee0-0000-4000-8000-000000000061"
        try stage.add(
            #"""
            {"recno": "61", "customer_key": "\#(key)", "login": "u", "fields": {"phn_number": "1", "cph_extension": "2", "fax_number": "3",
             "cfx_extension": "4"}}
            """#, password: "p")
        for operation in ["WEBWebUserGet", "WEBIndividualGet"] {
            let response = stage.call(operation, [operation == "WEBWebUserGet" ? "cst_key" : "key": key])
            let names = response.elements("\(operation)Result").first?.children.map(\.localName) ?? []
            #expect(names.filter(expected.contains) == expected)
        }
        #expect(stage.login("u", "p").elements("WEBWebUserLoginResult").first?.children.map(\.localName).suffix(4) == expected[...])
    }

    @Test("take containers in any order", arguments: XWebBuild.allCases)
    func anyOrder(build: XWebBuild) throws {
        let stage = try stage(build)
        let response = stage.update(
            "<Business_Phone><phn_number>1</phn_number></Business_Phone><Business_Phone_XRef><cph_extension>2</cph_extension></Business_Phone_XRef>"
                + "<Business_Fax_XRef><cfx_extension>4</cfx_extension></Business_Fax_XRef><Business_Fax><fax_number>3</fax_number></Business_Fax>"
        )
        #expect(["phn_number", "cph_extension", "fax_number", "cfx_extension"].map { response.texts($0) } == [["1"], ["2"], ["3"], ["4"]])
    }

    @Test("of 2015 have operations that the one of 2010 does not know", arguments: laterOnes)
    func later(operation: String) throws {
        let fault = try #require(try stage(.y2010).call(operation).fault)
        #expect(fault.reason.contains("Server did not recognize the value of HTTP Header SOAPAction"))
        #expect(try stage(.y2010).json("POST", operation).status == 404)
        let known = try #require(try stage(.y2015).call(operation, token: nil).fault)
        #expect(!known.reason.contains("did not recognize"))
        #expect(known.kind?.contains("Exception") == true)
    }

    @Test("know everything else of the slice alike")
    func sameNames() {
        let old = xwebService(.y2010).operations.map(\.name)
        let new = xwebService(.y2015).operations.map(\.name)
        #expect(new.filter { !old.contains($0) }.sorted() == Self.laterOnes.sorted())
        #expect(old.filter { !new.contains($0) }.isEmpty)
    }

    @Test(
        "give WEBIndividualInsert and WEBIndividualUpdate one parameter, or two", arguments: ["WEBIndividualInsert", "WEBIndividualUpdate"])
    func individualParameters(operation: String) throws {
        #expect(xwebService(.y2010).operation(named: operation)?.parameters.map(\.name) == ["oFacadeObject"])
        #expect(xwebService(.y2015).operation(named: operation)?.parameters.map(\.name) == ["oFacadeObject", "bRefresh"])
        for build in XWebBuild.allCases {
            let current = "<n:CurrentKey>\(Stage.memberKey)</n:CurrentKey>"
            let name = "<n:Individual><n:ind_last_name>One</n:ind_last_name></n:Individual>"
            #expect(try stage(build).call(operation, ["oFacadeObject": current + name]).status == 200)
        }
    }

    @Test("are chosen per site, and so is everything else")
    func perSite() throws {
        var old = XWebSettings()
        old.build = .y2010
        old.invalidTokenMessage = "Locked"
        old.showsExceptions = false
        old.timeoutMinutes = 1
        var stage = try Stage(XWebSettings(), other: old)
        #expect(stage.call("GetVersion").elements("Build").count == 1)
        #expect(stage.call("GetVersion", token: nil).fault?.message == "Invalid Token Value")
        let here = stage.authenticate().text(of: "Token")
        stage.siteName = "other"
        #expect(stage.call("GetVersion").text(of: "GetVersionResult")?.hasPrefix("xWeb 2010") == true)
        #expect(stage.call("GetVersion", token: nil).fault?.reason == "Locked")
        #expect(stage.call("WEBWebUserLoginAndRememberMe").fault?.kind == nil)
        #expect(stage.call("GetVersion", token: here).fault?.kind == "InvalidTokenException")
        let there = stage.authenticate().text(of: "Token")
        stage.clock.advance(by: .minutes(1))
        #expect(stage.call("GetVersion", token: there).status == 500)
        stage.siteName = nil
        #expect(stage.call("GetVersion", token: here).status == 200)
    }

    @Test("of sites keep their web users apart")
    func siteUsers() throws {
        var stage = try Stage(XWebSettings(), other: XWebSettings())
        let token = try #require(stage.singleSignOnToken())
        stage.siteName = "other"
        #expect(!stage.fits("member@example.org", "123"))
        #expect(stage.webUser().fault?.message == "Invalid Parameters.")
        #expect(stage.result("WebValidate", ["authenticationToken": token]) == XWebWords.zero)
        #expect(stage.change("82457", "123", "456") == "false")
    }
}
