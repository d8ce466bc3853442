import ASMX
import FoundationEssentials
import HTTP
import Operations
import StageSupport
import TestSupport
import Testing
import XML
import XWeb
@testable import Emulator

@Suite("The contracts in wsdl/")
struct ContractTests {
    /// The checkout's root.
    private static let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    @Test("declare each name once, in every build", arguments: XWebBuild.allCases)
    func names(build: XWebBuild) throws {
        var settings = XWebSettings()
        settings.build = build
        let contract = xwebService(build).contract(settings.serviceSettings(.asmx), at: "http://localhost/")
        let root = try XMLDocument.parse(contract).root
        let schemas = try #require(root.children.first { $0.hasLocalName("types") }).children
        for parent in [root] + schemas {
            let names = parent.children.compactMap { child in child.attribute("name").map { "\(child.localName) \($0)" } }
            #expect(Set(names).count == names.count, "declared twice: \(names.filter { name in names.count { $0 == name } > 1 })")
        }
    }

    @Test("are what the server serves, one file for each service that has one; `make wsdl` writes them anew")
    func files() throws {
        let stage = try Stage()
        let services = Catalogue.services.filter(\.hasContract)
        #expect(services.count == 4)
        for service in services {
            var fields = HTTPFields()
            fields.append("Host", "127.0.0.1:8080")
            let answer = stage.send(HTTPRequest(method: "GET", path: service.address, query: "WSDL", fields: fields))
            #expect(answer.status == 200)
            let file = try Data(contentsOf: URL(filePath: "/\(Self.root)/wsdl/\(service.name).wsdl"))
            let isSame = String(decoding: file, as: UTF8.self) == answer.bodyText
            #expect(isSame, "wsdl/\(service.name).wsdl is not what the server serves; run make wsdl")
        }
    }
}
