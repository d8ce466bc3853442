import ASMX
import HTTP
import JSON
import Operations
import StageSupport
import TestSupport
import Testing
import XML
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

    /// A call of an operation in a binding: its name, and the request.
    private static var bindings: [(name: String, request: (String) -> HTTPRequest)] {
        [
            ("SOAP 1.1", { soap($0, "http://schemas.xmlsoap.org/soap/envelope/", "text/xml; charset=utf-8", action: $0) }),
            ("SOAP 1.2", { soap($0, "http://www.w3.org/2003/05/soap-envelope", "application/soap+xml; charset=utf-8", action: nil) }),
            ("GET", { HTTPRequest(method: "GET", path: Stage.path + "/" + $0, query: "a=1") }),
            (
                "POST",
                {
                    var request = HTTPRequest(method: "POST", path: Stage.path + "/" + $0, body: Array("a=1".utf8))
                    request.fields.append("Content-Type", "application/x-www-form-urlencoded")
                    return request
                }
            ),
            (
                "JSON",
                {
                    var request = HTTPRequest(method: "GET", path: "/xweb/JSON/" + $0)
                    request.fields.append("Authorization", HTTPFieldValue(replacingControlsIn: "Bearer \(Stage.token)"))
                    return request
                }
            ),
        ]
    }

    private static func soap(_ operation: String, _ envelope: String, _ type: String, action: String?) -> HTTPRequest {
        let header = "<n:AuthorizationToken><n:Token>\(Stage.token)</n:Token></n:AuthorizationToken>"
        let message = """
            <e:Envelope xmlns:e="\(envelope)" xmlns:n="http://www.avectra.com/2005/"><e:Header>\(header)</e:Header>\
            <e:Body><n:\(operation)/></e:Body></e:Envelope>
            """
        var request = HTTPRequest(method: "POST", path: Stage.path, body: Array(message.utf8))
        request.fields.append("Content-Type", HTTPFieldValue(replacingControlsIn: type))
        if let action { request.fields.append("SOAPAction", HTTPFieldValue(replacingControlsIn: "http://www.avectra.com/2005/\(action)")) }
        return request
    }

    @Test("are named in every binding, and names that the vendor does not have are not", arguments: bindings.indices)
    func everyBinding(index: Int) throws {
        let stage = try stage(.y2015)
        let binding = Self.bindings[index]
        for operation in ["CreateInvoice", "WEBChapterGet", "GetTimeZones"] {
            let response = stage.send(binding.request(operation))
            #expect(response.status == 500, "\(binding.name)")
            #expect(response.bodyText.contains("\(operation) is not emulated by this server."), "\(binding.name): \(response.bodyText)")
        }
        let unknown = stage.send(binding.request("NoSuchMethod"))
        #expect(unknown.status == (binding.name == "JSON" ? 404 : 500))
        #expect(!unknown.bodyText.contains("is not emulated"), "\(binding.name): \(unknown.bodyText)")
        #expect(stage.send(binding.request("TestConnection")).status == 200, "\(binding.name)")
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

    @Test("are in the contract where the site says so, with any parameters, and then only for SOAP", arguments: XWebBuild.allCases)
    func declared(build: XWebBuild) throws {
        func contract(_ isDeclared: Bool) throws -> HTTPResponse {
            var settings = XWebSettings()
            settings.build = build
            settings.declaresUnemulated = isDeclared
            return try Stage(settings).send(HTTPRequest(method: "GET", path: Stage.path, query: "WSDL"))
        }
        let service = xwebService(build)
        let with = try contract(true)
        let binding = try #require(with.elements("binding").first { $0.attribute("name") == "netForumXMLSoap" })
        #expect(Array(binding.children).count == 1 + service.operations.count + service.unemulated.count)
        let element = try #require(with.elements("element").first { $0.attribute("name") == "CreateInvoice" })
        let any = try #require(element.firstChild?.firstChild?.firstChild)
        #expect(any.localName == "any" && any.attribute("maxOccurs") == "unbounded" && any.attribute("processContents") == "lax")
        #expect(with.elements("message").contains { $0.attribute("name") == "CreateInvoiceAuthorizationToken" })
        #expect(!with.elements("message").contains { $0.attribute("name") == "CreateInvoiceHttpGetIn" })
        #expect(!(try contract(false)).bodyText.contains("CreateInvoice"))
    }

    @Test("are none of those that are")
    func disjoint() {
        for build in XWebBuild.allCases {
            let service = xwebService(build)
            #expect(Set(service.operations.map(\.name)).isDisjoint(with: service.unemulated.map(\.name)))
        }
    }
}
