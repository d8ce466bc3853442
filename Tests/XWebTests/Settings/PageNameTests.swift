import Accounts
import HTTP
import StageSupport
import TestSupport
import Testing

@testable import XWeb

@Suite("Further names of xWEB's page")
struct PageNameTests {
    private func get(_ path: String, on stage: Stage, query: String? = nil) -> HTTPResponse {
        stage.send(HTTPRequest(method: "GET", path: path, query: query, body: [], clientAddress: "127.0.0.1"))
    }

    @Test("lead to the service in all bindings, in any letter case, and the contract names the address that was asked for")
    func page() throws {
        var settings = XWebSettings()
        settings.pageNames = ["bnenetforumxml.asmx"]
        let stage = try Stage(settings)
        for path in ["/xweb/secure/bnenetforumxml.asmx", "/tenant/xWeb/Secure/BNENetForumXML.asmx"] {
            #expect(get(path, on: stage).status == 200)
            #expect(get(path + "/TestConnection", on: stage).bodyText.contains(">Success<"))
            #expect(get(path, on: stage, query: "WSDL").bodyText.contains("\(path)\""))
            var request = stage.request("WEBWebUserLogin", ["LoginOrEmail": "second@example.org", "password": "Pa$$w0rd"])
            request.path = path
            #expect(stage.send(request).text(of: "cst_recno") == "240656")
        }
        #expect(get(Stage.path, on: stage).status == 200)
        #expect(get("/xweb/bnenetforumxml.asmx", on: stage).status == 404)
        #expect(get("/xweb/secure/pcpcxml.asmx", on: stage).status == 404)
    }

    @Test("are those of one site")
    func sites() throws {
        var settings = XWebSettings()
        settings.pageNames = ["own.asmx"]
        let stage = try Stage(XWebSettings(), other: settings)
        #expect(get("/other/xweb/secure/own.asmx/TestConnection", on: stage).status == 200)
        #expect(get("/xweb/secure/own.asmx/TestConnection", on: stage).status == 404)
        #expect(try get("/xweb/secure/own.asmx", on: Stage()).status == 404)
    }
}
