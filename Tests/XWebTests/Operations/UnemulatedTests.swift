import ASMX
import HTTP
import JSON
import Operations
import StageSupport
import TestSupport
import Testing
@testable import XWeb

@Suite("Operations that are not emulated")
struct UnemulatedTests {
    private func stage(_ build: XWebBuild) throws -> Stage {
        var settings = XWebSettings()
        settings.build = build
        return try Stage(settings)
    }

    @Test("are a fault that names them, in SOAP and in JSON", arguments: XWebBuild.allCases)
    func faults(build: XWebBuild) throws {
        let stage = try stage(build)
        let operations = xwebService(build).unemulated
        #expect(operations.count > 150)
        for operation in operations {
            expectError(stage.call(operation.name), "\(operation.name) is not emulated by this server.")
            let json = stage.json("GET", operation.name)
            expectJSONError(json, 500, "SystemExceptionInfo", "An error occurred")
            #expect(json.jsonBody?["MessageDetail"]?.string?.hasPrefix("\(operation.name) is not emulated") == true)
        }
    }

    @Test("want a token first", arguments: ["WEBChapterGet", "CreateInvoice", "WEBCentralizedShoppingCartGetNew"])
    func token(operation: String) throws {
        expectFault(try stage(.y2015).call(operation, token: nil), "InvalidTokenException", "Invalid Token Value")
        #expect(try stage(.y2015).json("POST", operation, authorization: nil).status == 401)
    }

    @Test("are refused whatever they are sent")
    func parameters() throws {
        let stage = try stage(.y2015)
        let parameters = "<n:Parameter><n:Name>a</n:Name><n:Value>b</n:Value></n:Parameter>"
        expectError(
            stage.call("CreateInvoice", ["serviceName": "s", "methodName": "m", "parameters": parameters]), "CreateInvoice is not emulated")
        let json = stage.json(calling: "CreateInvoice", #""serviceName":"s","parameters":[{"Name":"a","Value":{"b":[1]}}]"#)
        expectJSONError(json, 500, "SystemExceptionInfo", "An error occurred")
    }

    @Test("of the later build are unknown to the earlier", arguments: ["GetTimeZones", "MergeCustomers", "MetaDataGetWizard"])
    func laterOnes(operation: String) throws {
        expectError(try stage(.y2015).call(operation), "\(operation) is not emulated")
        #expect(try stage(.y2010).call(operation).fault?.reason.contains("did not recognize") == true)
        #expect(try stage(.y2010).json("GET", operation).status == 404)
    }

    @Test("are none of those that are")
    func disjoint() {
        for build in XWebBuild.allCases {
            let service = xwebService(build)
            #expect(Set(service.operations.map(\.name)).isDisjoint(with: service.unemulated.map(\.name)))
        }
    }
}
